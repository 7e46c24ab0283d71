// The engine: a pure fold over the journal.
//
//   Engine engine;
//   engine.Apply({position, received_at}, input, output);
//
// Same records + same policies = same state, same outputs, bit for bit: no clock, no randomness, no
// I/O, no locks. Time enters as Tick inputs. That one property gives crash recovery (snapshot and
// replay), backtests and simulation.
//
// Threads: one thread.  Lifetime: outputs own what they hold.
// Failure: Apply never fails on an input that intake accepted; a rule that errors is an outcome of
// its own and the parcel still gets its other findings.
// Limits: kHubsMax hubs, kEventRefsMax events of one parcel in its timeline, policy::kRulesMax rules.

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/status.h"
#include "trigate/engine/input.h"
#include "trigate/engine/output.h"

namespace trigate::engine {

inline constexpr std::size_t kHubsMax = 60'000;
/// Events of one parcel that its timeline can name. A real parcel has 10 to 14; later ones are
/// still folded, and counted in Figures::unlisted_events.
inline constexpr std::size_t kEventRefsMax = 1'000;
/// Watch-list entries in force.
inline constexpr std::size_t kWatchEntriesMax = 100'000;

/// Takes a snapshot's bytes.
class SnapshotSink {
 public:
  virtual ~SnapshotSink() = default;
  virtual Status Write(std::string_view bytes) = 0;
};
/// Gives them back: fewer than asked for only at the end.
class SnapshotSource {
 public:
  virtual ~SnapshotSource() = default;
  virtual Result<std::size_t> Read(std::span<char> out) = 0;
};

/// A hub as the fold knows it.
struct HubView {
  std::string_view name;
  model::RegionCode region;
  std::int64_t epoch = 0;             ///< newest stream
  std::int64_t durable_sequence = 0;  ///< watermark
  std::int64_t acked_verdict_id = 0;
  std::int64_t last_verdict_id = 0;
  SystemTime event_time;              ///< latest occur_time reported; 1970 when none
};

/// Totals since the journal began.
struct Figures {
  std::int64_t position = 0;  ///< last record applied
  std::int64_t events = 0;
  std::int64_t duplicate_events = 0;   ///< of a parcel, kind, time and place already folded
  std::int64_t unlisted_events = 0;    ///< beyond kEventRefsMax
  std::int64_t parcels_seen = 0;
  std::int64_t parcels_in_flight = 0;
  std::int64_t flags = 0;
  std::array<std::int64_t, 6> verdicts{};  ///< by model::Action
  bool operator==(const Figures&) const = default;
};

class Engine {
 public:
  /// `expected_parcels` sizes the tables once, so that they need not grow under load.
  explicit Engine(std::size_t expected_parcels = 0);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Applies one record; its results are added to `output`. Records come in order of position, each
  /// once. The first one must be a PolicyActivated before any events.
  void Apply(const RecordMeta& meta, const Input& input, Output& output);

  [[nodiscard]] const Figures& figures() const;
  [[nodiscard]] SystemTime now() const;
  [[nodiscard]] const std::shared_ptr<const policy::Policy>& current_policy() const;
  /// Rule of a slot of RuleBits in the current policy; null when the policy has it no more.
  [[nodiscard]] const policy::Rule* rule_at(std::size_t slot) const;
  /// Times that a rule of the current policy ended in an error, by slot.
  [[nodiscard]] std::span<const std::int64_t> rule_errors() const;
  /// Times that it fired since this object was made, by slot. For metrics: no part of a snapshot.
  [[nodiscard]] std::span<const std::int64_t> rule_findings() const;

  [[nodiscard]] std::size_t hub_count() const;
  [[nodiscard]] HubView hub(HubId id) const;
  /// kNoHub when the journal has not named it.
  [[nodiscard]] HubId FindHub(std::string_view name) const;
  /// Verdicts that the hub has not acknowledged, from `after_id` + 1 on, oldest first, at most
  /// `limit`.
  [[nodiscard]] std::vector<Verdict> PendingVerdicts(HubId id, std::int64_t after_id,
                                                     std::size_t limit) const;
  /// Entry made by this request, 0 when there is none.
  [[nodiscard]] std::int64_t FindWatchEntry(std::string_view request_id) const;
  [[nodiscard]] bool HasWatchEntry(std::int64_t entry_id) const;
  /// The entry in force names the same thing as `added`.
  [[nodiscard]] bool IsWatchEntry(std::int64_t entry_id, const WatchEntryAdded& added) const;

  /// Writes the whole state. Equal states write equal bytes.
  Status Save(SnapshotSink& sink) const;
  /// Replaces the state by a saved one. Policies in it are compiled again. Fails: kDataLoss;
  /// kFailedPrecondition, with the state as it was, when another version of the engine saved it.
  Status Restore(SnapshotSource& source);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trigate::engine
