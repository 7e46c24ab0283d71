#include "cli/send_tally.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include "cli/format.h"
#include "cli/proto_json.h"

namespace trigate::cli {

void SendLog::Say(std::string message) {
  MutexLock lock(mutex_);
  messages_.push_back(std::move(message));
}

std::vector<std::string> SendLog::TakeMessages() {
  MutexLock lock(mutex_);
  return std::exchange(messages_, {});
}

Status SendLog::Write(const std::string& hub, const google::protobuf::Message& batch) {
  MutexLock lock(mutex_);
  if (file_ == nullptr || batch.ByteSizeLong() == 0) return OkStatus();
  std::string line = ToJsonLine(batch);
  line.insert(1, "\"hub\":\"" + hub + "\",");
  *file_ << line << '\n' << std::flush;
  return file_->good() ? OkStatus() : Internal("the file of verdicts cannot be written");
}

Status SendTally::OnVerdicts(const v1::VerdictBatch& verdicts) {
  TRIGATE_RETURN_IF_ERROR(log_.Write(hub_, verdicts));
  for (const v1::Verdict& verdict : verdicts.verdicts()) {
    const bool known = v1::Action_IsValid(verdict.action());
    ++verdicts_[known ? static_cast<std::size_t>(verdict.action()) : 0];
  }
  return OkStatus();
}

void SendTally::OnRejections(const v1::RejectionBatch& rejections) {
  if (const Status written = log_.Write(hub_, rejections); !written.ok()) {
    log_.Say(hub_ + ": " + written.message());
  }
  rejections_ += rejections.rejections_size();
}

void SendTally::OnDisconnected(const Status& why, Millis retry_in) {
  ++disconnects_;
  log_.Say(hub_ + ": " + why.message() + "; trying again in " + Duration(retry_in));
}

ActionCounts SendTally::verdicts() const {
  ActionCounts counts{};
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = verdicts_[i];
  return counts;
}

}  // namespace trigate::cli
