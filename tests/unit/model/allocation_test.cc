// What the headers promise about allocation, counted. A program of its own, for it replaces
// operator new.

#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>

#include "trigate/model/document.h"
#include "trigate/model/id_finder.h"
#include "trigate/model/lexicon.h"
#include "trigate/model/parcel_key.h"
#include "trigate/model/phone.h"
#include "trigate/model/postal.h"
#include "trigate/model/region.h"
#include "trigate/model/resident_id.h"
#include "trigate/model/route.h"
#include "trigate/model/term_matcher.h"
#include "trigate/model/text.h"

namespace {

std::atomic<std::size_t> allocations{0};

void* Allocate(std::size_t size) {
  ++allocations;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return Allocate(size); }
void* operator new[](std::size_t size) { return Allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace trigate::model {
namespace {

constexpr std::chrono::sys_days kDay{std::chrono::year{2021} / 10 / 1};

/// How often `action` allocates.
template <typename Action>
std::size_t Count(Action action) {
  const std::size_t before = allocations;
  action();
  return allocations - before;
}

TEST(Allocation, IsCounted) {
  EXPECT_GE(Count([] { EXPECT_EQ(std::string(100, 'a').size(), 100u); }), 1u);
}

TEST(Allocation, HappensInNoCheck) {
  bool ok = true;
  EXPECT_EQ(Count([&ok] {
              ok &= CheckDocument(DocumentType::kResidentId, "150102199001010019", kDay).ok();
              ok &= CheckDocument(DocumentType::kMilitary, "军字第1234567号", kDay).ok();
              ok &= CheckResidentId("810000199001010019", kDay).ok();
              ok &= CheckDocument(DocumentType::kForeignResidentCard, "CAN310090010101", kDay).ok();
              ok &= CheckDocument(DocumentType::kCreditCode, "91150100MA0TEXT048", kDay).ok();
              ok &= !CheckDocument(DocumentType::kResidentId, "150102199001010010", kDay).ok();
              ok &= CheckPhone("13800138000-1234").check.ok();
              ok &= CheckWaybill(CarrierId::kEms, "EE123456785CN").ok();
              ok &= CheckPostcode("010010").ok();
            }),
            0u);
  EXPECT_TRUE(ok);
}

TEST(Allocation, HappensInNoLookup) {
  bool ok = true;
  EXPECT_EQ(Count([&ok] {
              ok &= FindRegion(RegionCode::FromNumber(150102), 2021) != nullptr;
              ok &= FindCarrier("YUNDA") != nullptr;
              ok &= ParcelKey::Make(CarrierId::kSf, "SF1000000000000").ok();
              ok &= ParcelKey::Parse("SF/SF1000000000000").ok();
              ok &= RequiredScreens({.route = RouteClass::kInterProvince}).screens == 1;
              ok &= IsBlankOrPlaceholder("见面单");
              ok &= IsWholeTerm(LexiconId::kGenericDeclaration, "日用品");
              ok &= FindIdNumbers("身份证150102199001010019").count() == 1;
              ok &= IsValidUtf8("呼伦贝尔北路");
            }),
            0u);
  EXPECT_TRUE(ok);
}

TEST(Allocation, HappensInNoSearchForTerms) {
  Result<TermMatcher> matcher = TermMatcher::ForLexicons({LexiconId::kPrecursor});
  ASSERT_TRUE(matcher.ok());
  std::size_t hits = 0;
  EXPECT_EQ(Count([&] { hits = matcher->Find("天津大麻花、丙酮、1-苯基-2-丙酮").count(); }), 0u);
  EXPECT_EQ(hits, 2u);
}

TEST(Allocation, OfPlainTextIsTheOutputsAlone) {
  std::string out;
  out.reserve(256);
  bool ok = true;
  EXPECT_EQ(Count([&] {
              ok &= NormalizeText("呼和浩特市新城区呼伦贝尔北路12号 A座", out).ok();
              ok &= NormalizeName("巴特尔·额尔敦", out).ok();
              ok &= NormalizeAddress("呼和浩特市新城区呼伦贝尔北路12号 A座", out).ok();
              ok &= NormalizePhone("13800138000", out).ok();
              ok &= NormalizeDocumentNumber("150102199001010019", out).ok();
              ok &= FoldForMatch("蓝牙耳机 Pro 2代", out).ok();
            }),
            0u);
  EXPECT_TRUE(ok);
}

}  // namespace
}  // namespace trigate::model
