// Sends a file: one stream per hub, all at once and abreast of each other, and what came of it.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/context.h"
#include "cli/event_file.h"
#include "cli/file_source.h"
#include "cli/lockstep.h"
#include "cli/send_tally.h"
#include "trigate/base/clock.h"
#include "trigate/client/hub_stream.h"

namespace trigate::cli {

struct SendOptions {
  std::string path;
  std::string hub;            ///< of events that name none
  std::string verdicts_path;  ///< verdicts and rejections as JSON lines; empty: none
  std::int64_t rate = 0;      ///< events a second, all hubs together; 0: no limit
  int batch_events = 256;
  int give_up_s = 30;
  int linger_ms = 1'000;
};

/// What came of one hub's events.
struct HubResult {
  std::string hub;
  std::int64_t events = 0;    ///< in the file
  std::int64_t had = 0;       ///< were durable before
  std::int64_t durable = 0;   ///< are durable now
  std::int64_t rejected = 0;
  std::int64_t disconnects = 0;
  ActionCounts verdicts{};
  Status end;
};

/// How far it is, over all hubs.
struct SendState {
  std::int64_t had = 0;    ///< were durable before
  std::int64_t acked = 0;  ///< durable now and not before
  std::int64_t lag = 0;    ///< sent and not acknowledged
  std::int64_t rejected = 0;
  ActionCounts verdicts{};
};

class Sender {
 public:
  /// `file`, `log` and the context must outlive the sender.
  Sender(const Context& context, const EventFile& file, SendLog& log, const SendOptions& options);

  /// Fails when a certificate is missing; then nothing was sent.
  Status Start();
  /// True when all streams have ended; waits for that up to `interval`.
  bool Wait(Millis interval);
  [[nodiscard]] SendState state() const;
  /// After the end.
  [[nodiscard]] std::vector<HubResult> Results();

 private:
  struct Hub {
    Hub(const EventFile& file, const HubEvents& events, RateLimit& limit, Lockstep& lockstep,
        SendLog& log)
        : source(file, events, limit, lockstep), tally(events.hub, log) {}
    std::string name;
    FileSource source;
    SendTally tally;
    std::unique_ptr<client::HubStream> stream;  // last: it uses the two above
  };

  const Context& context_;
  const SendOptions& options_;
  RateLimit limit_;
  Lockstep lockstep_;
  std::vector<std::unique_ptr<Hub>> hubs_;
};

}  // namespace trigate::cli
