// The orders in which flags are listed. Each is a total order (flag_id breaks ties) with an index.

#pragma once

#include <string_view>

#include "store/page_token.h"
#include "store/sql_text.h"
#include "trigate/base/status.h"
#include "trigate/store/flag_queries.h"

namespace trigate::store {

enum class SortKey { kFlagTime, kUpdateTime, kScore, kPeakScore, kPosition };

struct FlagOrder {
  SortKey key = SortKey::kFlagTime;
  bool descending = true;
};

/// kInvalidArgument on order_by.
Result<FlagOrder> ParseFlagOrder(std::string_view order_by);

/// Where `flag` stands in the order.
Cursor CursorOf(const FlagRow& flag, const FlagOrder& order);

/// The sort column under an alias ("f." or "d."), as milliseconds for times.
void AppendCursorColumns(const FlagOrder& order, const char* alias, SqlText& sql);
/// "(column, flag_id) < (…)": what comes after `cursor`.
void AppendAfter(const FlagOrder& order, const char* alias, const Cursor& cursor, SqlText& sql);
/// " ORDER BY column DESC, flag_id DESC".
void AppendOrderBy(const FlagOrder& order, const char* alias, SqlText& sql);

}  // namespace trigate::store
