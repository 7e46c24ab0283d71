#include "trigate/model/parcel_key.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

namespace trigate::model {
namespace {

ParcelKey Key(CarrierId carrier, std::string_view waybill) {
  Result<ParcelKey> key = ParcelKey::Make(carrier, waybill);
  EXPECT_TRUE(key.ok()) << key.status().ToString();
  return key.ok() ? *key : ParcelKey();
}

std::string FieldOf(const Status& status) {
  return status.violations().size() == 1 ? status.violations()[0].field : "";
}

TEST(ParcelKey, WritesAndReadsItsTextForm) {
  const ParcelKey key = Key(CarrierId::kSf, "SF1000000000000");
  EXPECT_EQ(key.ToString(), "SF/SF1000000000000");
  EXPECT_EQ(key.waybill(), "SF1000000000000");
  EXPECT_EQ(key.carrier(), CarrierId::kSf);
  Result<ParcelKey> read = ParcelKey::Parse(key.ToString());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, key);
}

TEST(ParcelKey, ReadsBackEveryCarrier) {
  for (const Carrier& carrier : Carriers()) {
    const ParcelKey key = Key(carrier.id, "AB12345");
    Result<ParcelKey> read = ParcelKey::Parse(key.ToString());
    ASSERT_TRUE(read.ok()) << key.ToString();
    EXPECT_EQ(*read, key);
  }
}

TEST(ParcelKey, FoldsSmallLetters) {
  EXPECT_EQ(Key(CarrierId::kSf, "sf1000000000000"), Key(CarrierId::kSf, "SF1000000000000"));
}

TEST(ParcelKey, KeepsCarriersApart) {
  const ParcelKey sf = Key(CarrierId::kSf, "123456789012");
  const ParcelKey zto = Key(CarrierId::kZto, "123456789012");
  EXPECT_NE(sf, zto);
  EXPECT_NE(sf.Hash(), zto.Hash());
  EXPECT_LT(sf, zto);
}

TEST(ParcelKey, TakesFourToThirtyTwoCharacters) {
  EXPECT_EQ(FieldOf(ParcelKey::Make(CarrierId::kSf, "").status()), "waybill_number");
  EXPECT_EQ(FieldOf(ParcelKey::Make(CarrierId::kSf, "123").status()), "waybill_number");
  EXPECT_TRUE(ParcelKey::Make(CarrierId::kSf, "1234").ok());
  EXPECT_EQ(Key(CarrierId::kSf, std::string(32, '7')).waybill(), std::string(32, '7'));
  EXPECT_EQ(FieldOf(ParcelKey::Make(CarrierId::kSf, std::string(33, '7')).status()),
            "waybill_number");
}

TEST(ParcelKey, RefusesWhatIsNoLetterOrDigit) {
  for (const std::string_view bad :
       {"SF 100000", "SF-100000", "SF/100000", "ＳＦ１０００", "SF10000\n"}) {
    const Status status = ParcelKey::Make(CarrierId::kSf, bad).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << bad;
    EXPECT_EQ(FieldOf(status), "waybill_number") << bad;
  }
  EXPECT_EQ(FieldOf(ParcelKey::Make(CarrierId::kSf, std::string("SF10\0", 5)).status()),
            "waybill_number");
}

TEST(ParcelKey, RefusesAnUnknownCarrier) {
  EXPECT_EQ(FieldOf(ParcelKey::Make(CarrierId::kUnspecified, "123456").status()), "carrier");
  EXPECT_EQ(FieldOf(ParcelKey::Make(static_cast<CarrierId>(500), "123456").status()), "carrier");
  EXPECT_EQ(FieldOf(ParcelKey::Parse("XX/123456").status()), "carrier");
  EXPECT_EQ(FieldOf(ParcelKey::Parse("/123456").status()), "carrier");
}

TEST(ParcelKey, RefusesATextWithoutASlash) {
  EXPECT_EQ(FieldOf(ParcelKey::Parse("SF1000000000000").status()), "parcel");
  EXPECT_EQ(FieldOf(ParcelKey::Parse("").status()), "parcel");
  EXPECT_EQ(FieldOf(ParcelKey::Parse("SF/").status()), "waybill_number");
  EXPECT_EQ(FieldOf(ParcelKey::Parse("SF/SF/1000000").status()), "waybill_number");
}

TEST(ParcelKey, IsNothingByDefault) {
  EXPECT_TRUE(ParcelKey().empty());
  EXPECT_NE(ParcelKey(), Key(CarrierId::kSf, "0000"));
  EXPECT_EQ(ParcelKey(), ParcelKey());
}

TEST(ParcelKey, OrdersByCarrierAndThenByTheNumbersBytes) {
  std::vector<ParcelKey> keys = {
      Key(CarrierId::kYto, "0000"), Key(CarrierId::kSf, "12345"), Key(CarrierId::kSf, "1234"),
      Key(CarrierId::kSf, "A123"), Key(CarrierId::kSf, "0999999")};
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(keys[0].waybill(), "0999999");
  EXPECT_EQ(keys[1].waybill(), "1234");
  EXPECT_EQ(keys[2].waybill(), "12345");
  EXPECT_EQ(keys[3].waybill(), "A123");
  EXPECT_EQ(keys[4].carrier(), CarrierId::kYto);
}

TEST(ParcelKey, SpreadsConsecutiveNumbersOverABitPattern) {
  // Waybills come in runs; a table of 2^16 buckets must not see them in a few.
  constexpr int kKeys = 65536;
  std::vector<int> buckets(65536);
  std::unordered_set<std::uint64_t> hashes;
  for (int i = 0; i < kKeys; ++i) {
    const std::uint64_t hash =
        Key(CarrierId::kSf, "SF" + std::to_string(1000000000000 + i)).Hash();
    hashes.insert(hash);
    ++buckets[hash & 0xFFFF];
  }
  EXPECT_EQ(hashes.size(), static_cast<std::size_t>(kKeys));
  // Balls into bins: about 37 % of the bins stay empty; the fullest holds about 8.
  const auto empty = std::count(buckets.begin(), buckets.end(), 0);
  EXPECT_NEAR(static_cast<double>(empty) / kKeys, 0.3679, 0.01);
  EXPECT_LE(*std::max_element(buckets.begin(), buckets.end()), 12);
}

}  // namespace
}  // namespace trigate::model
