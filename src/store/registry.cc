#include "trigate/store/registry.h"

#include <set>
#include <utility>

#include "store/pool.h"

namespace trigate::store {
namespace {

constexpr std::size_t kIdBytesMax = 128;
constexpr std::size_t kTextBytesMax = 256;
constexpr std::size_t kRegionsMax = 512;

/// An entry that is as it was keeps its epoch: sessions of its holder go on.
const Statement& UpsertPrincipals() {
  static const Statement kStatement = {
      "upsert_principals",
      "INSERT INTO trigate.principals AS p (id, role, display_name, carrier, all_regions, regions,"
      " hub_region, disabled, epoch)"
      " SELECT id, role, display_name, carrier, all_regions, regions::integer[], hub_region,"
      " disabled, 1 FROM unnest($1::text[], $2::smallint[], $3::text[], $4::text[],"
      " $5::boolean[], $6::text[], $7::integer[], $8::boolean[])"
      " AS u(id, role, display_name, carrier, all_regions, regions, hub_region, disabled)"
      " ON CONFLICT (id) DO UPDATE SET role = excluded.role,"
      " display_name = excluded.display_name, carrier = excluded.carrier,"
      " all_regions = excluded.all_regions, regions = excluded.regions,"
      " hub_region = excluded.hub_region, disabled = excluded.disabled, epoch = p.epoch + 1"
      " WHERE (p.role, p.display_name, p.carrier, p.all_regions, p.regions, p.hub_region,"
      " p.disabled) IS DISTINCT FROM (excluded.role, excluded.display_name, excluded.carrier,"
      " excluded.all_regions, excluded.regions, excluded.hub_region, excluded.disabled)"};
  return kStatement;
}

const Statement& DisableOthers() {
  static const Statement kStatement = {
      "disable_others",
      "UPDATE trigate.principals SET disabled = true, epoch = epoch + 1"
      " WHERE NOT disabled AND id <> ALL($1::text[])"};
  return kStatement;
}

Status CheckPrincipal(const Principal& principal, const std::string& at) {
  if (principal.id.empty() || principal.id.size() > kIdBytesMax) {
    return InvalidField(at + ".id", "must have 1 to 128 bytes");
  }
  const int role = static_cast<int>(principal.role);
  if (role < 1 || role > 5) {
    return InvalidField(at + ".role", "there is no role " + std::to_string(role));
  }
  if (principal.display_name.size() > kTextBytesMax) {
    return InvalidField(at + ".display_name", "has more than 256 bytes");
  }
  if (principal.role == PrincipalRole::kHeadquarters && principal.carrier.empty()) {
    return InvalidField(at + ".carrier", "is required for a headquarters");
  }
  if (principal.regions.size() > kRegionsMax) {
    return InvalidField(at + ".regions", "has more than 512 entries");
  }
  return OkStatus();
}

Result<Params> Prepare(const std::vector<Principal>& principals) {
  ArrayText ids, roles, names, carriers, all_regions, regions, hub_regions, disabled;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < principals.size(); ++i) {
    const Principal& principal = principals[i];
    const std::string at = "principals[" + std::to_string(i) + "]";
    TRIGATE_RETURN_IF_ERROR(CheckPrincipal(principal, at));
    if (!seen.insert(principal.id).second) {
      return InvalidField(at + ".id", "\"" + principal.id + "\" is there twice");
    }
    ArrayText own_regions;
    for (const std::int32_t region : principal.regions) own_regions.Int(region);
    ids.Text(principal.id);
    roles.Int(static_cast<int>(principal.role));
    names.Text(principal.display_name);
    carriers.Text(principal.carrier);
    all_regions.Bool(principal.all_regions);
    regions.Text(own_regions.Take());
    hub_regions.Int(principal.hub_region);
    disabled.Bool(principal.disabled);
  }
  Params params;
  params.Array(ids).Array(roles).Array(names).Array(carriers).Array(all_regions);
  params.Array(regions).Array(hub_regions).Array(disabled);
  return params;
}

/// "{15,1501}"
std::vector<std::int32_t> ReadRegions(std::string_view text) {
  std::vector<std::int32_t> regions;
  std::int32_t value = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      value = value * 10 + (c - '0');
    } else if (value != 0) {
      regions.push_back(std::exchange(value, 0));
    }
  }
  return regions;
}

Result<int> Write(Database& database, const std::vector<Principal>& principals, bool only_these) {
  TRIGATE_ASSIGN_OR_RETURN(const Params params, Prepare(principals));
  auto changed = RunFor<int>(database.pool(), {}, [&](Session& session, int& count) {
    count = static_cast<int>(session.Query(UpsertPrincipals(), params).affected());
    if (only_these) {
      Params ids;
      ids.Text(*params.values().front());
      count += static_cast<int>(session.Query(DisableOthers(), ids).affected());
    }
    return OkStatus();
  });
  // Writing the same entries again changes nothing, so the caller may simply try again.
  if (changed.status().code() == StatusCode::kUnknown) {
    return Unavailable(changed.status().message());
  }
  return changed;
}

}  // namespace

Scope ScopeOf(const Principal& principal) {
  Scope scope;
  if (principal.disabled) return scope;
  switch (principal.role) {
    case PrincipalRole::kHub:
      scope.all_regions = true;
      scope.hub = principal.id.substr(principal.id.find('/') + 1);
      break;
    case PrincipalRole::kHeadquarters:
      scope.carrier = principal.carrier;
      [[fallthrough]];
    default:
      scope.all_regions = principal.all_regions;
      scope.regions = principal.regions;
  }
  return scope;
}

Result<std::vector<Principal>> Registry::LoadAll() {
  return RunFor<std::vector<Principal>>(
      database_.pool(), {.read_only = true},
      [](Session& session, std::vector<Principal>& principals) {
        const Rows rows = session.Run(
            "SELECT id, role, display_name, carrier, all_regions, regions, hub_region, disabled,"
            " epoch FROM trigate.principals ORDER BY id");
        for (int i = 0; i < rows.size(); ++i) {
          Principal principal;
          principal.id = rows.Text(i, 0);
          principal.role = static_cast<PrincipalRole>(rows.Int(i, 1));
          principal.display_name = rows.Text(i, 2);
          principal.carrier = rows.Text(i, 3);
          principal.all_regions = rows.Bool(i, 4);
          principal.regions = ReadRegions(rows.Text(i, 5));
          principal.hub_region = static_cast<std::int32_t>(rows.Int(i, 6));
          principal.disabled = rows.Bool(i, 7);
          principal.epoch = rows.Int(i, 8);
          principals.push_back(std::move(principal));
        }
        return OkStatus();
      });
}

Result<int> Registry::Replace(const std::vector<Principal>& principals) {
  return Write(database_, principals, true);
}

Result<int> Registry::Upsert(const std::vector<Principal>& principals) {
  return Write(database_, principals, false);
}

}  // namespace trigate::store
