#include "trigate/store/casework_queries.h"

#include <map>
#include <utility>

#include "store/page_token.h"
#include "store/personal_fields.h"
#include "store/pool.h"
#include "store/scope_sql.h"
#include "trigate/model/mask.h"

namespace trigate::store {
namespace {

constexpr int kDefaultPage = 100;
/// trigate.v1.WatchListEntry.Kind
constexpr std::int16_t kWatchPhone = 2;
constexpr std::int16_t kWatchDocument = 3;
constexpr std::int16_t kWatchAddress = 4;

SqlText DeadLettersSql(const Scope& scope, const ListDeadLettersQuery& query,
                       const std::optional<Cursor>& after, int limit) {
  SqlText sql;
  sql.Append(
      "SELECT hub, sequence, position, region_code,"
      " (extract(epoch FROM received_at) * 1000)::bigint, ");
  sql.Append(query.with_payload ? "payload" : "NULL");
  sql.Append(", received_day - DATE '1970-01-01' FROM trigate.dead_letters WHERE true");
  AppendScope(scope, {"region_code", nullptr, "hub"}, sql);
  if (!query.hub.empty()) sql.Append(" AND hub = ").Text(query.hub);
  if (after) {
    sql.Append(" AND (received_day, position, sequence) < (DATE '1970-01-01' + ");
    sql.Int(after->key[0], "integer").Append(", ").Int(after->key[1]).Append(", ");
    sql.Int(after->key[2]).Append(") AND received_day <= DATE '1970-01-01' + ");
    sql.Int(after->key[0], "integer");
  }
  sql.Append(" ORDER BY received_day DESC, position DESC, sequence DESC LIMIT ").Int(limit);
  return sql;
}

/// Errors of the dead letters of a page, in their order.
void LoadErrors(Session& session, std::vector<DeadLetterView>& letters) {
  ArrayText positions;
  ArrayText sequences;
  ArrayText days;
  std::map<std::pair<std::string, std::int64_t>, DeadLetterView*> by_key;
  for (DeadLetterView& letter : letters) {
    positions.Text(letter.row.hub);
    sequences.Int(letter.row.sequence);
    days.Text(FormatRfc3339(letter.row.received_at).substr(0, 10));
    by_key[{letter.row.hub, letter.row.sequence}] = &letter;
  }
  const Rows rows = session.Query(
      "SELECT l.hub, l.sequence, e.error->>0, e.error->>1"
      " FROM unnest($1::text[], $2::bigint[], $3::date[]) AS k(hub, sequence, received_day)"
      " JOIN trigate.dead_letters l USING (received_day, hub, sequence)"
      " CROSS JOIN LATERAL jsonb_array_elements(l.errors) WITH ORDINALITY AS e(error, place)"
      " ORDER BY l.hub, l.sequence, e.place",
      Params().Array(positions).Array(sequences).Array(days));
  for (int i = 0; i < rows.size(); ++i) {
    DeadLetterView* letter = by_key[{std::string(rows.Text(i, 0)), rows.Int(i, 1)}];
    letter->row.errors.emplace_back(rows.Text(i, 2), rows.Text(i, 3));
  }
}

std::string Masked(std::int16_t kind, const std::string& value) {
  switch (kind) {
    case kWatchPhone:
      return model::MaskPhone(value);
    case kWatchDocument:
      return model::MaskDocument(value);
    case kWatchAddress:
      return model::MaskAddress(value);
    default:
      return value;  // a waybill names nobody
  }
}

}  // namespace

Result<DeadLetterPage> CaseworkQueries::ListDeadLetters(const Scope& scope,
                                                        const ListDeadLettersQuery& query) {
  TRIGATE_ASSIGN_OR_RETURN(const int size, PageSize(query.page_size, kDefaultPage));
  QueryIdentity identity("dead_letters");
  identity.Add(scope).Add(query.hub);
  TRIGATE_ASSIGN_OR_RETURN(const auto after,
                           ReadToken(query.page_token, "page_token", identity, cipher_));
  const SqlText sql = DeadLettersSql(scope, query, after, size + 1);
  std::vector<Cursor> cursors;
  TRIGATE_ASSIGN_OR_RETURN(
      DeadLetterPage page,
      RunFor<DeadLetterPage>(
          database_.pool(), {.read_only = true, .one_snapshot = true},
          [&](Session& session, DeadLetterPage& out) {
            cursors.clear();
            const Rows rows = session.Query(sql.text(), sql.params());
            for (int i = 0; i < rows.size(); ++i) {
              DeadLetterView view;
              view.row.hub = rows.Text(i, 0);
              view.row.sequence = rows.Int(i, 1);
              view.row.position = rows.Int(i, 2);
              view.row.region_code = static_cast<std::int32_t>(rows.Int(i, 3));
              view.row.received_at = rows.Time(i, 4);
              cursors.push_back(Cursor{{rows.Int(i, 6), view.row.position, view.row.sequence}});
              if (query.with_payload) {
                auto payload = cipher_.Decrypt(DeadLetterField(view.row.hub, view.row.sequence),
                                               rows.Bytes(i, 5));
                view.payload_status = payload.status();
                if (payload.ok()) view.row.payload = std::move(payload).value();
              }
              out.dead_letters.push_back(std::move(view));
            }
            LoadErrors(session, out.dead_letters);
            return OkStatus();
          }));
  if (static_cast<int>(page.dead_letters.size()) > size) {
    page.dead_letters.pop_back();
    TRIGATE_ASSIGN_OR_RETURN(page.next_page_token,
                             MakeToken(identity, cursors[page.dead_letters.size() - 1], cipher_));
  }
  return page;
}

Result<WatchEntryPage> CaseworkQueries::ListWatchEntries(SystemTime now, std::int32_t page_size,
                                                         std::string_view page_token) {
  TRIGATE_ASSIGN_OR_RETURN(const int size, PageSize(page_size, kDefaultPage));
  const QueryIdentity identity("watch_entries");
  TRIGATE_ASSIGN_OR_RETURN(const auto after,
                           ReadToken(page_token, "page_token", identity, cipher_));
  SqlText sql;
  sql.Append(
      "SELECT entry_id, position, kind, value, authority_reference, creator,"
      " (extract(epoch FROM created_at) * 1000)::bigint,"
      " (extract(epoch FROM expires_at) * 1000)::bigint FROM trigate.watch_entries"
      " WHERE NOT deleted AND (expires_at IS NULL OR expires_at > ");
  sql.Time(now).Append(")");
  if (after) sql.Append(" AND entry_id < ").Int(after->key[0]);
  sql.Append(" ORDER BY entry_id DESC LIMIT ").Int(size + 1);
  TRIGATE_ASSIGN_OR_RETURN(
      WatchEntryPage page,
      RunFor<WatchEntryPage>(
          database_.pool(), {.read_only = true}, [&](Session& session, WatchEntryPage& out) {
            const Rows rows = session.Query(sql.text(), sql.params());
            for (int i = 0; i < rows.size(); ++i) {
              WatchEntryView view;
              WatchEntryRow& row = view.row;
              row.entry_id = rows.Int(i, 0);
              row.position = rows.Int(i, 1);
              row.kind = static_cast<std::int16_t>(rows.Int(i, 2));
              row.authority_reference = rows.Text(i, 4);
              row.creator = rows.Text(i, 5);
              row.created_at = rows.Time(i, 6);
              row.expires_at = rows.OptionalTime(i, 7);
              const auto value = cipher_.Decrypt(WatchEntryField(row.entry_id), rows.Bytes(i, 3));
              view.value_status = value.status();
              if (value.ok()) row.value = Masked(row.kind, *value);
              out.entries.push_back(std::move(view));
            }
            return OkStatus();
          }));
  if (static_cast<int>(page.entries.size()) > size) {
    page.entries.pop_back();
    const Cursor last{{page.entries.back().row.entry_id, 0, 0}};
    TRIGATE_ASSIGN_OR_RETURN(page.next_page_token, MakeToken(identity, last, cipher_));
  }
  return page;
}

Result<std::string> CaseworkQueries::WatchEntryCreator(std::int64_t entry_id) {
  return RunFor<std::string>(
      database_.pool(), {.read_only = true}, [&](Session& session, std::string& out) -> Status {
        const Rows rows = session.Query(
            "SELECT creator FROM trigate.watch_entries WHERE entry_id = $1::bigint AND NOT deleted",
            Params().Int(entry_id));
        if (rows.empty()) {
          return NotFound("watchListEntries/" + std::to_string(entry_id) +
                          " is not in force, or was made a moment ago and is not stored yet");
        }
        out = rows.Text(0, 0);
        return OkStatus();
      });
}

}  // namespace trigate::store
