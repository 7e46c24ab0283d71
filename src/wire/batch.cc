#include "trigate/wire/batch.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "wire/arena.h"
#include "wire/convert.h"
#include "wire/field_reader.h"
#include "wire/raw_event.h"
#include "wire/validate.h"

namespace trigate::wire {

struct Batch::TextArena {
  Arena arena;
};

Batch::Batch() = default;
Batch::~Batch() = default;

namespace {

constexpr std::uint32_t kFirstSequenceField = 1;
constexpr std::uint32_t kEventsField = 2;
/// What an event may still nest: the batch itself is one level up.
constexpr int kEventDepthLeft = kDepthMax - 1;

/// Walks over an EventBatch and calls `visit(index, bytes)` for each event until it returns false.
/// False when the bytes are no message; what is inside the events is not looked at.
template <typename Visit>
bool WalkBatch(std::string_view bytes, std::int64_t* first_sequence, WireError* error,
               Visit&& visit) {
  FieldReader in(bytes, error);
  std::uint32_t index = 0;
  while (in.Next()) {
    switch (in.tag()) {
      case VarintTag(kFirstSequenceField): in.Int64("first_sequence", first_sequence); break;
      case DelimitedTag(kEventsField): {
        std::string_view event;
        in.Bytes("events", &event);
        if (in.ok() && !visit(index++, event)) return true;
        break;
      }
      default: in.Skip();
    }
  }
  return in.ok();
}

Status Unusable(std::string field, std::string description) {
  std::string message = "the batch cannot be taken: " + field + " " + description;
  return {StatusCode::kInvalidArgument, std::move(message),
          {{std::move(field), std::move(description)}}};
}

struct Outline {
  std::int64_t first_sequence = 0;
  std::uint32_t event_count = 0;
};

/// What can be said of a batch before its events are looked at.
Result<Outline> OutlineOf(std::string_view bytes) {
  if (bytes.size() > kBatchBytesMax) {
    return Unusable("events", "have " + std::to_string(bytes.size()) +
                                  " bytes together; at most 1,048,576 (1 MiB) are allowed");
  }
  Outline outline;
  WireError error;
  const bool walked = WalkBatch(bytes, &outline.first_sequence, &error,
                                [&outline](std::uint32_t, std::string_view) {
                                  ++outline.event_count;
                                  return true;
                                });
  if (!walked) {
    return Unusable(error.path.empty() ? "batch" : error.path,
                    std::string(DescribeFault(error.fault)));
  }
  if (outline.event_count == 0) {
    return Unusable("events", "are missing; a batch holds 1 to 1,024");
  }
  if (outline.event_count > kEventsPerBatchMax) {
    return Unusable("events", "are " + std::to_string(outline.event_count) +
                                  "; a batch holds 1 to 1,024");
  }
  const std::int64_t first_max =
      std::numeric_limits<std::int64_t>::max() - (outline.event_count - 1);
  if (outline.first_sequence < 1 || outline.first_sequence > first_max) {
    return Unusable("first_sequence", "is " + std::to_string(outline.first_sequence) +
                                          "; it must be 1 or higher and leave room for the batch");
  }
  return outline;
}

/// The violation of an event that is no ParcelEvent.
FieldViolation Malformed(const WireError& error) {
  return {error.path.empty() ? "event" : error.path, std::string(DescribeFault(error.fault))};
}

}  // namespace

/// Fills a Batch; the one place that may.
struct BatchBuilder {
  BatchBuilder(Buffer buffer, const Outline& outline, const crypto::BlindIndex* index,
               std::uint32_t expected_events)
      : batch(new Batch), converter(index, Text()) {
    batch->buffer_ = std::move(buffer);
    batch->first_sequence_ = outline.first_sequence;
    batch->event_count_ = outline.event_count;
    batch->events_.reserve(expected_events);
    batch->indices_.reserve(expected_events);
  }

  void AddValidated(std::uint32_t event_index, std::string_view bytes, SystemTime received_at) {
    RawEvent raw;
    WireError error;
    FieldReader in(bytes, &error, kEventDepthLeft);
    std::vector<FieldViolation> violations;
    if (ParseEvent(in, &raw)) {
      ValidateEvent(raw, received_at, &violations);
    } else {
      violations.push_back(Malformed(error));
    }
    if (violations.empty() && !Convert(event_index, raw)) {
      violations.push_back({"event", "holds a value that this version cannot represent"});
    }
    if (!violations.empty()) batch->errors_.push_back({event_index, std::move(violations)});
  }

  /// False when the event is not one that intake can have accepted.
  bool AddAccepted(std::uint32_t event_index, std::string_view bytes) {
    RawEvent raw;
    WireError error;
    FieldReader in(bytes, &error, kEventDepthLeft);
    return ParseEvent(in, &raw) && Convert(event_index, raw);
  }

  /// The batch, unless the machine failed at one of its texts.
  Result<std::unique_ptr<Batch>> Finish() && {
    TRIGATE_RETURN_IF_ERROR(converter.host_status());
    return std::move(batch);
  }

 private:
  Arena* Text() {
    batch->text_ = std::make_unique<Batch::TextArena>();
    return &batch->text_->arena;
  }

  bool Convert(std::uint32_t event_index, const RawEvent& raw) {
    model::Event& event = batch->events_.emplace_back();
    if (!converter.Convert(raw, &event)) {
      batch->events_.pop_back();
      return false;
    }
    batch->indices_.push_back(event_index);
    return true;
  }

  std::unique_ptr<Batch> batch;
  EventConverter converter;
};

Result<std::unique_ptr<Batch>> Decoder::Decode(Buffer buffer, SystemTime received_at) const {
  TRIGATE_ASSIGN_OR_RETURN(const Outline outline, OutlineOf(buffer.bytes));
  const std::string_view bytes = buffer.bytes;
  BatchBuilder builder(std::move(buffer), outline, index_, outline.event_count);
  WireError error;
  std::int64_t first_sequence = 0;
  WalkBatch(bytes, &first_sequence, &error, [&](std::uint32_t i, std::string_view event) {
    builder.AddValidated(i, event, received_at);
    return true;
  });
  return std::move(builder).Finish();
}

Result<std::unique_ptr<Batch>> Decoder::DecodeAccepted(
    Buffer buffer, std::span<const std::uint32_t> rejected) const {
  Result<Outline> outline = OutlineOf(buffer.bytes);
  if (!outline.ok()) return DataLoss("accepted batch: " + outline.status().message());
  const std::string_view bytes = buffer.bytes;
  BatchBuilder builder(std::move(buffer), *outline, index_, outline->event_count);
  WireError error;
  std::int64_t first_sequence = 0;
  auto next_rejected = rejected.begin();
  std::optional<std::uint32_t> damaged;
  WalkBatch(bytes, &first_sequence, &error, [&](std::uint32_t i, std::string_view event) {
    if (next_rejected != rejected.end() && *next_rejected == i) {
      ++next_rejected;
    } else if (!builder.AddAccepted(i, event)) {
      damaged = i;
    }
    return !damaged.has_value();
  });
  if (damaged) {
    return DataLoss("accepted batch: event " + std::to_string(*damaged) +
                    " is not one that intake can have accepted");
  }
  if (next_rejected != rejected.end()) {
    return DataLoss("accepted batch: rejected index " + std::to_string(*next_rejected) +
                    " is out of order or beyond its " + std::to_string(outline->event_count) +
                    " events");
  }
  return std::move(builder).Finish();
}

Result<std::string_view> Decoder::EventBytes(std::string_view batch, std::uint32_t index) {
  std::optional<std::string_view> found;
  WireError error;
  std::int64_t first_sequence = 0;
  WalkBatch(batch, &first_sequence, &error, [&](std::uint32_t i, std::string_view event) {
    if (i == index) found = event;
    return i != index;
  });
  if (!found) {
    return DataLoss("batch: there is no event " + std::to_string(index) + " in its bytes");
  }
  return *found;
}

Result<std::unique_ptr<Batch>> Decoder::DecodeOne(Buffer buffer, std::uint32_t index) const {
  Result<Outline> outline = OutlineOf(buffer.bytes);
  if (!outline.ok()) return DataLoss("accepted batch: " + outline.status().message());
  TRIGATE_ASSIGN_OR_RETURN(const std::string_view event, EventBytes(buffer.bytes, index));
  BatchBuilder builder(std::move(buffer), *outline, index_, 1);
  if (!builder.AddAccepted(index, event)) {
    return DataLoss("accepted batch: event " + std::to_string(index) +
                    " is not one that intake can have accepted");
  }
  return std::move(builder).Finish();
}

}  // namespace trigate::wire
