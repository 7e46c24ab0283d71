// Synthetic people and firms: their numbers pass the checks of the model.

#include "sim/people.h"

#include <gtest/gtest.h>

#include "sim/waybill.h"
#include "trigate/model/credit_code.h"
#include "trigate/model/phone.h"
#include "trigate/model/postal.h"
#include "trigate/model/resident_id.h"
#include "trigate/model/text.h"

namespace trigate::sim {
namespace {

using model::IdentifierNote;

constexpr std::chrono::year_month_day kDay = std::chrono::year(2021) / 9 / 15;

const Geography& InnerMongolia() {
  static const Geography* const kGeography = new Geography(15);
  return *kGeography;
}

TEST(PeopleTest, IdentityNumbersAreRightAndTheirRegionsWereInForceAtBirth) {
  const People people(1, InnerMongolia(), kDay);
  Random random(1, Stream::kParcel, 0);
  int withdrawn = 0;
  for (std::uint64_t number = 0; number < 20'000; ++number) {
    const std::uint16_t county = number % 2 == 0 ? InnerMongolia().PickFocusCounty(random)
                                                 : InnerMongolia().PickOutsideSender(random);
    const Person person = people.MakePerson(number, county);
    const auto check =
        model::CheckResidentId(person.IdNumber(), std::chrono::sys_days(kDay));
    ASSERT_TRUE(check.ok()) << person.IdNumber();
    ASSERT_FALSE(check.notes.Has(IdentifierNote::kRegionNotInForceAtBirth)) << person.IdNumber();
    ASSERT_FALSE(check.notes.Has(IdentifierNote::kUnder16)) << person.IdNumber();
    const auto region = model::ResidentIdRegion(person.IdNumber());
    withdrawn += model::FindRegion(region, 2020) == nullptr ? 1 : 0;
  }
  EXPECT_GT(withdrawn, 100) << "old people carry codes that are gone";
}

TEST(PeopleTest, PhonesAreOfAssignedRangesAndNoPlaceholders) {
  const People people(1, InnerMongolia(), kDay);
  int mvno = 0;
  for (std::uint64_t number = 0; number < 20'000; ++number) {
    const model::PhoneCheck phone = model::CheckPhone(people.MakePerson(number, 0).Phone());
    ASSERT_TRUE(phone.check.ok());
    ASSERT_EQ(phone.kind, model::PhoneKind::kMobile);
    ASSERT_TRUE(model::IsLinkablePhone(phone));
    mvno += phone.check.notes.Has(IdentifierNote::kMvnoRange) ? 1 : 0;
  }
  EXPECT_GT(mvno, 200);
  EXPECT_LT(mvno, 800);
}

TEST(PeopleTest, NamesAndAddressesSaySomething) {
  const People people(1, InnerMongolia(), kDay);
  for (std::uint64_t number = 0; number < 2'000; ++number) {
    const Person person = people.MakePerson(number, InnerMongolia().FindCounty(150102));
    ASSERT_FALSE(model::IsBlankOrPlaceholder(person.Name()));
    ASSERT_FALSE(model::IsBlankOrPlaceholder(person.Address()));
    ASSERT_TRUE(model::IsPlainText(person.Name()));
  }
}

TEST(PeopleTest, TheSameNumberIsTheSamePerson) {
  const People people(1, InnerMongolia(), kDay);
  EXPECT_EQ(people.MakePerson(5, 7).Name(), people.MakePerson(5, 7).Name());
  EXPECT_EQ(people.MakePerson(5, 7).id_number, people.MakePerson(5, 7).id_number);
  EXPECT_NE(people.MakePerson(5, 7).id_number, people.MakePerson(6, 7).id_number);
}

TEST(PeopleTest, CreditCodesAreRight) {
  const People people(1, InnerMongolia(), kDay);
  for (std::uint64_t number = 0; number < 5'000; ++number) {
    const Merchant merchant = people.MakeMerchant(number, 3);
    const auto check = model::CheckCreditCode(merchant.CreditCode());
    ASSERT_TRUE(check.ok()) << merchant.CreditCode();
    ASSERT_FALSE(check.notes.Has(IdentifierNote::kOrganisationCheckFailed));
  }
}

TEST(PeopleTest, WaybillNumbersHaveThePublishedShapes) {
  const CarrierMix mix({});
  for (const model::Carrier* carrier : mix.carriers()) {
    for (const std::uint32_t parcel : {0U, 7U, 99'999'999U}) {
      const std::string number = WaybillNumber(carrier->id, parcel, 885, false);
      EXPECT_NE(model::CheckWaybillShape(carrier->id, number), model::WaybillShape::kDiffers)
          << carrier->code << " " << number;
    }
  }
  EXPECT_TRUE(model::CheckS10(WaybillNumber(model::CarrierId::kEms, 123, 5, true)).ok());
  EXPECT_TRUE(model::CheckS10(WaybillNumber(model::CarrierId::kChinaPost, 4567, 5, true)).ok());
}

TEST(PeopleTest, EveryPrefectureOfInnerMongoliaHasItsCountiesAndWeight) {
  EXPECT_EQ(InnerMongolia().focus_prefectures().size(), 12U);
  std::uint32_t inhabitants = 0;
  for (const std::uint32_t weight : InnerMongolia().focus_weights()) inhabitants += weight;
  EXPECT_NEAR(inhabitants, 24'049, 5) << "thousands, seventh national census";
  EXPECT_EQ(InnerMongolia().county(InnerMongolia().FindCounty(150102)).name, "新城区");
}

}  // namespace
}  // namespace trigate::sim
