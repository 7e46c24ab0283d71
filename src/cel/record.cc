#include "trigate/cel/record.h"

#include "cel/containers.h"
#include "cel/names.h"

namespace trigate::cel {

Result<std::shared_ptr<const RecordType>> RecordType::Create(std::string name,
                                                             std::vector<RecordField> fields) {
  std::shared_ptr<RecordType> type(new RecordType);
  type->name_ = std::move(name);
  type->fields_ = std::move(fields);
  for (std::size_t i = 0; i < type->fields_.size(); ++i) {
    const RecordField& field = type->fields_[i];
    const std::string path = type->name_ + "." + field.name;
    if (!IsSelector(field.name)) return InvalidField(path, "the name is no identifier");
    if (field.slot >= kSlotsMax) {
      return InvalidField(path, "slot " + std::to_string(field.slot) + " is not below " +
                                    std::to_string(kSlotsMax));
    }
    if (!type->by_name_.emplace(field.name, static_cast<std::uint32_t>(i)).second) {
      return InvalidField(path, "the name is used twice");
    }
    if (field.slot >= type->by_slot_.size()) type->by_slot_.resize(field.slot + 1, -1);
    if (type->by_slot_[field.slot] >= 0) {
      return InvalidField(path, "slot " + std::to_string(field.slot) + " is used twice");
    }
    type->by_slot_[field.slot] = static_cast<std::int32_t>(i);
  }
  type->slot_count_ = static_cast<std::uint32_t>(type->by_slot_.size());
  return std::shared_ptr<const RecordType>(std::move(type));
}

const RecordField* RecordType::Find(std::string_view field) const {
  const auto it = by_name_.find(field);
  return it == by_name_.end() ? nullptr : &fields_[it->second];
}

const RecordField* RecordType::FindSlot(std::uint32_t slot) const {
  if (slot >= by_slot_.size() || by_slot_[slot] < 0) return nullptr;
  return &fields_[static_cast<std::size_t>(by_slot_[slot])];
}

Value Row::Get(const RecordField& field, std::string_view variable) const {
  if (!Has(field.slot)) {
    return Value::Error(ErrorCode::kAbsent,
                        "no value: " + std::string(variable) + "." + field.name);
  }
  const Slot& s = slots_[field.slot];
  switch (field.type.kind()) {
    case TypeKind::kBool: return Value::Bool(s.b);
    case TypeKind::kInt: return Value::Int(s.i);
    case TypeKind::kUint: return Value::Uint(s.u);
    case TypeKind::kDouble: return Value::Double(s.d);
    case TypeKind::kString: return Value::BorrowedString({s.text, s.size});
    case TypeKind::kTimestamp:
      return Value::Timestamp({s.i, static_cast<std::int32_t>(s.size)});
    case TypeKind::kDuration: return Value::Duration({s.i, static_cast<std::int32_t>(s.size)});
    default: break;
  }
  if (IsStrings(field.type)) {
    return Value::List(Ref<const ListObject>(new StringsView({s.strings, s.size})));
  }
  if (IsInts(field.type)) {
    return Value::List(Ref<const ListObject>(new IntsView({s.ints, s.size})));
  }
  return *s.value;
}

}  // namespace trigate::cel
