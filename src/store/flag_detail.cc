#include <utility>

#include "store/audit_sql.h"
#include "store/flag_parts.h"
#include "store/flag_rows.h"
#include "store/pool.h"
#include "trigate/store/flag_queries.h"

namespace trigate::store {
namespace {

constexpr std::size_t kReasonBytesMin = 10;
constexpr std::size_t kReasonBytesMax = 512;

Result<AuditRecord> RecordOf(FlagId flag_id, const Reveal& reveal) {
  if (reveal.reason.size() < kReasonBytesMin || reveal.reason.size() > kReasonBytesMax) {
    return InvalidField("reveal_reason", "has " + std::to_string(reveal.reason.size()) +
                                             " bytes; 10 to 512 are needed to see clear personal "
                                             "data");
  }
  AuditRecord record{reveal.at,
                     reveal.principal,
                     reveal.role,
                     "flags.reveal",
                     "flags/" + std::to_string(flag_id),
                     reveal.reason,
                     "ok"};
  TRIGATE_RETURN_IF_ERROR(CheckAudit(record));
  return record;
}

}  // namespace

Result<FlagDetail> FlagQueries::GetFlag(const Scope& scope, FlagId flag_id,
                                        const std::optional<Reveal>& reveal) {
  std::optional<AuditRecord> record;
  if (reveal) {
    TRIGATE_ASSIGN_OR_RETURN(record, RecordOf(flag_id, *reveal));
  }
  auto detail =
      RunFor<FlagDetail>(database_.pool(), {.read_only = !record.has_value(), .one_snapshot = true},
                         [&](Session& session, FlagDetail& out) -> Status {
                           auto view = LoadFlag(session, scope, flag_id);
                           if (!view) return NoSuchFlag(flag_id);
                           out.view = std::move(*view);
                           if (record) InsertAudit(session, *record);
                           LoadFindings(session, {&out.view});
                           out.waybill = LoadWaybill(session, cipher_, flag_id);
                           if (out.waybill && !record) MaskWaybill(*out.waybill);
                           if (out.waybill) out.waybill->revealed = record.has_value();
                           out.timeline = LoadTimeline(session, out.view.flag);
                           return OkStatus();
                         });
  // Without certainty that the record is there, the data is not given out.
  if (detail.status().code() == StatusCode::kUnknown) return Unavailable(detail.status().message());
  return detail;
}

}  // namespace trigate::store
