// Tables for people: columns aligned by what the terminal shows, not by bytes.
//
//   Table table({{"FLAG"}, {"SCORE", Align::kRight}, {"REASONS", Align::kLeft, true}});
//   table.AddRow({"flags/7", "83", "未过机安检"});
//   table.Print(out, console.width);

#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace trigate::cli {

enum class Align { kLeft, kRight };

struct Column {
  std::string title;
  Align align = Align::kLeft;
  bool flexible = false;  ///< cut first when the terminal is too narrow
};

class Table {
 public:
  explicit Table(std::vector<Column> columns);

  /// One cell per column; control characters are taken out.
  void AddRow(std::vector<std::string> cells);
  /// A line between groups of rows, for example above a total.
  void AddRule();
  /// `width` columns; 0: as wide as it has to be.
  void Print(std::ostream& out, int width) const;
  [[nodiscard]] bool empty() const { return rows_.empty(); }

 private:
  using Row = std::vector<std::string>;  ///< empty: a rule

  [[nodiscard]] std::vector<int> Widths(int width) const;
  void PrintRow(std::ostream& out, const Row& row, const std::vector<int>& widths) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace trigate::cli
