// The one shape behind CodeOf, NameOf and Parse… of an enumeration: a table of rows.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "trigate/model/bilingual.h"

namespace trigate::model {

template <typename E>
struct EnumRow {
  E value;
  std::string_view code;
  Bilingual name;
};

template <typename E, std::size_t N>
constexpr const EnumRow<E>* FindRow(const EnumRow<E> (&table)[N], E value) {
  for (const EnumRow<E>& row : table) {
    if (row.value == value) return &row;
  }
  return nullptr;
}

/// "UNKNOWN" for a number that is no value, as it may come from a newer peer.
template <typename E, std::size_t N>
constexpr std::string_view RowCode(const EnumRow<E> (&table)[N], E value) {
  const EnumRow<E>* row = FindRow(table, value);
  return row == nullptr ? std::string_view("UNKNOWN") : row->code;
}

template <typename E, std::size_t N>
constexpr Bilingual RowName(const EnumRow<E> (&table)[N], E value) {
  const EnumRow<E>* row = FindRow(table, value);
  return row == nullptr ? Bilingual{"unknown", "未知"} : row->name;
}

template <typename E, std::size_t N>
constexpr std::optional<E> ParseCode(const EnumRow<E> (&table)[N], std::string_view code) {
  for (const EnumRow<E>& row : table) {
    if (row.code == code) return row.value;
  }
  return std::nullopt;
}

}  // namespace trigate::model
