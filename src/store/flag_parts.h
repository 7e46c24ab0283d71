// The parts of one flag: waybill and timeline.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/pool.h"
#include "trigate/store/field_cipher.h"
#include "trigate/store/flag_queries.h"

namespace trigate::store {

/// The flag when it exists and lies within the scope.
std::optional<FlagView> LoadFlag(Session& session, const Scope& scope, FlagId flag_id);

/// In clear. A field that does not open is empty and listed as unreadable.
std::optional<WaybillView> LoadWaybill(Session& session, const FieldCipher& cipher, FlagId flag_id);

/// Cuts the personal data of `waybill` down to what may be shown without a reason.
void MaskWaybill(WaybillView& waybill);

/// Oldest first.
std::vector<TimelineRow> LoadTimeline(Session& session, const FlagRow& flag);

/// The same answer for a flag that does not exist and one outside the scope.
Status NoSuchFlag(FlagId flag_id);

}  // namespace trigate::store
