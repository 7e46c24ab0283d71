// Regions of a scope against regions that a request names.

#pragma once

#include <cstdint>
#include <vector>

#include "trigate/store/scope.h"

namespace trigate::api {

/// True when the whole of `region` (2, 4 or 6 digits) lies in `scope`.
bool SeesRegion(const store::Scope& scope, std::int32_t region);
/// True when any part of `region` lies in `scope`.
bool SeesPartOf(const store::Scope& scope, std::int32_t region);
/// What of `region` (0: everywhere) lies in `scope`; empty: no limit at all.
std::vector<std::int32_t> SeenOf(const store::Scope& scope, std::int32_t region);

}  // namespace trigate::api
