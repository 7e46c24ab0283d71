// A scope as conditions on a table.

#pragma once

#include <cstdint>

#include "store/sql_text.h"
#include "trigate/store/scope.h"

namespace trigate::store {

/// Columns of the table that a scope is applied to; null: the table has no such column.
struct ScopeColumns {
  const char* region;
  const char* carrier;
  const char* hub;
};

/// Appends " AND …" for everything that the scope leaves out; nothing for one that sees all.
void AppendScope(const Scope& scope, const ScopeColumns& columns, SqlText& sql);

/// A region code without the zeros of its lower levels: 150000 is 15, 150100 is 1501.
std::int32_t TrimmedRegion(std::int32_t region);

}  // namespace trigate::store
