#include "journal/rocks_status.h"

#include <string>
#include <utility>

namespace trigate::journal {

Status FromRocks(const rocksdb::Status& status, std::string_view what) {
  if (status.ok()) return {};
  std::string message = std::string(what) + ": " + status.ToString();
  if (status.IsCorruption() || status.IsPathNotFound()) return DataLoss(std::move(message));
  if (status.IsNoSpace()) return ResourceExhausted(std::move(message));
  if (status.IsNotFound()) return NotFound(std::move(message));
  if (status.IsIOError() || status.IsShutdownInProgress()) return Unavailable(std::move(message));
  if (status.IsNotSupported()) return FailedPrecondition(std::move(message));
  return Internal(std::move(message));
}

}  // namespace trigate::journal
