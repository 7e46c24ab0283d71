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

std::vector<std::int32_t> SeenOf(const store::Scope& scope, std::int32_t region) {
  if (region != 0 && SeesRegion(scope, region)) return {region};
  if (scope.all_regions) return {};
  std::vector<std::int32_t> seen;
  for (const std::int32_t visible : scope.regions) {
    if (region == 0 || model::Contains(CodeOf(region), CodeOf(visible))) seen.push_back(visible);
  }
  return seen;
}

bool SeesPartOf(const store::Scope& scope, std::int32_t region) {
  return SeesRegion(scope, region) ||
         std::any_of(scope.regions.begin(), scope.regions.end(), [&](std::int32_t visible) {
           return model::Contains(CodeOf(region), CodeOf(visible));
         });
}

}  // namespace trigate::api
