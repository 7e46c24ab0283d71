// Set-based writes: one prepared statement per table takes one array per column and inserts or
// updates all rows at once (faults.md section 4: unnest is within 20 % of COPY, needs no temporary
// table and works behind a pooler).

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "store/connection.h"
#include "store/params.h"

namespace trigate::store {

struct Column {
  const char* name;
  const char* type;  ///< of one element, "bigint"
};

enum class OnConflict {
  kReplaceUnlessOlder,  ///< the table has a column "position"; the row with the higher one stays
  kAdd,                 ///< what is no key is added to what is stored
  kKeep,                ///< the stored row stays
};

struct UpsertSpec {
  const char* table;
  std::vector<Column> columns;    ///< one array parameter each
  std::vector<const char*> keys;  ///< the unique key
  OnConflict on_conflict = OnConflict::kKeep;
  std::vector<const char*> immutable = {};  ///< set by the first insert only
  /// A column taken from the flag that the row belongs to (alias f), as SQL; null: none.
  const char* flag_column = nullptr;
  const char* flag_expression = nullptr;
  const char* condition = nullptr;  ///< over the input rows (alias u), may use later parameters
  const char* returning = nullptr;
};

Statement MakeUpsert(const UpsertSpec& spec);

/// One array per column, filled row by row.
class RowArrays {
 public:
  explicit RowArrays(std::size_t columns) : arrays_(columns) {}
  /// The array of column `index`, in the order of UpsertSpec::columns.
  ArrayText& operator[](std::size_t index) { return arrays_[index]; }
  [[nodiscard]] bool empty() const { return arrays_.front().size() == 0; }
  /// The parameters, once.
  [[nodiscard]] Params Take();

 private:
  std::vector<ArrayText> arrays_;
};

}  // namespace trigate::store
