#include "trigate/client/watch.h"

#include "client/backoff.h"
#include "client/inbox.h"

namespace trigate::client {
namespace {

struct StreamEnd {
  Status status;
  bool enough = false;    ///< the listener wants no more
  bool progress = false;  ///< something came
};

StreamEnd RunStream(const Caller& caller, v1::FlagService::Stub& stub,
                    v1::WatchFlagsRequest& request, FlagListener& listener) {
  grpc::ClientContext context;
  caller.PrepareStream(context);
  const auto reader = stub.WatchFlags(&context, request);
  v1::WatchFlagsResponse response;
  StreamEnd end;
  while (reader->Read(&response)) {
    end.progress = true;
    request.set_resume_token(response.resume_token());
    if (!response.has_flag()) continue;
    if (!listener.OnFlag(response)) {
      end.enough = true;
      context.TryCancel();
      break;
    }
  }
  end.status = rpc_status::FromGrpc(reader->Finish());
  return end;
}

void Pause(Millis wait) {
  Inbox nobody_writes;
  nobody_writes.Wait(wait);
}

}  // namespace

Status WatchFlags(const Caller& caller, v1::WatchFlagsRequest& request, FlagListener& listener,
                  const Clock& clock, const WatchTimes& times) {
  const auto stub = v1::FlagService::NewStub(caller.channel());
  const auto seed = clock.MonotonicNow().time_since_epoch().count();
  Backoff backoff(times.backoff_initial, times.backoff_max, static_cast<std::uint64_t>(seed));
  while (true) {
    const StreamEnd end = RunStream(caller, *stub, request, listener);
    if (end.enough) return OkStatus();
    if (IsFinal(end.status.code())) return end.status;
    if (end.progress) backoff.Reset();
    const Status why = end.status.ok() ? Unavailable("the server ended the watch") : end.status;
    const Millis wait = backoff.Next();
    listener.OnDisconnected(why, wait);
    Pause(wait);
  }
}

}  // namespace trigate::client
