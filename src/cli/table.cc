#include "cli/table.h"

#include <algorithm>
#include <numeric>
#include <ostream>
#include <utility>

#include "cli/display_width.h"

namespace trigate::cli {
namespace {

constexpr int kGap = 2;
/// A flexible column is not cut below this: then the terminal wraps, which is better than nothing.
constexpr int kFlexibleMin = 12;

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::AddRow(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = Printable(cell);
  rows_.push_back(std::move(cells));
}

void Table::AddRule() { rows_.emplace_back(); }

std::vector<int> Table::Widths(int width) const {
  std::vector<int> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    int widest = DisplayWidth(columns_[i].title);
    for (const Row& row : rows_) {
      if (!row.empty()) widest = std::max(widest, DisplayWidth(row[i]));
    }
    widths.push_back(widest);
  }
  if (width <= 0) return widths;
  const int gaps = kGap * (static_cast<int>(columns_.size()) - 1);
  int excess = std::accumulate(widths.begin(), widths.end(), gaps) - width;
  for (std::size_t i = columns_.size(); i-- > 0 && excess > 0;) {
    if (!columns_[i].flexible) continue;
    const int cut = std::clamp(widths[i] - kFlexibleMin, 0, excess);
    widths[i] -= cut;
    excess -= cut;
  }
  return widths;
}

void Table::PrintRow(std::ostream& out, const Row& row, const std::vector<int>& widths) const {
  std::string line;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const std::string cell = CutToWidth(row[i], widths[i]);
    const std::string pad(static_cast<std::size_t>(widths[i] - DisplayWidth(cell)), ' ');
    if (i > 0) line += std::string(kGap, ' ');
    line += columns_[i].align == Align::kRight ? pad + cell : cell + pad;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
}

void Table::Print(std::ostream& out, int width) const {
  const std::vector<int> widths = Widths(width);
  Row titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  PrintRow(out, titles, widths);
  Row rule;
  for (const int columns : widths) rule.emplace_back(static_cast<std::size_t>(columns), '-');
  for (const Row& row : rows_) PrintRow(out, row.empty() ? rule : row, widths);
}

}  // namespace trigate::cli
