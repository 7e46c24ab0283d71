#include "store/scope_sql.h"

namespace trigate::store {

std::int32_t TrimmedRegion(std::int32_t region) {
  if (region >= 100'000 && region % 10'000 == 0) return region / 10'000;
  if (region >= 100'000 && region % 100 == 0) return region / 100;
  if (region >= 1'000 && region < 10'000 && region % 100 == 0) return region / 100;
  return region;
}

void AppendScope(const Scope& scope, const ScopeColumns& columns, SqlText& sql) {
  if (!scope.all_regions) {
    ArrayText provinces;
    ArrayText prefectures;
    ArrayText counties;
    for (const std::int32_t code : scope.regions) {
      if (code <= 0) continue;  // no region opens nothing, not what has no region
      const std::int32_t region = TrimmedRegion(code);
      ArrayText& level = region < 100 ? provinces : region < 10'000 ? prefectures : counties;
      level.Int(region);
    }
    sql.Append(" AND (");
    sql.Append(columns.region).Append(" = ANY(").Array(counties, "integer[]").Append(")");
    sql.Append(" OR ").Append(columns.region).Append(" / 100 = ANY(");
    sql.Array(prefectures, "integer[]").Append(") OR ").Append(columns.region);
    sql.Append(" / 10000 = ANY(").Array(provinces, "integer[]").Append("))");
  }
  if (!scope.carrier.empty() && columns.carrier) {
    sql.Append(" AND ").Append(columns.carrier).Append(" = ").Text(scope.carrier);
  }
  if (!scope.hub.empty() && columns.hub) {
    sql.Append(" AND ").Append(columns.hub).Append(" = ").Text(scope.hub);
  }
}

}  // namespace trigate::store
