#include "store/migrations.h"

#include <cstdlib>
#include <vector>

#include "trigate/crypto/digest.h"

namespace trigate::store {
namespace {

struct MigrationText {
  std::string_view name;
  std::string_view sql;
};

constexpr MigrationText kTexts[] = {
#include "migrations.inc"
};

std::vector<Migration> Build() {
  std::vector<Migration> migrations;
  for (const MigrationText& text : kTexts) {
    const int version = std::atoi(std::string(text.name.substr(0, 4)).c_str());
    migrations.push_back(
        {version, text.name, text.sql, crypto::ToHex(crypto::AsText(crypto::Sha256Of(text.sql)))});
  }
  return migrations;
}

}  // namespace

std::span<const Migration> CompiledMigrations() {
  static const std::vector<Migration> kMigrations = Build();
  return kMigrations;
}

}  // namespace trigate::store
