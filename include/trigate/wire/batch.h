// From bytes to events: decodes, validates and normalises a batch as a hub sent it.
//
//   wire::Decoder decoder(&blind_index);
//   auto batch = decoder.Decode(buffer, received_at);       // at intake: validates
//   auto again = decoder.DecodeAccepted(buffer, rejected);  // at replay: trusts the record
//
// One bad event never spoils its neighbours: it is left out of events() and described in errors().
// Only a batch that cannot be taken apart at all (no EventBatch, empty, too many events) is refused
// as a whole.
//
// Threads: Decoder is immutable and safe to share; a Batch belongs to one thread at a time.
// Lifetime: the events of a Batch point into its buffer and its arena; both live as long as it
// does.
// Limits: kEventsPerBatchMax, kBatchBytesMax, and per field the sizes that event.proto states.

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/crypto/blind_index.h"
#include "trigate/model/event.h"

namespace trigate::wire {

inline constexpr std::uint32_t kEventsPerBatchMax = 1024;  ///< contract: EventBatch.events
inline constexpr std::size_t kBatchBytesMax = 1 << 20;     ///< contract: EventBatch.events
/// An event this much ahead of the server's clock is refused (contract: ParcelEvent.occur_time).
inline constexpr Millis kClockSkewMax = std::chrono::minutes(5);

/// Bytes and whoever keeps them alive.
struct Buffer {
  std::string_view bytes;
  std::shared_ptr<const void> owner;
};

/// Why one event was refused.
struct EventError {
  std::uint32_t index = 0;  ///< in the batch as received
  std::vector<FieldViolation> violations;  ///< field paths inside the event; at least one
};

class Batch {
 public:
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;
  ~Batch();

  /// Sequence number of the first event as received.
  [[nodiscard]] std::int64_t first_sequence() const { return first_sequence_; }
  /// Events as received, refused ones included.
  [[nodiscard]] std::uint32_t event_count() const { return event_count_; }
  /// The events that were not refused, in order.
  [[nodiscard]] std::span<const model::Event> events() const { return events_; }
  /// indices()[i] is the index of events()[i] in the batch as received.
  [[nodiscard]] std::span<const std::uint32_t> indices() const { return indices_; }
  /// The refused ones, in order.
  [[nodiscard]] std::span<const EventError> errors() const { return errors_; }
  /// The EventBatch as received.
  [[nodiscard]] std::string_view bytes() const { return buffer_.bytes; }

 private:
  friend class Decoder;
  friend struct BatchBuilder;
  struct TextArena;  // normalised text that differs from what was received
  Batch();

  Buffer buffer_;
  std::int64_t first_sequence_ = 0;
  std::uint32_t event_count_ = 0;
  std::vector<model::Event> events_;
  std::vector<std::uint32_t> indices_;
  std::vector<EventError> errors_;
  std::unique_ptr<TextArena> text_;
};

class Decoder {
 public:
  /// `index` makes the link keys of phones, documents and addresses; must outlive the decoder.
  explicit Decoder(const crypto::BlindIndex* index) : index_(index) {}

  /// Decodes an EventBatch and validates every event. `received_at` bounds occur_time.
  /// Fails: kInvalidArgument naming the field when the batch as a whole is unusable.
  Result<std::unique_ptr<Batch>> Decode(Buffer buffer, SystemTime received_at) const;

  /// Decodes an EventBatch that intake accepted earlier. `rejected` are the sorted indices that
  /// were refused then; the others are taken without validation. Fails: kDataLoss when the bytes
  /// are not what intake can have accepted.
  Result<std::unique_ptr<Batch>> DecodeAccepted(Buffer buffer,
                                                std::span<const std::uint32_t> rejected) const;

  /// Bytes of the event at `index` of an EventBatch, for the dead-letter store.
  static Result<std::string_view> EventBytes(std::string_view batch, std::uint32_t index);

  /// Decodes one event at `index` of an accepted batch, for a flag's timeline: skips the others.
  Result<std::unique_ptr<Batch>> DecodeOne(Buffer buffer, std::uint32_t index) const;

 private:
  const crypto::BlindIndex* index_;
};

}  // namespace trigate::wire
