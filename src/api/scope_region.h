// Regions of a scope against regions that a request names.

#pragma once

#include <cstdint>

#include "trigate/store/scope.h"

namespace trigate::api {

/// True when the whole of `region` (2, 4 or 6 digits) lies in `scope`.
bool SeesRegion(const store::Scope& scope, std::int32_t region);
/// True when any part of `region` lies in `scope`.
bool SeesPartOf(const store::Scope& scope, std::int32_t region);

}  // namespace trigate::api
