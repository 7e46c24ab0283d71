// Watching flags: the server stream, resumed after every disconnect from the last token.
//
// Threads: the caller's; WatchFlags returns when the listener has seen enough or the server refuses.
// The listener is called by that thread, with no lock held.
// Ownership: everything is the caller's.
// Failure: as HubStream: transient errors are told to OnDisconnected and tried again, the others are
// returned. A change may come twice after a disconnect, never not at all.

#pragma once

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/client/call.h"
#include "trigate/v1/flag_service.grpc.pb.h"

namespace trigate::client {

class FlagListener {
 public:
  virtual ~FlagListener() = default;
  /// A flag appeared or changed. False ends the watch.
  virtual bool OnFlag(const v1::WatchFlagsResponse& response) = 0;
  virtual void OnDisconnected(const Status& why, Millis retry_in) = 0;
};

struct WatchTimes {
  Millis backoff_initial{200};
  Millis backoff_max{10'000};
};

/// Keeps request.resume_token up to date, so that the caller can go on later.
Status WatchFlags(const Caller& caller, v1::WatchFlagsRequest& request, FlagListener& listener,
                  const Clock& clock, const WatchTimes& times = {});

}  // namespace trigate::client
