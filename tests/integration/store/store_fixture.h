// Rows and ciphers for tests against a real PostgreSQL.

#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "support/postgres_fixture.h"
#include "trigate/store/flag_queries.h"
#include "trigate/store/sink.h"

namespace trigate::store {

/// 2021-09-01T00:00:00Z
inline constexpr SystemTime kCampaignStart = FromUnixMillis(1'630'454'400'000);

/// A cipher over a key ring given as text, "1 <64 hex>\n2 <64 hex>\n".
std::unique_ptr<FieldCipher> CipherOf(const std::string& keys);
/// A line of a key ring whose key is made of `fill`, two hexadecimal digits.
std::string KeyLine(int id, const std::string& fill);

/// A flag with plausible values; `n` makes it different from others.
FlagRow MakeFlag(FlagId flag_id, std::int64_t position, int n = 0);
FindingRow MakeFinding(FlagId flag_id, std::int64_t position, const std::string& rule,
                       std::int16_t gate = 3);
WaybillRow MakeWaybill(FlagId flag_id, std::int64_t position);
TimelineRow MakeEvent(FlagId flag_id, std::int64_t position, const std::string& device = "XR-1",
                      const std::string& staff = "S-1");

class StoreTest : public testing::PostgresTest {
 protected:
  void SetUp() override;

  /// Applies `batch` as the next one: fills in its positions.
  void ApplyNext(SinkBatch batch);
  /// Position that the next batch of ApplyNext gets for its rows.
  [[nodiscard]] std::int64_t Next() const { return position_ + 1; }

  Sink& sink() { return *sink_; }
  FlagQueries& queries() { return *queries_; }
  FieldCipher& cipher() { return *cipher_; }

  /// Ids of the flags that a filter finds, in order; all pages.
  std::vector<FlagId> Find(const std::string& filter, const Scope& scope = Scope::Everything(),
                           const std::string& order_by = "", int page_size = 0);

 private:
  std::unique_ptr<FieldCipher> cipher_;
  std::unique_ptr<Sink> sink_;
  std::unique_ptr<FlagQueries> queries_;
  std::int64_t position_ = 0;
};

}  // namespace trigate::store
