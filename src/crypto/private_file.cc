#include "crypto/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "trigate/crypto/digest.h"
#include "trigate/crypto/random.h"
#include "trigate/crypto/secret_key.h"

namespace trigate::crypto {
namespace {

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

Status ErrnoStatus(const std::string& what, int error) {
  std::string message = what + ": " + std::generic_category().message(error);
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return NotFound(std::move(message));
    case EEXIST:
      return {StatusCode::kAlreadyExists, std::move(message)};
    case EACCES:
    case EPERM:
    case EROFS:
      return PermissionDenied(std::move(message));
    case ENOSPC:
    case EDQUOT:
      return ResourceExhausted(std::move(message));
    default:
      return Unavailable(std::move(message));
  }
}

Status WriteAll(int fd, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return ErrnoStatus("writing " + path, errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(fd) != 0) return ErrnoStatus("syncing " + path, errno);
  return {};
}

Status SyncDirectory(const std::string& directory) {
  const FileDescriptor fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) return ErrnoStatus("syncing " + directory, errno);
  return {};
}

Status CheckReadable(int fd, const std::string& path, std::size_t bytes_max, bool owner_only) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return ErrnoStatus("reading " + path, errno);
  if (!S_ISREG(info.st_mode)) return FailedPrecondition(path + " is not a regular file");
  if (owner_only && (info.st_mode & 077) != 0) {
    char mode[8];
    std::snprintf(mode, sizeof(mode), "%04o", static_cast<unsigned>(info.st_mode & 07777));
    return FailedPrecondition(path + " is accessible to others (mode " + mode +
                              "); make it private with chmod 600");
  }
  if (static_cast<std::size_t>(info.st_size) > bytes_max) {
    return FailedPrecondition(path + " is larger than " + std::to_string(bytes_max) + " bytes");
  }
  return {};
}

}  // namespace

Status CreateFileOnce(const std::string& path, std::string_view content, mode_t mode) {
  TRIGATE_ASSIGN_OR_RETURN(const std::string suffix, RandomBytes(8));
  const std::string temporary = path + ".new-" + ToHex(suffix);
  const FileDescriptor fd(
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (fd.get() < 0) return ErrnoStatus("creating " + path, errno);
  Status status = WriteAll(fd.get(), content, path);
  if (status.ok() && ::fchmod(fd.get(), mode) != 0) status = ErrnoStatus("chmod " + path, errno);
  // link() refuses an existing name, which rename() would replace.
  if (status.ok() && ::link(temporary.c_str(), path.c_str()) != 0) {
    status = ErrnoStatus("creating " + path, errno);
  }
  ::unlink(temporary.c_str());
  TRIGATE_RETURN_IF_ERROR(status);
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return SyncDirectory(parent.empty() ? "." : parent);
}

Result<std::string> ReadWholeFile(const std::string& path, std::size_t bytes_max, bool owner_only) {
  const FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0) return ErrnoStatus("opening " + path, errno);
  TRIGATE_RETURN_IF_ERROR(CheckReadable(fd.get(), path, bytes_max, owner_only));
  std::string content(bytes_max + 1, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = ::read(fd.get(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      const int error = errno;
      Wipe(content);
      return ErrnoStatus("reading " + path, error);
    }
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > bytes_max) {
    Wipe(content);
    return FailedPrecondition(path + " grew while it was read");
  }
  content.resize(size);
  return content;
}

}  // namespace trigate::crypto
