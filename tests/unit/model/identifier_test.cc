#include "trigate/model/identifier.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "trigate/model/text.h"

namespace trigate::model {
namespace {

constexpr std::chrono::sys_days kDay{std::chrono::year{2021} / 10 / 1};

IdentifierReport Check(std::string_view type, std::string_view value) {
  Result<IdentifierReport> report = CheckIdentifier(type, value, kDay);
  EXPECT_TRUE(report.ok()) << report.status().ToString();
  return report.ok() ? *report : IdentifierReport{};
}

std::string FieldOf(const Status& status) {
  return status.violations().size() == 1 ? status.violations()[0].field : "";
}

TEST(NoteSet, VisitsItsNotesInOrder) {
  NoteSet notes = IdentifierNote::kUnder16 | IdentifierNote::kLegacy15Digit;
  notes.Add(IdentifierNote::kUnusualPostcode);
  std::vector<IdentifierNote> seen;
  notes.ForEach([&seen](IdentifierNote note) { seen.push_back(note); });
  EXPECT_EQ(seen, (std::vector{IdentifierNote::kLegacy15Digit, IdentifierNote::kUnder16,
                               IdentifierNote::kUnusualPostcode}));
  EXPECT_TRUE(NoteSet().empty());
}

TEST(Notes, AllHaveACodeAndTwoNames) {
  for (int bit = 0; bit <= 19; ++bit) {
    const auto note = static_cast<IdentifierNote>(1U << bit);
    EXPECT_NE(CodeOf(note), "UNKNOWN") << bit;
    EXPECT_NE(NameOf(note).en, "unknown") << bit;
    EXPECT_FALSE(NameOf(note).zh.empty()) << bit;
  }
  EXPECT_EQ(CodeOf(IdentifierNote::kLegacy15Digit), "LEGACY_15_DIGIT");
}

TEST(Codes, AllHaveACodeAndTwoNames) {
  for (int code = 0; code <= 6; ++code) {
    EXPECT_NE(CodeOf(static_cast<IdentifierCode>(code)), "UNKNOWN") << code;
    EXPECT_FALSE(NameOf(static_cast<IdentifierCode>(code)).zh.empty()) << code;
  }
}

TEST(CheckIdentifier, PassesTheExampleOfEveryType) {
  for (const IdentifierType& type : IdentifierTypes()) {
    const std::string name =
        type.name == "waybill:<carrier>" ? "waybill:sf" : std::string(type.name);
    EXPECT_TRUE(Check(name, type.example).check.ok()) << name;
    EXPECT_FALSE(type.title.zh.empty());
  }
  EXPECT_EQ(IdentifierTypes().size(), 14u);
}

TEST(CheckIdentifier, GivesTheReasonInBothLanguages) {
  const IdentifierReport report = Check("rid", "150102199001010010");
  EXPECT_EQ(report.check.code, IdentifierCode::kCheck);
  EXPECT_EQ(report.reason_en, "the check digit does not fit");
  EXPECT_EQ(report.reason_zh, "校验码不符");
}

TEST(CheckIdentifier, NormalisesFirstAndSaysSo) {
  const IdentifierReport report = Check("rid", " １５０１０２ 1990-0101 006x ");
  EXPECT_EQ(report.normalized, "15010219900101006X");
  EXPECT_TRUE(report.check.ok());
  EXPECT_EQ(report.check.notes, NoteSet(IdentifierNote::kNormalized));
  EXPECT_EQ(report.reason_zh, "格式正确；已先行规范化（空格、大小写、全角）");
  EXPECT_TRUE(Check("rid", "15010219900101006X").check.notes.empty());
}

TEST(CheckIdentifier, ChecksWaybillsOfTheCarrierNamed) {
  EXPECT_TRUE(Check("waybill:SF", "SF1000000000000").check.ok());
  EXPECT_TRUE(Check("waybill:sf", "sf1000000000000").check.ok());
  EXPECT_EQ(Check("waybill:YTO", "SF1000000000000").check.code, IdentifierCode::kFormat);
}

TEST(CheckIdentifier, ChecksPhonesInTheirOwnForm) {
  EXPECT_EQ(Check("phone", "+86 138-0013-8000").normalized, "13800138000");
  EXPECT_TRUE(Check("phone", "13800138000转1234").check.notes.Has(IdentifierNote::kPrivacyNumber));
}

TEST(CheckIdentifier, NamesTheTypesItKnows) {
  const Status status = CheckIdentifier("ssn", "1", kDay).status();
  EXPECT_EQ(FieldOf(status), "type");
  EXPECT_NE(status.message().find("rid, rid15"), std::string::npos) << status.message();
  EXPECT_EQ(FieldOf(CheckIdentifier("waybill:XX", "1", kDay).status()), "type");
  EXPECT_EQ(FieldOf(CheckIdentifier("waybill:<carrier>", "1", kDay).status()), "type");
  EXPECT_EQ(FieldOf(CheckIdentifier("", "1", kDay).status()), "type");
}

TEST(CheckIdentifier, RefusesWhatIsNoText) {
  EXPECT_EQ(FieldOf(CheckIdentifier("rid", "\xC3\x28", kDay).status()), "value");
  EXPECT_EQ(FieldOf(CheckIdentifier("rid", std::string(257, '1'), kDay).status()), "value");
  EXPECT_EQ(Check("rid", "").check.code, IdentifierCode::kFormat);
}

TEST(CheckIdentifier, GivesEveryCodeASeverityWhateverTheValue) {
  constexpr std::string_view kBytes = "0123456789XxABHMEGSF-+ .\xE5\x86\x9B\xFF\x80";
  std::mt19937 random(99);
  for (int round = 0; round < 5000; ++round) {
    std::string value(random() % 24, '0');
    for (char& c : value) c = kBytes[random() % kBytes.size()];
    for (const IdentifierType& type : IdentifierTypes()) {
      const std::string name =
          type.name == "waybill:<carrier>" ? "waybill:zto" : std::string(type.name);
      Result<IdentifierReport> report = CheckIdentifier(name, value, kDay);
      ASSERT_EQ(report.ok(), IsValidUtf8(value)) << name;
      if (!report.ok()) continue;
      const IdentifierCheck& check = report->check;
      ASSERT_EQ(check.ok(), check.severity == Severity::kNone) << name << " " << value;
      ASSERT_TRUE(IsValidUtf8(report->reason_zh)) << name;
    }
  }
}

}  // namespace
}  // namespace trigate::model
