#include "store/upsert.h"

#include <algorithm>
#include <string_view>

namespace trigate::store {
namespace {

bool Contains(const std::vector<const char*>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [&](const char* n) { return n == name; });
}

void AppendList(std::string* sql, const char* separator, std::string item) {
  if (!sql->empty()) sql->append(separator);
  sql->append(item);
}

std::string Source(const UpsertSpec& spec) {
  std::string arrays;
  std::string names;
  for (std::size_t i = 0; i < spec.columns.size(); ++i) {
    AppendList(&arrays, ", ", "$" + std::to_string(i + 1) + "::" + spec.columns[i].type + "[]");
    AppendList(&names, ", ", spec.columns[i].name);
  }
  std::string source = " FROM unnest(" + arrays + ") AS u(" + names + ")";
  if (spec.flag_column) source += " JOIN trigate.flags f ON f.flag_id = u.flag_id";
  if (spec.condition) source += std::string(" WHERE ") + spec.condition;
  return source;
}

std::string ConflictAction(const UpsertSpec& spec) {
  if (spec.on_conflict == OnConflict::kKeep) return "NOTHING";
  std::string set;
  for (const Column& column : spec.columns) {
    const std::string name = column.name;
    if (Contains(spec.keys, name) || Contains(spec.immutable, name)) continue;
    const std::string added = spec.on_conflict == OnConflict::kAdd ? "t." + name + " + " : "";
    AppendList(&set, ", ", name + " = " + added + "excluded." + name);
  }
  const bool newer = spec.on_conflict == OnConflict::kReplaceUnlessOlder;
  return "UPDATE SET " + set + (newer ? " WHERE t.position <= excluded.position" : "");
}

}  // namespace

Statement MakeUpsert(const UpsertSpec& spec) {
  std::string names;
  std::string values;
  if (spec.flag_column) {
    names = spec.flag_column;
    values = spec.flag_expression;
  }
  for (const Column& column : spec.columns) {
    AppendList(&names, ", ", column.name);
    AppendList(&values, ", ", std::string("u.") + column.name);
  }
  std::string keys;
  for (const char* key : spec.keys) AppendList(&keys, ", ", key);
  std::string sql = "INSERT INTO trigate." + std::string(spec.table) + " AS t (" + names +
                    ") SELECT " + values + Source(spec) + " ON CONFLICT (" + keys + ") DO " +
                    ConflictAction(spec);
  if (spec.returning) sql += std::string(" RETURNING ") + spec.returning;
  return {std::string("upsert_") + spec.table, std::move(sql)};
}

Params RowArrays::Take() {
  Params params;
  for (ArrayText& array : arrays_) params.Array(array);
  return params;
}

}  // namespace trigate::store
