#include "flag_load.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "store/params.h"
#include "store/pool.h"

namespace trigate::bench {
namespace {

/// A number in [0, 1) from n that looks random: hashint8 spreads over 32 bits.
constexpr const char* kHelpers = R"sql(
CREATE OR REPLACE FUNCTION public.u(n bigint, salt int) RETURNS double precision LANGUAGE sql IMMUTABLE
PARALLEL SAFE AS $$ SELECT (hashint8(n * 31 + salt) & 2147483647) / 2147483648.0 $$)sql";

std::string FlagsSql(std::int64_t first, std::int64_t last) {
  return R"sql(
INSERT INTO trigate.flags
SELECT n, n / 3, n / 3, t, t + public.u(n, 1) * interval '2 days', t - public.u(n, 2) * interval '1 day',
  -- 12 prefectures, the first with a third of the flags; 9 counties each
  150000 + (1 + floor(12 * public.u(n, 3) ^ 2))::int * 100 + (1 + floor(9 * public.u(n, 4)))::int,
  1, (CASE WHEN public.u(n, 5) < 0.001 THEN 5 WHEN public.u(n, 5) < 0.02 THEN 4
           WHEN public.u(n, 5) < 0.4 THEN 3 ELSE 2 END),
  (20 + floor(81 * public.u(n, 6) ^ 4)), (20 + floor(81 * public.u(n, 6) ^ 3)),
  (CASE WHEN public.u(n, 8) < 0.3 THEN 2 ELSE 0 END) | (CASE WHEN public.u(n, 9) < 0.3 THEN 4 ELSE 0 END) | 8,
  (ARRAY['SF','YTO','ZTO','STO','YUNDA','JD','EMS','JT','DBL'])[1 + floor(9 * public.u(n, 10) ^ 1.5)],
  'W' || lpad(n::text, 13, '0'), 'hub-' || lpad((1 + floor(541 * public.u(n, 11) ^ 2))::text, 3, '0'),
  '2021.09', repeat('a', 64)
FROM (SELECT n, '2021-01-01'::timestamptz + n * interval '15 seconds' AS t
      FROM generate_series()sql" +
         std::to_string(first) + "::bigint, " + std::to_string(last) + ") n) s";
}

std::string FindingsSql(std::int64_t first, std::int64_t last) {
  return R"sql(
INSERT INTO trigate.findings
SELECT f.flag_id, 'rule.' || lpad(r::text, 2, '0'), f.flagged_at, f.position, k, f.flagged_at, 3, 3,
  false, 'physical', 1500, 800, '未过机安检', 'not screened before departure', 'art. 32'
FROM trigate.flags f CROSS JOIN LATERAL (
  -- 60 rules; rule.59 fires about once in 400,000 flags
  SELECT DISTINCT ON (r) k, floor(60 * public.u(f.flag_id, 20 + k) ^ 3)::int AS r
  FROM generate_series(1, 3) k
  WHERE k < 3 OR public.u(f.flag_id, 30) < 0.3) x
WHERE f.flag_id BETWEEN )sql" +
         std::to_string(first) + " AND " + std::to_string(last) +
         " UNION ALL SELECT f.flag_id, 'rule.rare', f.flagged_at, f.position, 9, f.flagged_at, 3, "
         "3,"
         " false, '', 0, 0, '', '', '' FROM trigate.flags f WHERE f.flag_id BETWEEN " +
         std::to_string(first) + " AND " + std::to_string(last) +
         " AND public.u(f.flag_id, 40) < 0.000005";
}

std::string BlindIndexSql(std::int64_t first, std::int64_t last, int per_flag) {
  // 1 in 5 people comes back. sha256 stands in for the keyed hash.
  return R"sql(
INSERT INTO trigate.blind_index
SELECT sha256(convert_to(k || ':' || floor(5000000 * public.u(n, 50 + k)), 'UTF8')), n, k
FROM generate_series()sql" +
         std::to_string(first) + "::bigint, " + std::to_string(last) + ") n, generate_series(1, " +
         std::to_string(per_flag) + ") k ON CONFLICT DO NOTHING";
}

/// Twenty flags for each phone that the questions ask for.
std::string PhonesSql(const store::FieldCipher& cipher, std::int64_t flags) {
  std::string rows;
  for (int n = 0; n < kPhones; ++n) {
    const std::string hash =
        store::ByteaText(cipher.Index(store::LinkKind::kPhone, PhoneNumber(n)));
    for (int k = 0; k < 20; ++k) {
      const std::int64_t flag_id = 1 + (n * 7'919 + k * 104'729) % flags;
      rows += (rows.empty() ? "('" : ",('") + hash + "'," + std::to_string(flag_id) + ",1)";
    }
  }
  return "INSERT INTO trigate.blind_index VALUES " + rows + " ON CONFLICT DO NOTHING";
}

constexpr const char* kSecondaryIndexes =
    " FROM pg_indexes i JOIN pg_class c ON c.relname = i.indexname JOIN pg_index x ON x.indexrelid"
    " = c.oid WHERE i.schemaname = 'trigate' AND NOT x.indisprimary AND i.tablename IN"
    " ('flags', 'findings', 'blind_index')";

constexpr Millis kPatience{3'600'000};

Status Run(store::Database& database, const std::string& sql) {
  return database.pool().RunOutsideTransaction(kPatience, [&](store::Session& session) {
    session.Run(sql);
    return OkStatus();
  });
}

Result<std::vector<std::string>> DropSecondaryIndexes(store::Database& database) {
  std::vector<std::string> definitions;
  TRIGATE_RETURN_IF_ERROR(
      database.pool().RunOutsideTransaction(kPatience, [&](store::Session& session) {
        const store::Rows rows =
            session.Run(std::string("SELECT indexdef, indexname") + kSecondaryIndexes);
        for (int i = 0; i < rows.size(); ++i) {
          definitions.emplace_back(rows.Text(i, 0));
          session.Run("DROP INDEX trigate." + std::string(rows.Text(i, 1)));
        }
        return OkStatus();
      }));
  return definitions;
}

}  // namespace

std::string PhoneNumber(int n) { return "139" + std::to_string(10'000'000 + n); }

Status LoadFlags(store::Database& database, const store::FieldCipher& cipher, std::int64_t flags) {
  TRIGATE_RETURN_IF_ERROR(Run(database, kHelpers));
  TRIGATE_ASSIGN_OR_RETURN(const auto definitions, DropSecondaryIndexes(database));
  constexpr std::int64_t kChunk = 250'000;
  const int links_per_flag = flags > 2'000'000 ? 1 : 3;  // 70 million entries would fill a disk
  for (std::int64_t first = 1; first <= flags; first += kChunk) {
    const std::int64_t last = std::min(flags, first + kChunk - 1);
    TRIGATE_RETURN_IF_ERROR(Run(database, FlagsSql(first, last)));
    TRIGATE_RETURN_IF_ERROR(Run(database, FindingsSql(first, last)));
    TRIGATE_RETURN_IF_ERROR(Run(database, BlindIndexSql(first, last, links_per_flag)));
    std::fprintf(stderr, "loaded %lld of %lld flags\n", static_cast<long long>(last),
                 static_cast<long long>(flags));
  }
  TRIGATE_RETURN_IF_ERROR(Run(database, PhonesSql(cipher, flags)));
  for (const std::string& definition : definitions) {
    TRIGATE_RETURN_IF_ERROR(Run(database, "SET maintenance_work_mem = '1GB'"));
    TRIGATE_RETURN_IF_ERROR(Run(database, definition));
  }
  for (const char* table : {"flags", "findings", "blind_index"}) {
    TRIGATE_RETURN_IF_ERROR(Run(database, std::string("VACUUM (ANALYZE) trigate.") + table));
  }
  return Run(database,
             "UPDATE trigate.sink_position SET position ="
             " (SELECT max(position) FROM trigate.flags)");
}

Status LoadCounters(store::Database& database) {
  TRIGATE_RETURN_IF_ERROR(Run(database, R"sql(
INSERT INTO trigate.counter_days (day, carrier, region_code, hub, accepted,
  real_name_subject, real_name_passed, real_name_failed, real_name_exempt_letter,
  real_name_exempt_agreement, inspection_subject, inspection_passed, inspection_failed,
  inspection_exempt_letter, inspection_exempt_agreement, xray_subject, xray_passed, xray_failed,
  xray_exempt_letter, xray_exempt_agreement, all_three_subject, all_three_passed, all_three_failed,
  all_three_exempt_letter, all_three_exempt_agreement)
SELECT d::date, c, 150101 + (h % 12) * 100, 'hub-' || h, 100, 90, 80, 5, 5, 5, 90, 80, 5, 5, 5,
  120, 100, 5, 0, 0, 90, 70, 10, 5, 5
FROM generate_series('2021-07-01'::timestamp, '2021-12-31', interval '1 day') d,
  generate_series(1, 541) h, unnest(ARRAY['SF', 'YTO', 'ZTO', 'EMS']) c)sql"));
  return Run(database, "VACUUM (ANALYZE) trigate.counter_days");
}

}  // namespace trigate::bench
