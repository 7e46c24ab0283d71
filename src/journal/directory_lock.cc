#include "journal/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace trigate::journal {
namespace {

Status ErrnoStatus(const std::string& what, int error) {
  std::string message = what + ": " + std::generic_category().message(error);
  if (error == EACCES || error == EPERM || error == EROFS) return PermissionDenied(message);
  if (error == ENOSPC || error == EDQUOT) return ResourceExhausted(message);
  if (error == ENOENT) return NotFound(message);
  if (error == ENOTDIR) return FailedPrecondition(message);
  return Unavailable(message);
}

/// What the holder wrote: " by process 4711", or nothing when it is still writing.
std::string Holder(int fd) {
  std::array<char, 16> text{};
  const ssize_t size = ::pread(fd, text.data(), text.size() - 1, 0);
  return size > 0 ? " by process " + std::string(text.data(), static_cast<std::size_t>(size)) : "";
}

}  // namespace

Result<DirectoryLock> DirectoryLock::Acquire(const std::string& directory) {
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
    return ErrnoStatus("creating the journal directory " + directory, errno);
  }
  const std::string path = directory + "/lock";
  DirectoryLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (lock.fd_ < 0) return ErrnoStatus("opening " + path, errno);
  if (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return ErrnoStatus("locking " + path, errno);
    return FailedPrecondition("the journal directory " + directory + " is in use" +
                              Holder(lock.fd_));
  }
  // For people only; the lock itself is the kernel's.
  const std::string pid = std::to_string(::getpid());
  if (::ftruncate(lock.fd_, 0) != 0 ||
      ::pwrite(lock.fd_, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    return ErrnoStatus("writing " + path, errno);
  }
  return lock;
}

DirectoryLock::~DirectoryLock() {
  if (fd_ >= 0) ::close(fd_);
}

DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

}  // namespace trigate::journal
