// The migrations compiled into this program, in order of version.

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace trigate::store {

struct Migration {
  int version = 0;        ///< 1, 2, 3 … without gaps
  std::string_view name;  ///< "0001_flags"
  std::string_view sql;
  std::string sha256;  ///< of `sql`, hex
};

/// Static; ascending.
std::span<const Migration> CompiledMigrations();

}  // namespace trigate::store
