// The registry of principals: who may call, in which role, within which scope.
//
// Threads: safe from any thread.  Ownership: the database outlives it.
// Failure: kInvalidArgument naming the entry and field; otherwise as Database.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "trigate/base/status.h"
#include "trigate/store/database.h"
#include "trigate/store/scope.h"

namespace trigate::store {

/// Numbers are stored. Do not change them.
enum class PrincipalRole : std::int16_t {
  kHub = 1,
  kInvestigator = 2,
  kHeadquarters = 3,
  kSupervisor = 4,
  kAdmin = 5,
};

struct Principal {
  std::string id;  ///< path of the SPIFFE URI, "hub/hohhot-01", "hq/SF/li"
  PrincipalRole role = PrincipalRole::kHub;
  std::string display_name = {};
  std::string carrier = {};  ///< code; headquarters only
  bool all_regions = false;
  std::vector<std::int32_t> regions = {};  ///< 2, 4 or 6 digits
  std::int32_t hub_region = 0;             ///< six digits; hubs only
  bool disabled = false;
  std::int64_t epoch = 0;  ///< set by the store: grows whenever the entry changes
  bool operator==(const Principal&) const = default;
};

/// What `principal` may see.
Scope ScopeOf(const Principal& principal);

class Registry {
 public:
  explicit Registry(Database& database) : database_(database) {}

  /// All entries, sorted by id, disabled ones too.
  Result<std::vector<Principal>> LoadAll();
  /// Makes the table equal to `principals`: new and changed entries are written (their epoch
  /// grows), unchanged ones are left alone, missing ones are disabled and stay on record. Returns
  /// how many rows changed.
  Result<int> Replace(const std::vector<Principal>& principals);
  /// Writes only the entries given.
  Result<int> Upsert(const std::vector<Principal>& principals);

 private:
  Database& database_;
};

}  // namespace trigate::store
