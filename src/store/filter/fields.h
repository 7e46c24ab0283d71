// The fields that a filter may name: type, allowed comparisons, and how each is written in SQL.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "store/filter/condition.h"
#include "store/personal_fields.h"

namespace trigate::store {

enum class FieldType {
  kEnum,      ///< a name of `values`
  kRegion,    ///< GB/T 2260 code; everything below it
  kCode,      ///< text, compared as bytes
  kScore,     ///< 0 to 100
  kTime,      ///< RFC 3339
  kRule,      ///< rule of any finding
  kGate,      ///< gate of any finding, a name of `values`
  kPersonal,  ///< equality by keyed hash
};

struct EnumValue {
  std::string_view name;        ///< "ACTION_HOLD"
  std::string_view short_name;  ///< "HOLD"
  std::int64_t number;
};

struct FieldSpec {
  std::string_view name;
  FlagField field;
  FieldType type;
  const char* column;     ///< of trigate.flags as f; null for rules and personal data
  bool ordered = false;   ///< < <= > >= are allowed
  bool wildcard = false;  ///< a value may end in *
  bool optional = false;  ///< may be absent: field:* is allowed
  std::span<const EnumValue> values = {};
  LinkKind link = LinkKind::kPhone;   ///< kPersonal
  const char* index_kinds = nullptr;  ///< kPersonal: kinds of the blind index, as an SQL list
};

const FieldSpec* FindField(std::string_view name);
const FieldSpec& SpecOf(FlagField field);
std::vector<std::string_view> FieldNames();

}  // namespace trigate::store
