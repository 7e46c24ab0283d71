#include "trigate/model/id_finder.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "trigate/model/resident_id.h"

namespace trigate::model {
namespace {

constexpr std::string_view kNumber = "150102199001010019";

std::string FoundText(std::string_view text) {
  const IdFinds finds = FindIdNumbers(text);
  if (finds.count() != 1) return "count " + std::to_string(finds.count());
  return std::string(text.substr(finds.places()[0].offset, finds.places()[0].length));
}

TEST(FindIdNumbers, FindsANumberInARemark) {
  EXPECT_EQ(FoundText("身份证150102199001010019请核对"), kNumber);
  EXPECT_EQ(FoundText(kNumber), kNumber);
  EXPECT_EQ(FoundText("ID:15010219900101006x."), "15010219900101006x");
}

TEST(FindIdNumbers, SeesThroughDisguises) {
  for (const std::string_view hidden :
       {"150102 19900101 0019", "150102-1990-0101-0019", "1 5 0 1 0 2 1 9 9 0 0 1 0 1 0 0 1 9",
        "１５０１０２１９９００１０１００１９", "150102　19900101　0019", "150102.19900101.0019",
        "150102\u200B19900101\u200B0019", "150102- 199001010019", "150102·19900101·0019",
        "15010219900101006Ｘ"}) {
    EXPECT_EQ(FoundText(hidden), hidden);
  }
  EXPECT_TRUE(FindIdNumbers("150102 - 199001010019").empty()) << "three separators are too many";
}

TEST(FindIdNumbers, FindsANumberInsideALongerRunOfDigits) {
  EXPECT_EQ(FoundText("13800138000150102199001010019"), kNumber);
  EXPECT_EQ(FoundText("150102199001010019138"), kNumber);
}

TEST(FindIdNumbers, LeavesOtherNumbersAlone) {
  for (const std::string_view text :
       {"", "呼和浩特市新城区呼伦贝尔北路12号", "13800138000", "SF1000000000000",
        "150102199001010010",   // wrong check digit
        "150102199002300018",   // no such day
        "990102199001010013",   // no such province
        "15010219900101001",    // 17 characters
        "150102,199001010019",  // a comma parts two numbers
        "1501021990 0101 abc 0019"}) {
    EXPECT_TRUE(FindIdNumbers(text).empty()) << text;
  }
}

TEST(FindIdNumbers, FindsSeveralAndCountsAll) {
  std::string text;
  for (int i = 0; i < 20; ++i) text.append(kNumber).append(", ");
  const IdFinds finds = FindIdNumbers(text);
  EXPECT_EQ(finds.count(), 20u);
  ASSERT_EQ(finds.places().size(), kIdFindsMax);
  for (std::size_t i = 0; i < kIdFindsMax; ++i) {
    EXPECT_EQ(text.substr(finds.places()[i].offset, finds.places()[i].length), kNumber);
  }
}

TEST(FindIdNumbers, SurvivesIllFormedText) {
  EXPECT_EQ(FoundText("\xFF\xE4\xBD" "150102199001010019\xE4"), kNumber);
  EXPECT_TRUE(FindIdNumbers("150102\xFF" "199001010019").empty());
}

TEST(FindIdNumbers, RarelyTakesRandomDigitsForANumber) {
  std::mt19937_64 random(7);
  std::string text;
  for (int i = 0; i < 1'000'000; ++i) text.push_back(static_cast<char>('0' + random() % 10));
  // Province, century, month and day, check character leave about 2 windows in 100,000.
  EXPECT_LE(FindIdNumbers(text).count(), 60u);
}

TEST(FindIdNumbers, FindsEveryNumberItIsGiven) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 5000; ++i) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%s%04d%02d%02d%03d", i % 2 == 0 ? "150102" : "440106",
                  1930 + static_cast<int>(random() % 90), 1 + static_cast<int>(random() % 12),
                  1 + static_cast<int>(random() % 28), static_cast<int>(random() % 1000));
    std::string number = digits;
    number.push_back(ResidentIdCheckChar(number));
    EXPECT_EQ(FoundText("a" + number + "b"), number);
  }
}

}  // namespace
}  // namespace trigate::model
