// A cursor over the fields of one protobuf message, without copies, exceptions or allocation.
//
// It accepts and refuses exactly what libprotobuf 3.21 does, because a hub's library decides what
// goes on the wire: a tag has at most five bytes and keeps the low 32 bits, a varint at most ten
// and keeps the low 64, a size is below 2^31 in at most five bytes; field number 0 and the wire
// types 6 and 7 are errors; groups are skipped when they nest and close properly; messages and
// groups together nest at most kDepthMax deep. Ready-made zero-copy readers (protozero) refuse
// groups and the field numbers 19000 to 19999, take longer tags, and throw at hostile input, so
// they would decide differently.
//
//   FieldReader in(bytes, &fault);
//   while (in.Next()) {
//     switch (in.tag()) {
//       case DelimitedTag(1): in.Text("name", &party->name); break;
//       case VarintTag(4): in.Int32("region_code", &party->region_code); break;
//       default: in.Skip();
//     }
//   }
//   return in.ok();
//
// After a fault Next() is false and ok() is false for good; `fault` then says what and where.
//
// Threads: one.  Lifetime: what Text and Bytes give points into the bytes that were passed.

#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "trigate/model/text.h"
#include "wire/ascii_scan.h"

namespace trigate::wire {

/// Messages and groups that may be open at once below the top one; libprotobuf's default.
inline constexpr int kDepthMax = 100;

enum class WireFault : std::uint8_t {
  kNone,
  kCutOff,     ///< a field goes on beyond the end of its message
  kTag,        ///< a tag that is too long or has field number 0
  kVarint,     ///< a number of more than ten bytes
  kSize,       ///< a size of 2^31 or more
  kWireType,   ///< wire type 6 or 7
  kGroup,      ///< a group that is not closed, or closed without having been opened
  kDepth,      ///< nested deeper than kDepthMax
  kUtf8,       ///< text that is not UTF-8
};

/// What is wrong with bytes that are no message, and where.
struct WireError {
  WireFault fault = WireFault::kNone;
  /// Fields from the message inwards, "accepted.contents[2].name"; "" for the message itself.
  std::string path;
};

/// One sentence about a fault, as it is told to the sender.
std::string_view DescribeFault(WireFault fault);

constexpr std::uint32_t VarintTag(std::uint32_t field) { return field << 3; }
constexpr std::uint32_t Fixed64Tag(std::uint32_t field) { return field << 3 | 1; }
constexpr std::uint32_t DelimitedTag(std::uint32_t field) { return field << 3 | 2; }

class FieldReader {
 public:
  /// `error` is written on the first fault and must outlive the reader.
  FieldReader(std::string_view bytes, WireError* error, int depth_left = kDepthMax)
      : cursor_(bytes.data()),
        end_(bytes.data() + bytes.size()),
        error_(error),
        depth_left_(depth_left) {}

  /// Moves to the next field. False at the end and after a fault.
  bool Next() {
    if (cursor_ == end_ || !ok_) return false;
    if (!ReadTag(&tag_)) return false;
    const std::uint32_t type = tag_ & 7;
    if (tag_ >> 3 == 0) return Fail(WireFault::kTag);
    if (type == 4) return Fail(WireFault::kGroup);
    return true;
  }
  /// Field number << 3 | wire type of the current field.
  [[nodiscard]] std::uint32_t tag() const { return tag_; }
  [[nodiscard]] bool ok() const { return ok_; }

  // Each of these consumes the value of the current field. `name` is for the error's path.
  void Int32(std::string_view name, std::int32_t* out) {
    std::uint64_t value = 0;
    if (ReadVarint(&value)) {
      *out = static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
    } else {
      Locate(name);
    }
  }
  void Int64(std::string_view name, std::int64_t* out) {
    std::uint64_t value = 0;
    if (ReadVarint(&value)) {
      *out = static_cast<std::int64_t>(value);
    } else {
      Locate(name);
    }
  }
  void Bool(std::string_view name, bool* out) {
    std::uint64_t value = 0;
    if (ReadVarint(&value)) {
      *out = value != 0;
    } else {
      Locate(name);
    }
  }
  void Double(std::string_view name, double* out) {
    if (end_ - cursor_ < 8) {
      Fail(WireFault::kCutOff);
      Locate(name);
      return;
    }
    std::uint64_t bits = 0;
    for (int i = 7; i >= 0; --i) bits = bits << 8 | static_cast<std::uint8_t>(cursor_[i]);
    std::memcpy(out, &bits, sizeof bits);
    cursor_ += 8;
  }
  void Bytes(std::string_view name, std::string_view* out) {
    if (!ReadDelimited(out)) Locate(name);
  }
  /// Bytes that must be UTF-8.
  void Text(std::string_view name, std::string_view* out) {
    std::string_view text;
    if (!ReadDelimited(&text) ||
        (!IsAscii(text) && !model::IsValidUtf8(text) && !Fail(WireFault::kUtf8))) {
      Locate(name);
      return;
    }
    *out = text;
  }
  /// A submessage: `parse(FieldReader&)` reads it; a later occurrence merges because it reads into
  /// the same place. `index` is shown in the path when not negative.
  template <typename Parse>
  void Message(std::string_view name, Parse&& parse, std::int64_t index = -1) {
    std::string_view bytes;
    if (!ReadDelimited(&bytes) || (depth_left_ == 0 && !Fail(WireFault::kDepth))) {
      Locate(name, index);
      return;
    }
    FieldReader inner(bytes, error_, depth_left_ - 1);
    parse(inner);
    if (!inner.ok()) {
      ok_ = false;
      Locate(name, index);
    }
  }
  /// A packed list of varints: `take(std::int64_t)` for each.
  template <typename Take>
  void PackedVarints(std::string_view name, Take&& take) {
    std::string_view bytes;
    if (ReadDelimited(&bytes)) {
      FieldReader inner(bytes, error_, depth_left_);
      std::uint64_t value = 0;
      while (inner.cursor_ != inner.end_ && inner.ReadVarint(&value)) {
        take(static_cast<std::int64_t>(value));
      }
      ok_ = inner.ok();
    }
    if (!ok_) Locate(name);
  }
  /// The value of a field that is not known, or is known with another wire type.
  void Skip();

  [[nodiscard]] int depth_left() const { return depth_left_; }

 private:
  bool Fail(WireFault fault) {
    ok_ = false;
    error_->fault = fault;
    error_->path.clear();
    return false;
  }
  /// Puts a field name in front of the path of the error.
  void Locate(std::string_view name, std::int64_t index = -1);

  bool ReadTag(std::uint32_t* out) {
    const auto first = static_cast<std::uint8_t>(*cursor_);
    if (first < 0x80) {
      ++cursor_;
      *out = first;
      return true;
    }
    return ReadLongTag(out);
  }
  bool ReadLongTag(std::uint32_t* out);
  bool ReadVarint(std::uint64_t* out) {
    if (cursor_ != end_ && static_cast<std::uint8_t>(*cursor_) < 0x80) {
      *out = static_cast<std::uint8_t>(*cursor_++);
      return true;
    }
    return ReadLongVarint(out);
  }
  bool ReadLongVarint(std::uint64_t* out);
  bool ReadSize(std::size_t* out) {
    if (cursor_ != end_ && static_cast<std::uint8_t>(*cursor_) < 0x80) {
      *out = static_cast<std::uint8_t>(*cursor_++);
      return static_cast<std::size_t>(end_ - cursor_) >= *out || Fail(WireFault::kCutOff);
    }
    return ReadLongSize(out);
  }
  bool ReadLongSize(std::size_t* out);
  bool ReadDelimited(std::string_view* out) {
    std::size_t size = 0;
    if (!ReadSize(&size)) return false;
    *out = {cursor_, size};
    cursor_ += size;
    return true;
  }
  bool SkipBytes(std::size_t count) {
    if (static_cast<std::size_t>(end_ - cursor_) < count) return Fail(WireFault::kCutOff);
    cursor_ += count;
    return true;
  }
  /// The value of a field that is no group.
  bool SkipScalar(std::uint32_t type);
  bool SkipGroup();

  const char* cursor_;
  const char* end_;
  WireError* error_;
  int depth_left_;
  std::uint32_t tag_ = 0;
  bool ok_ = true;
};

}  // namespace trigate::wire
