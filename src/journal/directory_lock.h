// The right to use a journal directory: held by one process, released by the kernel when it ends,
// however it ends.

#pragma once

#include <string>

#include "trigate/base/status.h"

namespace trigate::journal {

class DirectoryLock {
 public:
  /// Creates the directory (0700, its parent must exist) and locks `<directory>/lock`.
  /// Fails: kFailedPrecondition naming the process that holds it; kPermissionDenied;
  /// kResourceExhausted; kNotFound for a missing parent.
  static Result<DirectoryLock> Acquire(const std::string& directory);

  ~DirectoryLock();
  DirectoryLock(DirectoryLock&& other) noexcept;
  DirectoryLock& operator=(DirectoryLock&&) = delete;

 private:
  explicit DirectoryLock(int fd) : fd_(fd) {}

  int fd_;
};

}  // namespace trigate::journal
