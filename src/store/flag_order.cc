#include "store/flag_order.h"

#include <array>
#include <string>

namespace trigate::store {
namespace {

struct NamedOrder {
  std::string_view text;
  FlagOrder order;
};

constexpr std::array<NamedOrder, 9> kOrders = {{
    {"", {SortKey::kFlagTime, true}},
    {"flag_time desc", {SortKey::kFlagTime, true}},
    {"flag_time", {SortKey::kFlagTime, false}},
    {"flag_time asc", {SortKey::kFlagTime, false}},
    {"update_time desc", {SortKey::kUpdateTime, true}},
    {"update_time", {SortKey::kUpdateTime, false}},
    {"update_time asc", {SortKey::kUpdateTime, false}},
    {"score desc", {SortKey::kScore, true}},
    {"peak_score desc", {SortKey::kPeakScore, true}},
}};

const char* ColumnOf(SortKey key) {
  switch (key) {
    case SortKey::kFlagTime:
      return "flagged_at";
    case SortKey::kUpdateTime:
      return "updated_at";
    case SortKey::kScore:
      return "score";
    case SortKey::kPeakScore:
      return "peak_score";
    case SortKey::kPosition:
      return "position";
  }
  return "flagged_at";
}

bool IsTime(SortKey key) { return key == SortKey::kFlagTime || key == SortKey::kUpdateTime; }

/// `text` with runs of blanks as one, none at the ends.
std::string Collapsed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ') {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace

Result<FlagOrder> ParseFlagOrder(std::string_view order_by) {
  const std::string text = Collapsed(order_by.substr(0, 64));
  for (const NamedOrder& named : kOrders) {
    if (order_by.size() <= 64 && named.text == text) return named.order;
  }
  return InvalidField("order_by", "\"" + text +
                                      "\" is none of: flag_time desc, flag_time, update_time desc, "
                                      "update_time, score desc, peak_score desc");
}

Cursor CursorOf(const FlagRow& flag, const FlagOrder& order) {
  std::int64_t value = 0;
  switch (order.key) {
    case SortKey::kFlagTime:
      value = ToUnixMillis(flag.flagged_at);
      break;
    case SortKey::kUpdateTime:
      value = ToUnixMillis(flag.updated_at);
      break;
    case SortKey::kScore:
      value = flag.score;
      break;
    case SortKey::kPeakScore:
      value = flag.peak_score;
      break;
    case SortKey::kPosition:
      value = flag.position;
      break;
  }
  return Cursor{{value, flag.flag_id, 0}};
}

void AppendCursorColumns(const FlagOrder& order, const char* alias, SqlText& sql) {
  if (IsTime(order.key)) {
    sql.Append("(extract(epoch FROM ").Append(alias).Append(ColumnOf(order.key));
    sql.Append(") * 1000)::bigint, ");
  } else {
    sql.Append(alias).Append(ColumnOf(order.key)).Append(", ");
  }
  sql.Append(alias).Append("flag_id");
}

void AppendAfter(const FlagOrder& order, const char* alias, const Cursor& cursor, SqlText& sql) {
  sql.Append("(").Append(alias).Append(ColumnOf(order.key)).Append(", ").Append(alias);
  sql.Append(order.descending ? "flag_id) < (" : "flag_id) > (");
  if (IsTime(order.key)) {
    sql.Time(FromUnixMillis(cursor.key[0]));
  } else {
    sql.Int(cursor.key[0], order.key == SortKey::kPosition ? "bigint" : "smallint");
  }
  sql.Append(", ").Int(cursor.key[1]).Append(")");
}

void AppendOrderBy(const FlagOrder& order, const char* alias, SqlText& sql) {
  const char* direction = order.descending ? " DESC" : " ASC";
  sql.Append(" ORDER BY ").Append(alias).Append(ColumnOf(order.key)).Append(direction);
  sql.Append(", ").Append(alias).Append("flag_id").Append(direction);
}

}  // namespace trigate::store
