// Fills a database with flags as a province collects them in five years, inside PostgreSQL.
//
// Skewed as real ones are: a few hubs, carriers and rules carry most flags, some rules fired a
// handful of times. The same `flags` gives the same rows.

#pragma once

#include <cstdint>
#include <string>

#include "trigate/base/status.h"
#include "trigate/store/database.h"
#include "trigate/store/field_cipher.h"

namespace trigate::bench {

/// Phones that PhoneNumber gives; each is on 20 flags.
inline constexpr int kPhones = 200;
std::string PhoneNumber(int n);

/// Flags, findings (2.2 a flag), links. Secondary indexes are rebuilt after the rows.
Status LoadFlags(store::Database& database, const store::FieldCipher& cipher, std::int64_t flags);

/// Daily rollup of half a year: 541 hubs, 4 carriers each.
Status LoadCounters(store::Database& database);

}  // namespace trigate::bench
