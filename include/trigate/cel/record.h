// Records: the typed rows that screening runs on.
//
// A RecordType names fields and gives each a type and a slot. A Row is the value: a flat array of
// 16-byte slots read by index, and one presence bit a slot. An expression reads it as a message:
// `parcel.weight_g > 30000`, `has(parcel.weight_g)`. Names are resolved to slots when compiled.
//
// Absence: a field that the row does not carry yields the error value kAbsent ("no value:
//   parcel.weight_g"), never a default. has() tests presence; && and || absorb it like any error.
// Threads: RecordType is immutable. A Row is written by one thread, then read by any.
// Ownership: text, lists and values put into a row are borrowed and must outlive its evaluations.
// Limits: kSlotsMax slots.

#pragma once

#include <cassert>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/status.h"
#include "trigate/cel/type.h"
#include "trigate/cel/value.h"

namespace trigate::cel {

constexpr std::uint32_t kSlotsMax = 1'024;

struct RecordField {
  std::string name;  ///< an identifier
  /// bool, int, uint, double, string, timestamp, duration, list(string), list(int), or any other
  /// type, which is then read through Row::SetValue.
  Type type;
  std::uint32_t slot = 0;  ///< index into the row; unique
  std::string doc;         ///< one sentence for rule authors, with the unit
};

class RecordType {
 public:
  /// Fails (kInvalidArgument naming the field) on a name that is no identifier, a name or slot used
  /// twice, or a slot from kSlotsMax on.
  static Result<std::shared_ptr<const RecordType>> Create(std::string name,
                                                          std::vector<RecordField> fields);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<RecordField>& fields() const { return fields_; }
  /// Null when there is no such field.
  [[nodiscard]] const RecordField* Find(std::string_view field) const;
  [[nodiscard]] const RecordField* FindSlot(std::uint32_t slot) const;
  /// One more than the highest slot.
  [[nodiscard]] std::uint32_t slot_count() const { return slot_count_; }

 private:
  RecordType() = default;
  std::string name_;
  std::vector<RecordField> fields_;
  std::map<std::string, std::uint32_t, std::less<>> by_name_;
  std::vector<std::int32_t> by_slot_;
  std::uint32_t slot_count_ = 0;
};

/// The two list types that a row shows without a Value.
inline bool IsStrings(const Type& type) {
  return type.kind() == TypeKind::kList && type.parameter(0).kind() == TypeKind::kString;
}
inline bool IsInts(const Type& type) {
  return type.kind() == TypeKind::kList && type.parameter(0).kind() == TypeKind::kInt;
}

/// 16 bytes. `size` is the length of text or of a list, or the nanoseconds of a time. `prefix`
/// holds the first four bytes of text, zero-padded: most unequal strings are told apart without
/// touching their memory.
struct Slot {
  union {
    bool b;
    std::int64_t i;  ///< also the seconds of a time
    std::uint64_t u;
    double d;
    const char* text;
    const std::string_view* strings;
    const std::int64_t* ints;
    const Value* value;
  };
  std::uint32_t size;
  std::uint32_t prefix;
};
static_assert(sizeof(Slot) == 16);

/// The first four bytes of `text`, zero-padded, as Slot::prefix holds them.
inline std::uint32_t TextPrefix(std::string_view text) {
  std::uint32_t prefix = 0;
  if (!text.empty()) std::memcpy(&prefix, text.data(), text.size() < 4 ? text.size() : 4);
  return prefix;
}

class Row {
 public:
  explicit Row(std::shared_ptr<const RecordType> type)
      : type_(std::move(type)), slots_(type_->slot_count()),
        presence_((type_->slot_count() + 63) / 64) {}

  [[nodiscard]] const RecordType& type() const { return *type_; }
  [[nodiscard]] bool Has(std::uint32_t slot) const {
    return (presence_[slot / 64] >> (slot % 64) & 1) != 0;
  }
  [[nodiscard]] const Slot& slot(std::uint32_t slot) const { return slots_[slot]; }
  [[nodiscard]] const Slot* slots() const { return slots_.data(); }
  [[nodiscard]] const std::uint64_t* presence() const { return presence_.data(); }

  /// No field has a value any more.
  void Clear() { std::fill(presence_.begin(), presence_.end(), 0); }
  void Clear(std::uint32_t slot) { presence_[slot / 64] &= ~(std::uint64_t{1} << slot % 64); }

  void SetBool(std::uint32_t slot, bool b) { Put(slot, TypeKind::kBool).b = b; }
  void SetInt(std::uint32_t slot, std::int64_t i) { Put(slot, TypeKind::kInt).i = i; }
  void SetUint(std::uint32_t slot, std::uint64_t u) { Put(slot, TypeKind::kUint).u = u; }
  void SetDouble(std::uint32_t slot, double d) { Put(slot, TypeKind::kDouble).d = d; }
  /// `text` must be valid UTF-8: rules count and compare code points.
  void SetString(std::uint32_t slot, std::string_view text) {
    Slot& s = Put(slot, TypeKind::kString);
    s.text = text.data();
    s.size = static_cast<std::uint32_t>(text.size());
    s.prefix = TextPrefix(text);
  }
  void SetTimestamp(std::uint32_t slot, TimeParts t) { PutTime(slot, TypeKind::kTimestamp, t); }
  void SetDuration(std::uint32_t slot, TimeParts t) { PutTime(slot, TypeKind::kDuration, t); }
  void SetStrings(std::uint32_t slot, std::span<const std::string_view> list) {
    Slot& s = Put(slot, TypeKind::kList);
    s.strings = list.data();
    s.size = static_cast<std::uint32_t>(list.size());
  }
  void SetInts(std::uint32_t slot, std::span<const std::int64_t> list) {
    Slot& s = Put(slot, TypeKind::kList);
    s.ints = list.data();
    s.size = static_cast<std::uint32_t>(list.size());
  }
  /// For fields of any other type. `*value` must be of the field's type.
  void SetValue(std::uint32_t slot, const Value* value) {
    slots_[slot].value = value;
    Mark(slot);
  }

  /// The field as a value: kAbsent when it is not there. `variable` names the record in the
  /// message.
  [[nodiscard]] Value Get(const RecordField& field, std::string_view variable) const;

 private:
  void Mark(std::uint32_t slot) { presence_[slot / 64] |= std::uint64_t{1} << slot % 64; }
  Slot& Put(std::uint32_t slot, [[maybe_unused]] TypeKind kind) {
    assert(slot < slots_.size() && type_->FindSlot(slot) != nullptr &&
           type_->FindSlot(slot)->type.kind() == kind);
    Mark(slot);
    return slots_[slot];
  }
  void PutTime(std::uint32_t slot, TypeKind kind, TimeParts t) {
    Slot& s = Put(slot, kind);
    s.i = t.seconds;
    s.size = static_cast<std::uint32_t>(t.nanos);
  }

  std::shared_ptr<const RecordType> type_;
  std::vector<Slot> slots_;
  std::vector<std::uint64_t> presence_;
};

}  // namespace trigate::cel
