// The events of one hub in a file, as a source of its stream.
//
// Threads: Read and OnDurable by the stream; sent() and durable() by anyone.

#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "cli/event_file.h"
#include "cli/lockstep.h"
#include "cli/rate_limit.h"
#include "trigate/client/batch_source.h"

namespace trigate::cli {

class FileSource final : public client::BatchSource {
 public:
  /// All must outlive the source. `limit` and `lockstep` are shared by the hubs.
  FileSource(const EventFile& file, const HubEvents& hub, RateLimit& limit, Lockstep& lockstep)
      : file_(file), hub_(hub), limit_(limit), lockstep_(lockstep),
        number_(lockstep.Join(PlaceOf(1))) {}

  Result<client::Pull> Read(std::int64_t first_sequence, std::size_t events_max,
                            v1::EventBatch& batch) override;
  void OnDurable(std::int64_t sequence) override;
  /// The stream has ended: nobody need wait for this hub.
  void Leave() { lockstep_.Reached(number_, Lockstep::kEnd); }

  [[nodiscard]] std::int64_t size() const {
    return static_cast<std::int64_t>(hub_.events.size());
  }
  /// Highest number that was read for sending.
  [[nodiscard]] std::int64_t sent() const { return sent_; }
  /// Highest number of the file that is durable.
  [[nodiscard]] std::int64_t durable() const { return durable_; }
  /// What the server had already when the stream opened first; -1 before.
  [[nodiscard]] std::int64_t had() const { return had_; }

 private:
  /// Where an event of the hub lies in the file; Lockstep::kEnd beyond its last.
  [[nodiscard]] std::uint64_t PlaceOf(std::int64_t sequence) const;

  const EventFile& file_;
  const HubEvents& hub_;
  RateLimit& limit_;
  Lockstep& lockstep_;
  const std::size_t number_;
  std::string text_;
  std::atomic<std::int64_t> sent_ = 0;
  std::atomic<std::int64_t> durable_ = 0;
  std::atomic<std::int64_t> had_ = -1;
};

}  // namespace trigate::cli
