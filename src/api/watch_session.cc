#include "trigate/api/watch_session.h"

#include <utility>

#include "api/field_check.h"
#include "api/flag_messages.h"

namespace trigate::api {
namespace {

constexpr std::size_t kFilterBytesMax = 2048;

}  // namespace

Result<WatchSession::Batch> WatchSession::Open(const Call& call,
                                               const v1::WatchFlagsRequest& request) {
  TRIGATE_ASSIGN_OR_RETURN(scope_,
                           context_.authorizer.Authorize(call.caller, Method::kWatchFlags, ""));
  FieldCheck check;
  check.AtMost(request.filter(), kFilterBytesMax, "filter");
  check.AtMost(request.resume_token(), kPageTokenBytesMax, "resume_token");
  TRIGATE_RETURN_IF_ERROR(check.status());
  TRIGATE_RETURN_IF_ERROR(call.CheckAlive(context_.clock.Now()));
  filter_ = request.filter();
  token_ = request.resume_token();
  TRIGATE_ASSIGN_OR_RETURN(Batch batch, Read());
  if (batch.responses.empty()) batch.responses.push_back(SignOfLife());
  return batch;
}

Result<WatchSession::Batch> WatchSession::Read() {
  TRIGATE_ASSIGN_OR_RETURN(store::FlagChanges changes,
                           reader_.ListFlagChanges(scope_, filter_, token_, kWatchBatchMax));
  Batch batch;
  batch.more = changes.more;
  batch.responses.reserve(changes.changes.size());
  for (store::FlagChange& change : changes.changes) {
    v1::WatchFlagsResponse& response = batch.responses.emplace_back();
    *response.mutable_flag() = ToMessage(change.view);
    response.set_resume_token(std::move(change.resume_token));
  }
  token_ = std::move(changes.resume_token);
  return batch;
}

v1::WatchFlagsResponse WatchSession::SignOfLife() const {
  v1::WatchFlagsResponse response;
  response.set_resume_token(token_);
  return response;
}

bool WatchSession::IsPassing(const Status& status) {
  switch (status.code()) {
    case StatusCode::kUnavailable:
    case StatusCode::kDeadlineExceeded:
    case StatusCode::kResourceExhausted:
    case StatusCode::kAborted:
      return true;
    default:
      return false;
  }
}

}  // namespace trigate::api
