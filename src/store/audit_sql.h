// Writing an audit record inside a transaction that does something else as well.

#pragma once

#include "store/pool.h"
#include "trigate/store/audit.h"

namespace trigate::store {

/// kInvalidArgument naming the field that is too long or missing.
Status CheckAudit(const AuditRecord& record);
void InsertAudit(Session& session, const AuditRecord& record);

}  // namespace trigate::store
