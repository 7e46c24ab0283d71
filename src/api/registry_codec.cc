// The cached copy of the registry:
//   {"version":1,"principals":[{"id":"hub/hohhot-01","role":1,"display_name":"…","carrier":"",
//     "all_regions":false,"regions":[1501],"hub_region":150102,"disabled":false,"epoch":3}]}

#include <nlohmann/json.hpp>

#include "trigate/api/registry.h"

namespace trigate::api {
namespace {

using nlohmann::json;

constexpr int kVersion = 1;

json ToJson(const store::Principal& principal) {
  return {{"id", principal.id},
          {"role", static_cast<int>(principal.role)},
          {"display_name", principal.display_name},
          {"carrier", principal.carrier},
          {"all_regions", principal.all_regions},
          {"regions", principal.regions},
          {"hub_region", principal.hub_region},
          {"disabled", principal.disabled},
          {"epoch", principal.epoch}};
}

store::Principal FromJson(const json& value) {
  store::Principal principal;
  value.at("id").get_to(principal.id);
  principal.role = static_cast<Role>(value.at("role").get<int>());
  value.at("display_name").get_to(principal.display_name);
  value.at("carrier").get_to(principal.carrier);
  value.at("all_regions").get_to(principal.all_regions);
  value.at("regions").get_to(principal.regions);
  value.at("hub_region").get_to(principal.hub_region);
  value.at("disabled").get_to(principal.disabled);
  value.at("epoch").get_to(principal.epoch);
  return principal;
}

}  // namespace

std::string EncodeRegistry(const std::vector<store::Principal>& principals) {
  json list = json::array();
  for (const store::Principal& principal : principals) list.push_back(ToJson(principal));
  const json whole = {{"version", kVersion}, {"principals", std::move(list)}};
  // A name that is no UTF-8 must not cost the copy of all others.
  return whole.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<std::vector<store::Principal>> DecodeRegistry(std::string_view bytes) {
  try {
    const json whole = json::parse(bytes);
    if (whole.at("version").get<int>() != kVersion) {
      return DataLoss("the cached registry has a version that this program does not know");
    }
    std::vector<store::Principal> principals;
    for (const json& value : whole.at("principals")) {
      store::Principal principal = FromJson(value);
      const Result<PrincipalName> name = ParsePrincipalId(principal.id);
      if (!name.ok() || name->role != principal.role) {
        return DataLoss("the cached registry has an entry whose role does not fit its id");
      }
      principals.push_back(std::move(principal));
    }
    return principals;
  } catch (const json::exception& error) {
    return DataLoss(std::string("the cached registry cannot be read: ") + error.what());
  }
}

}  // namespace trigate::api
