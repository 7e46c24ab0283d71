#include <gtest/gtest.h>

#include <random>
#include <string>

#include "trigate/model/phone.h"
#include "trigate/model/text.h"

namespace trigate::model {
namespace {

using Normalizer = Status (*)(std::string_view, std::string&);

std::string Apply(Normalizer normalize, std::string_view in) {
  std::string out = "left over";
  const Status status = normalize(in, out);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return out;
}

TEST(NormalizeName, JoinsChineseNamesAndKeepsOthersApart) {
  EXPECT_EQ(Apply(NormalizeName, " 张  三 "), "张三");
  EXPECT_EQ(Apply(NormalizeName, "张　三"), "张三");
  EXPECT_EQ(Apply(NormalizeName, "John  Smith"), "John Smith");
  EXPECT_EQ(Apply(NormalizeName, "Ｊｏｈｎ"), "John");
}

TEST(NormalizeName, UnifiesTheDotsOfLongNames) {
  for (const std::string_view name : {"巴特尔·额尔敦", "巴特尔•额尔敦", "巴特尔・额尔敦",
                                      "巴特尔･额尔敦", "巴特尔‧额尔敦", "巴特尔 · 额尔敦"}) {
    EXPECT_EQ(Apply(NormalizeName, name), "巴特尔·额尔敦") << name;
  }
}

TEST(NormalizeAddress, GivesOneFormForOnePlace) {
  const std::string form = "呼和浩特市新城区呼伦贝尔北路12号3-2";
  for (const std::string_view address :
       {"呼和浩特市新城区呼伦贝尔北路12号3-2", "呼和浩特市 新城区 呼伦贝尔北路 １２号，3—2",
        "呼和浩特市，新城区，呼伦贝尔北路12号（3-2）。"}) {
    EXPECT_EQ(Apply(NormalizeAddress, address), form) << address;
  }
  EXPECT_EQ(Apply(NormalizeAddress, "Main St. 5, Apt B"), "mainst5aptb");
  EXPECT_NE(Apply(NormalizeAddress, "1-2号"), Apply(NormalizeAddress, "12号"));
}

TEST(NormalizeDocumentNumber, KeepsCapitalsAndDigits) {
  EXPECT_EQ(Apply(NormalizeDocumentNumber, " 15010219900101006x "), "15010219900101006X");
  EXPECT_EQ(Apply(NormalizeDocumentNumber, "１５０１０２－１９９００１０１－００１９"),
            "150102199001010019");
  EXPECT_EQ(Apply(NormalizeDocumentNumber, "ee 123 456 785 cn"), "EE123456785CN");
  EXPECT_EQ(Apply(NormalizeDocumentNumber, "军字第 1234567 号"), "军字第1234567号");
}

struct PhoneCase {
  const char* in;
  const char* out;
};

const PhoneCase kPhones[] = {
    {"13800138000", "13800138000"},
    {"138 0013 8000", "13800138000"},
    {"138-0013-8000", "13800138000"},
    {"+86 138-0013-8000", "13800138000"},
    {"+8613800138000", "13800138000"},
    {"008613800138000", "13800138000"},
    {"8613800138000", "13800138000"},
    {"(+86)13800138000", "13800138000"},
    {"１３８００１３８０００", "13800138000"},
    {"13800138000-1234", "13800138000-1234"},
    {"13800138000转1234", "13800138000-1234"},
    {"13800138000 转 1234", "13800138000-1234"},
    {"13800138000转分机1234", "13800138000-1234"},
    {"13800138000,1234", "13800138000-1234"},
    {"13800138000#1234", "13800138000-1234"},
    {"13800138000 ext 1234", "13800138000-1234"},
    {"+86 138-0013-8000 转 1234", "13800138000-1234"},
    {"138-0013-8000-1234", "13800138000-1234"},
    {"0471-1234567", "04711234567"},
    {"(0471) 1234567", "04711234567"},
    {"0471-1234567-801", "04711234567-801"},
    {"010-12345679", "01012345679"},
    {"010-12345679转801", "01012345679-801"},
    {"+86 471 1234567", "04711234567"},
    {"+86 10 12345679", "01012345679"},
    {"0086-471-1234567", "04711234567"},
    {"+86-0471-1234567", "04711234567"},
    {"400-123-4567", "4001234567"},
    {"+86 400-123-4567", "4001234567"},
    {"95338", "95338"},
    {"+852 6123 4567", "+85261234567"},
    {"0085261234567", "+85261234567"},
    {"+1 (415) 555-2671", "+14155552671"},
    {"", ""},
};

TEST(NormalizePhone, GivesOneFormForOneNumber) {
  for (const PhoneCase& test : kPhones) {
    EXPECT_EQ(Apply(NormalizePhone, test.in), test.out) << test.in;
  }
}

TEST(NormalizePhone, GivesWhatCheckPhoneUnderstands) {
  for (const PhoneCase& test : kPhones) {
    if (*test.in == '\0') continue;
    EXPECT_TRUE(CheckPhone(Apply(NormalizePhone, test.in)).check.ok()) << test.in;
  }
}

TEST(NormalizePhone, IsAFixedPoint) {
  const std::string_view kPieces[] = {"0", "1", "3", "8",  "6",  "86", "0086", "00", "+", "-",
                                      " ", "4", "7", "转", "#",  "138", "400", "010", "0471"};
  std::mt19937 random(12);
  for (int i = 0; i < 200000; ++i) {
    std::string text;
    for (std::size_t n = random() % 16; n > 0; --n) text += kPieces[random() % std::size(kPieces)];
    const std::string once = Apply(NormalizePhone, text);
    ASSERT_EQ(Apply(NormalizePhone, once), once) << text;
  }
}

TEST(NormalizePhone, DoesNotMendAWrongNumber) {
  for (const std::string_view wrong :
       {"1380013800", "+86 1380013800", "138001380001", "12800138000", "无", "电话13800138000",
        "abc", "+86", "86"}) {
    EXPECT_FALSE(CheckPhone(Apply(NormalizePhone, wrong)).check.ok()) << wrong;
  }
}

}  // namespace
}  // namespace trigate::model
