// Rows of the store as messages of flag_service.proto.

#pragma once

#include "trigate/store/flag_queries.h"
#include "trigate/v1/flag_service.pb.h"

namespace trigate::api {

/// "flags/4294967299"
std::string FlagResource(store::FlagId flag_id);

v1::Flag ToMessage(const store::FlagView& view);
v1::WaybillParties ToMessage(const store::WaybillView& waybill);
v1::TimelineEntry ToMessage(const store::TimelineRow& row);
v1::RelatedFlag ToMessage(const store::RelatedFlag& related);

}  // namespace trigate::api
