#include "trigate/store/audit.h"

#include <utility>

#include "store/audit_sql.h"
#include "store/pool.h"

namespace trigate::store {
namespace {

constexpr std::size_t kTextBytesMax = 512;
constexpr std::int32_t kLatestMax = 1'000;

const Statement& Insert() {
  static const Statement kStatement = {
      "insert_audit",
      "INSERT INTO trigate.audit_log (at, principal, role, action, target, reason, outcome)"
      " VALUES ($1::timestamptz, $2, $3, $4, $5, $6, $7)"};
  return kStatement;
}

}  // namespace

Status CheckAudit(const AuditRecord& record) {
  const std::pair<const char*, const std::string*> texts[] = {
      {"principal", &record.principal}, {"role", &record.role},     {"action", &record.action},
      {"target", &record.target},       {"reason", &record.reason}, {"outcome", &record.outcome},
  };
  for (const auto& [name, text] : texts) {
    if (text->size() > kTextBytesMax) {
      return InvalidField(name, "has " + std::to_string(text->size()) + " bytes, at most " +
                                    std::to_string(kTextBytesMax) + " are allowed");
    }
  }
  if (record.principal.empty()) return InvalidField("principal", "is empty");
  if (record.action.empty()) return InvalidField("action", "is empty");
  return OkStatus();
}

void InsertAudit(Session& session, const AuditRecord& record) {
  Params params;
  params.Time(record.at).Text(record.principal).Text(record.role).Text(record.action);
  params.Text(record.target).Text(record.reason).Text(record.outcome);
  session.Query(Insert(), params);
}

Status AuditLog::Append(const AuditRecord& record) {
  TRIGATE_RETURN_IF_ERROR(CheckAudit(record));
  Status status = database_.pool().Run({}, [&](Session& session) {
    InsertAudit(session, record);
    return OkStatus();
  });
  // Perhaps written: recording an act twice is harmless, not at all is not.
  if (status.code() == StatusCode::kUnknown) return Unavailable(status.message());
  return status;
}

Result<std::vector<AuditRecord>> AuditLog::Latest(std::int32_t count) {
  if (count < 1 || count > kLatestMax) {
    return InvalidField("count",
                        std::to_string(count) + " is outside 1 to " + std::to_string(kLatestMax));
  }
  return RunFor<std::vector<AuditRecord>>(
      database_.pool(), {.read_only = true},
      [&](Session& session, std::vector<AuditRecord>& records) {
        const Rows rows = session.Query(
            "SELECT (extract(epoch FROM at) * 1000)::bigint, principal, role, action, target,"
            " reason, outcome FROM trigate.audit_log ORDER BY id DESC LIMIT $1::integer",
            Params().Int(count));
        for (int i = 0; i < rows.size(); ++i) {
          records.push_back({rows.Time(i, 0), std::string(rows.Text(i, 1)),
                             std::string(rows.Text(i, 2)), std::string(rows.Text(i, 3)),
                             std::string(rows.Text(i, 4)), std::string(rows.Text(i, 5)),
                             std::string(rows.Text(i, 6))});
        }
        return OkStatus();
      });
}

}  // namespace trigate::store
