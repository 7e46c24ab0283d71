// Checks of single fields, and the list of what they found.
//
// Each check adds at most one violation: a path inside the event and a sentence that says what is
// wrong and what would be right. Values of personal fields are never repeated in it: the sentence
// goes back over the wire and into logs.
//
// Threads: one.  Cost: nothing is allocated while nothing is wrong; paths are rendered only then.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "wire/raw_event.h"

namespace trigate::wire {

/// More violations of one event than this are not listed.
inline constexpr std::size_t kViolationsPerEventMax = 16;

/// Text without a size of its own in event.proto.
inline constexpr std::size_t kTextBytesMax = 512;

/// A field inside an event; a chain of frames on the stack.
struct FieldPath {
  const FieldPath* parent = nullptr;
  std::string_view name;
  std::int64_t index = -1;

  [[nodiscard]] std::string ToString() const;
};

/// True when there is nothing to see: empty, or only spaces (ASCII, no-break, ideographic).
bool IsBlank(std::string_view text);

/// google.protobuf.Timestamp's own range: 0001-01-01 to 9999-12-31, nanoseconds below one second.
bool IsValidTimestamp(const RawTimestamp& time);
/// Cut to milliseconds. REQUIRES: IsValidTimestamp.
SystemTime ToSystemTime(const RawTimestamp& time);

class FieldChecks {
 public:
  explicit FieldChecks(std::vector<FieldViolation>* out) : out_(out) {}

  void Add(const FieldPath& path, std::string description);

  /// Free text.
  void Text(const FieldPath& path, std::string_view text, std::size_t bytes_max = kTextBytesMax);
  /// Text that must not be blank.
  void RequiredText(const FieldPath& path, std::string_view text,
                    std::size_t bytes_max = kTextBytesMax);
  /// `unit` follows the bounds in the sentence: "g", "fen".
  void Range(const FieldPath& path, std::int64_t value, std::int64_t min, std::int64_t max,
             std::string_view unit);
  /// Values 0 to `max` are known; with `required`, 0 is a violation.
  void Enum(const FieldPath& path, std::int32_t value, std::int32_t max, std::string_view type,
            bool required = false);
  void Timestamp(const FieldPath& path, const RawTimestamp& time);
  void OccurTime(const FieldPath& path, const RawTimestamp& time, SystemTime received_at);
  void Carrier(const FieldPath& path, std::string_view code);
  void Waybill(const FieldPath& path, std::string_view number);
  /// 0, or a GB/T 2260 code of any year.
  void Region(const FieldPath& path, std::int32_t code);
  /// Empty, or ISO 3166-1 alpha-2 in form.
  void Country(const FieldPath& path, std::string_view code);

 private:
  std::vector<FieldViolation>* out_;
};

}  // namespace trigate::wire
