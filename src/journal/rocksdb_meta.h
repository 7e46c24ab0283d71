// The meta port on RocksDB. Contracts: trigate/journal/meta.h.
//
// Values are sealed under the key ring directly, not under data keys: they live on while records
// and their keys come and go.

#pragma once

#include <memory>
#include <string>

#include "journal/database.h"
#include "trigate/crypto/aead.h"
#include "trigate/crypto/key_ring.h"
#include "trigate/journal/meta.h"

namespace trigate::journal {

class RocksMeta final : public Meta {
 public:
  /// `database` outlives the meta. Seals anew what was sealed under a master key that is no longer
  /// current, so that the old one can go.
  static Result<std::unique_ptr<RocksMeta>> Open(Database& database, const crypto::KeyRing& ring,
                                                 std::string journal_id);

  Status Put(std::string_view name, std::string_view value) override;
  Result<std::optional<std::string>> Get(std::string_view name) const override;
  Status Delete(std::string_view name) override;

 private:
  RocksMeta(Database& database, crypto::Aead aead, std::string journal_id);
  [[nodiscard]] std::string Place(std::string_view name) const;
  Status Reseal();

  Database& database_;
  const crypto::Aead aead_;
  const std::string journal_id_;
};

}  // namespace trigate::journal
