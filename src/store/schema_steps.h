// Migrate and CheckSchema over any list of migrations, so that their rules can be tested with lists
// that no program has compiled in.

#pragma once

#include <span>
#include <string>
#include <vector>

#include "store/migrations.h"
#include "trigate/store/schema.h"

namespace trigate::store {

Result<std::vector<std::string>> MigrateWith(Database& database,
                                             std::span<const Migration> migrations,
                                             const MigrateOptions& options);

Status CheckSchemaWith(Database& database, std::span<const Migration> migrations);

}  // namespace trigate::store
