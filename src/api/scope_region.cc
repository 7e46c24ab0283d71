#include "api/scope_region.h"

#include <algorithm>

#include "trigate/model/region.h"

namespace trigate::api {
namespace {

model::RegionCode CodeOf(std::int32_t number) {
  return model::RegionCode::FromNumber(static_cast<std::uint32_t>(number));
}

}  // namespace

bool SeesRegion(const store::Scope& scope, std::int32_t region) {
  return scope.all_regions ||
         std::any_of(scope.regions.begin(), scope.regions.end(), [&](std::int32_t visible) {
           return model::Contains(CodeOf(visible), CodeOf(region));
         });
}

bool SeesPartOf(const store::Scope& scope, std::int32_t region) {
  return SeesRegion(scope, region) ||
         std::any_of(scope.regions.begin(), scope.regions.end(), [&](std::int32_t visible) {
           return model::Contains(CodeOf(region), CodeOf(visible));
         });
}

}  // namespace trigate::api
