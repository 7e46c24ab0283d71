#include <map>
#include <string>
#include <utility>

#include "store/flag_parts.h"
#include "store/flag_rows.h"
#include "store/page_token.h"
#include "store/personal_fields.h"
#include "store/pool.h"
#include "store/scope_sql.h"
#include "trigate/model/mask.h"
#include "trigate/store/flag_queries.h"

namespace trigate::store {
namespace {

constexpr int kDefaultPage = 50;
/// Hex digits of a hash.
constexpr std::size_t kHashDigits = 64;

/// What the flag asked for can be linked by, by hash in hex.
using Keys = std::map<std::string, FlagLink>;

std::string Hex(const std::string& bytes) { return ByteaText(bytes).substr(2); }

const Statement& KeysOf() {
  static const Statement kStatement = {
      "keys_of",
      "SELECT encode(hash, 'hex'), min(kind) FROM trigate.blind_index"
      " WHERE flag_id = $1::bigint AND kind <= 7 GROUP BY hash"};
  return kStatement;
}

/// The keys of a flag; their values come from its own waybill and timeline, masked as they will be
/// shown. A value that cannot be read leaves its key nameless but still a link.
Keys LoadKeys(Session& session, const FieldCipher& cipher, const FlagRow& flag) {
  Keys keys;
  const Rows rows = session.Query(KeysOf(), Params().Int(flag.flag_id));
  for (int i = 0; i < rows.size(); ++i) {
    const LinkKind kind = LinkKindOf(static_cast<IndexKind>(rows.Int(i, 1)));
    keys[std::string(rows.Text(i, 0))] = {kind, ""};
  }
  const auto name = [&](LinkKind kind, const std::string& value, std::string shown) {
    std::string normalised;
    if (!NormalizeForIndex(kind, value, normalised).ok()) normalised = value;
    const auto found = keys.find(Hex(cipher.Index(kind, normalised)));
    if (found != keys.end()) found->second.value = std::move(shown);
  };
  if (const auto waybill = LoadWaybill(session, cipher, flag.flag_id)) {
    for (const PartyRow* party : {&waybill->sender, &waybill->recipient}) {
      name(LinkKind::kPhone, party->phone, model::MaskPhone(party->phone));
      name(LinkKind::kAddress, party->address, model::MaskAddress(party->address));
      name(LinkKind::kDocument, party->document_number,
           model::MaskDocument(party->document_number));
    }
  }
  for (const TimelineRow& event : LoadTimeline(session, flag)) {
    name(LinkKind::kDevice, event.device, event.device);
    name(LinkKind::kStaff, event.staff, event.staff);
  }
  return keys;
}

/// Numbers of machines and staff are a carrier's own: they link only within one.
bool IsCarriersOwn(LinkKind kind) { return kind == LinkKind::kDevice || kind == LinkKind::kStaff; }

SqlText RelatedSql(const FlagRow& flag, const Keys& keys, const Scope& scope, int flags_max,
                   const std::optional<Cursor>& after, int limit) {
  ArrayText hashes;
  ArrayText own;
  for (const auto& [hash, link] : keys) {
    hashes.Text("\\x" + hash);
    own.Bool(IsCarriersOwn(link.kind));
  }
  SqlText sql;
  sql.Append("WITH usable AS MATERIALIZED (SELECT k.hash, k.own FROM unnest(");
  sql.Array(hashes, "bytea[]").Append(", ").Array(own, "boolean[]");
  sql.Append(
      ") AS k(hash, own) WHERE (SELECT count(DISTINCT e.flag_id) FROM (SELECT b.flag_id"
      " FROM trigate.blind_index b WHERE b.hash = k.hash LIMIT ");
  sql.Int(2 * std::int64_t{flags_max} + 2).Append(") e) <= ").Int(flags_max);
  sql.Append(
      "), shared AS (SELECT DISTINCT b.flag_id, b.hash FROM usable u"
      " JOIN trigate.blind_index b ON b.hash = u.hash AND b.kind <= 7"
      " JOIN trigate.flags f ON f.flag_id = b.flag_id WHERE b.flag_id <> ");
  sql.Int(flag.flag_id).Append(" AND (NOT u.own OR f.carrier = ").Text(flag.carrier).Append(")");
  AppendScope(scope, {"f.region_code", "f.carrier", "f.hub"}, sql);
  sql.Append(
      "), counted AS (SELECT flag_id, count(*) AS links,"
      " string_agg(encode(hash, 'hex'), '' ORDER BY hash) AS hashes"
      " FROM shared GROUP BY flag_id) SELECT ");
  sql.Append(kFlagColumns)
      .Append(
          ", c.links, c.hashes FROM counted c"
          " JOIN trigate.flags f ON f.flag_id = c.flag_id");
  if (after) {
    sql.Append(" WHERE (c.links, c.flag_id) < (").Int(after->key[0]).Append(", ");
    sql.Int(after->key[1]).Append(")");
  }
  sql.Append(" ORDER BY c.links DESC, c.flag_id DESC LIMIT ").Int(limit);
  return sql;
}

RelatedFlag ReadRelated(const Rows& rows, int row, const Keys& keys) {
  RelatedFlag related;
  related.view = ReadFlag(rows, row);
  const std::string_view hashes = rows.Text(row, kFlagColumnCount + 1);
  for (std::size_t i = 0; i + kHashDigits <= hashes.size(); i += kHashDigits) {
    const auto found = keys.find(std::string(hashes.substr(i, kHashDigits)));
    if (found != keys.end()) related.links.push_back(found->second);
  }
  return related;
}

}  // namespace

Result<RelatedFlagPage> FlagQueries::ListRelatedFlags(const Scope& scope, FlagId flag_id,
                                                      std::int32_t page_size,
                                                      std::string_view page_token) {
  TRIGATE_ASSIGN_OR_RETURN(const int size, PageSize(page_size, kDefaultPage));
  QueryIdentity identity("related_flags");
  identity.Add(scope).Add(flag_id);
  TRIGATE_ASSIGN_OR_RETURN(const auto after,
                           ReadToken(page_token, "page_token", identity, cipher_));
  TRIGATE_ASSIGN_OR_RETURN(
      RelatedFlagPage page,
      RunFor<RelatedFlagPage>(database_.pool(), {.read_only = true, .one_snapshot = true},
                              [&](Session& session, RelatedFlagPage& out) -> Status {
                                const auto source = LoadFlag(session, scope, flag_id);
                                if (!source) return NoSuchFlag(flag_id);
                                const Keys keys = LoadKeys(session, cipher_, source->flag);
                                if (keys.empty()) return OkStatus();
                                const SqlText sql =
                                    RelatedSql(source->flag, keys, scope, limits_.link_flags_max,
                                               after, size + 1);
                                const Rows rows = session.Query(sql.text(), sql.params());
                                std::vector<FlagView*> views;
                                for (int i = 0; i < rows.size(); ++i)
                                  out.flags.push_back(ReadRelated(rows, i, keys));
                                for (RelatedFlag& related : out.flags)
                                  views.push_back(&related.view);
                                LoadFindings(session, views);
                                return OkStatus();
                              }));
  if (static_cast<int>(page.flags.size()) > size) {
    page.flags.pop_back();
    const RelatedFlag& last = page.flags.back();
    const Cursor cursor{{static_cast<std::int64_t>(last.links.size()), last.view.flag.flag_id, 0}};
    TRIGATE_ASSIGN_OR_RETURN(page.next_page_token, MakeToken(identity, cursor, cipher_));
  }
  return page;
}

}  // namespace trigate::store
