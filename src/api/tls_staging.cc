// Layout of the staging directory: <directory>/<generation>/{server.crt,server.key,client_ca.crt}
// and the symbolic link <directory>/current, which is replaced by rename(2).

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "trigate/api/tls_files.h"

namespace trigate::api {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileBytesMax = 1 << 20;

Result<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) return NotFound(path + " cannot be read, or is empty");
  if (text.view().size() > kFileBytesMax) return InvalidArgument(path + " is longer than 1 MiB");
  return std::move(text).str();
}

Status WriteFile(const fs::path& path, const std::string& bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return Unavailable(path.string() + ": " + std::strerror(errno));
  std::size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t n = ::write(fd, bytes.data() + written, bytes.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      const Status failed = Unavailable(path.string() + ": " + std::strerror(errno));
      ::close(fd);
      return failed;
    }
    written += static_cast<std::size_t>(n);
  }
  ::close(fd);
  return OkStatus();
}

Status FromErrorCode(const std::string& what, const std::error_code& error) {
  if (!error) return OkStatus();
  return Unavailable(what + ": " + error.message());
}

}  // namespace

Result<TlsMaterial> ReadTlsFiles(const TlsFiles& files) {
  TlsMaterial material;
  TRIGATE_ASSIGN_OR_RETURN(material.certificate, ReadFile(files.certificate));
  TRIGATE_ASSIGN_OR_RETURN(material.key, ReadFile(files.key));
  TRIGATE_ASSIGN_OR_RETURN(material.client_ca, ReadFile(files.client_ca));
  return material;
}

Result<TlsStaging> TlsStaging::Open(TlsFiles files, std::string directory) {
  std::error_code error;
  fs::remove_all(directory, error);
  if (!error) fs::create_directories(directory, error);
  if (!error) fs::permissions(directory, fs::perms::owner_all, error);
  TRIGATE_RETURN_IF_ERROR(FromErrorCode("TLS staging directory " + directory, error));
  return TlsStaging(std::move(files), std::move(directory));
}

TlsFiles TlsStaging::StagedFiles() const {
  const fs::path current = fs::path(directory_) / "current";
  return {current / "server.crt", current / "server.key", current / "client_ca.crt"};
}

Result<bool> TlsStaging::Refresh(SystemTime now) {
  TRIGATE_ASSIGN_OR_RETURN(TlsMaterial read, ReadTlsFiles(files_));
  if (read == staged_ || read == refused_) return false;
  if (const Status good = CheckTlsMaterial(read, now); !good.ok()) {
    refused_ = std::move(read);
    return good.WithContext(files_.certificate);
  }
  TRIGATE_RETURN_IF_ERROR(Publish(read));
  staged_ = std::move(read);
  refused_ = {};
  return true;
}

Status TlsStaging::Publish(const TlsMaterial& material) {
  const fs::path base(directory_);
  const std::string name = std::to_string(++generation_);
  std::error_code error;
  fs::create_directory(base / name, error);
  TRIGATE_RETURN_IF_ERROR(FromErrorCode((base / name).string(), error));
  TRIGATE_RETURN_IF_ERROR(WriteFile(base / name / "server.crt", material.certificate));
  TRIGATE_RETURN_IF_ERROR(WriteFile(base / name / "server.key", material.key));
  TRIGATE_RETURN_IF_ERROR(WriteFile(base / name / "client_ca.crt", material.client_ca));
  fs::create_directory_symlink(name, base / "next", error);
  if (!error) fs::rename(base / "next", base / "current", error);
  TRIGATE_RETURN_IF_ERROR(FromErrorCode((base / "current").string(), error));
  // A reader that opened the former files keeps them; two generations back nobody reads.
  if (generation_ > 2) fs::remove_all(base / std::to_string(generation_ - 2), error);
  return OkStatus();
}

}  // namespace trigate::api
