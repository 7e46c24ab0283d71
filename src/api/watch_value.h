// The value of a watch-list entry: brought into the form in which it is compared, and masked.

#pragma once

#include <string>
#include <string_view>

#include "trigate/base/status.h"
#include "trigate/v1/watch_list_service.pb.h"

namespace trigate::api {

/// Fails: kInvalidArgument with what is wrong as its message, without the value. REQUIRES: a known
/// kind.
Result<std::string> NormalizeWatchValue(v1::WatchListEntry::Kind kind, std::string_view value);

/// For answers. A waybill number names a parcel, not a person, and stays clear.
std::string MaskWatchValue(v1::WatchListEntry::Kind kind, std::string_view normalized);

}  // namespace trigate::api
