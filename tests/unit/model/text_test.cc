#include "trigate/model/text.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace trigate::model {
namespace {

std::string Normal(std::string_view in) {
  std::string out = "left over";
  const Status status = NormalizeText(in, out);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return out;
}

std::string Folded(std::string_view in) {
  std::string out = "left over";
  const Status status = FoldForMatch(in, out);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return out;
}

TEST(Utf8, AcceptsEveryScalarValue) {
  for (std::uint32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    if (c < 0x80) {
      text.push_back(static_cast<char>(c));
    } else if (c < 0x800) {
      text = {static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3F))};
    } else if (c < 0x10000) {
      text = {static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3F)),
              static_cast<char>(0x80 | (c & 0x3F))};
    } else {
      text = {static_cast<char>(0xF0 | (c >> 18)), static_cast<char>(0x80 | ((c >> 12) & 0x3F)),
              static_cast<char>(0x80 | ((c >> 6) & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
    }
    ASSERT_TRUE(IsValidUtf8(text)) << std::hex << c;
  }
}

TEST(Utf8, NamesTheFirstIllFormedByte) {
  const std::vector<std::string> kIllFormed = {
      "\x80",          "\xBF",              "\xC0\x80",         "\xC1\xBF",
      "\xC3",          "\xC3\x28",          "\xE4\xB8",         "\xE4\x28\xAD",
      "\xE0\x80\x80",  "\xE0\x9F\xBF",      "\xED\xA0\x80",     "\xED\xBF\xBF",
      "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98",   "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
      "\xF8\x88\x80\x80\x80", "\xFE",       "\xFF"};
  for (const std::string& bad : kIllFormed) {
    EXPECT_FALSE(IsValidUtf8(bad));
    EXPECT_EQ(FirstIllFormedByte("丙酮" + bad), 6u);
    EXPECT_EQ(FirstIllFormedByte(std::string(64, 'a') + bad + "b"), 64u);
  }
  EXPECT_EQ(FirstIllFormedByte("丙酮"), 6u);
  EXPECT_TRUE(IsValidUtf8(""));
}

TEST(NormalizeText, BringsFormsTogether) {
  EXPECT_EQ(Normal("ＡＢＣ１２３"), "ABC123");
  EXPECT_EQ(Normal("（内蒙古）：１号"), "(内蒙古):1号");
  EXPECT_EQ(Normal("㎏ ﬁ ①"), "kg fi 1");
  EXPECT_EQ(Normal("e\u0301"), "\u00E9");
  EXPECT_EQ(Normal("\uF900"), "\u8C48") << "a compatibility ideograph";
}

TEST(NormalizeText, TrimsAndCollapsesBlanks) {
  EXPECT_EQ(Normal("  a  b\t\nc　d  "), "a b c d");
  EXPECT_EQ(Normal("a\u00A0b"), "a b");
  EXPECT_EQ(Normal("   "), "");
  EXPECT_EQ(Normal(""), "");
}

TEST(NormalizeText, DropsWhatShowsNothing) {
  EXPECT_EQ(Normal("丙\u200B酮"), "丙酮");
  EXPECT_EQ(Normal("\uFEFF丙酮\u2060"), "丙酮");
  EXPECT_EQ(Normal("e\u200D\u0301"), "\u00E9") << "what it kept apart composes";
  EXPECT_EQ(Normal(std::string("a\0b\x01", 4)), "ab");
}

TEST(NormalizeText, LeavesPlainTextAsItIs) {
  for (const std::string_view plain : {"手机壳 iPhone13", "新城区呼伦贝尔北路12号", "a b", "",
                                       "巴特尔·额尔敦", "水果、蔬菜。"}) {
    EXPECT_TRUE(IsPlainText(plain)) << plain;
    EXPECT_EQ(Normal(plain), plain);
  }
  for (const std::string_view other :
       {" a", "a ", "a  b", "ａ", "a\tb", "é", "\xFF", "丙\u200B酮"}) {
    EXPECT_FALSE(IsPlainText(other)) << other;
  }
}

TEST(NormalizeText, RefusesIllFormedTextAndEmptiesTheOutput) {
  std::string out = "old";
  const Status status = NormalizeText("丙\xC3\x28", out);
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "text is not well-formed UTF-8 at byte 4");
  EXPECT_EQ(out, "");
}

TEST(NormalizeText, RefusesTextAboveTheLimit) {
  std::string out;
  EXPECT_TRUE(NormalizeText(std::string(kTextBytesMax, 'a'), out).ok());
  EXPECT_EQ(out.size(), kTextBytesMax);
  EXPECT_EQ(NormalizeText(std::string(kTextBytesMax + 1, 'a'), out).code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(FoldForMatch(std::string(kTextBytesMax + 1, 'a'), out).code(),
            StatusCode::kInvalidArgument);
  std::string longest;
  while (longest.size() + 3 <= kTextBytesMax) longest.append("\uFDFA");  // 18 characters each
  EXPECT_TRUE(NormalizeText(longest, out).ok());
  EXPECT_GT(out.size(), 10 * longest.size());
}

TEST(NormalizeText, ReusesTheOutputsRoom) {
  std::string out;
  out.reserve(256);
  const char* room = out.data();
  ASSERT_TRUE(NormalizeText("呼伦贝尔北路12号", out).ok());
  EXPECT_EQ(out.data(), room);
}

TEST(FoldForMatch, FoldsCaseWidthAndDashes) {
  EXPECT_EQ(Folded("MDMA"), "mdma");
  EXPECT_EQ(Folded("ＭＤＭＡ"), "mdma");
  EXPECT_EQ(Folded("Straße"), "strasse");
  EXPECT_EQ(Folded("1–苯基—2－丙酮"), "1-苯基-2-丙酮");
  EXPECT_EQ(Folded("JWH‑018"), "jwh-018");
  EXPECT_EQ(Folded("Γ-丁内酯"), "γ-丁内酯");
}

TEST(FoldForMatch, JoinsIdeographs) {
  EXPECT_EQ(Folded("丙 酮"), "丙酮");
  EXPECT_EQ(Folded("丙　酮 500 ml"), "丙酮500 ml");
  EXPECT_EQ(Folded("black  opium"), "black opium");
}

std::string RandomText(std::mt19937& random) {
  static const std::vector<std::string> kPieces = {
      "a",      "Z",      "9",      " ",      "  ",     "\t",     "-",      "—",     "丙",
      "酮",     "ａ",     "ﬁ",      "㎏",     "\u200B", "\u0301", "e",      "\u00B4", "か",
      "\u3099", "\u309B", "ᠮ",      "\u180B", "İ",      "ß",      "Σ",      "\u1E9E", "①",
      "（",     "·",      "\u30FB", "\uFDFA", "ｶﾞ",     "\u0345", "각",     "\u1100", "\u1161",
      "\u2126", "\u212B", "\U0002F800", "\U0001F600", "\u00AD", "\u3000", ",", "。", "x"};
  std::string text;
  const std::size_t size = random() % 12;
  for (std::size_t i = 0; i < size; ++i) text += kPieces[random() % kPieces.size()];
  return text;
}

using Normalizer = Status (*)(std::string_view, std::string&);

TEST(EveryForm, IsAFixedPoint) {
  const std::pair<const char*, Normalizer> kForms[] = {
      {"text", NormalizeText},       {"match", FoldForMatch},
      {"name", NormalizeName},       {"address", NormalizeAddress},
      {"number", NormalizeDocumentNumber}, {"phone", NormalizePhone}};
  std::mt19937 random(20211210);
  for (int i = 0; i < 50000; ++i) {
    const std::string text = RandomText(random);
    for (const auto& [what, normalize] : kForms) {
      std::string once;
      std::string twice;
      ASSERT_TRUE(normalize(text, once).ok());
      ASSERT_TRUE(normalize(once, twice).ok());
      ASSERT_EQ(once, twice) << what << " of '" << text << "'";
      ASSERT_TRUE(IsValidUtf8(once));
    }
  }
}

TEST(EveryForm, RefusesRandomBytesOrKeepsThemWellFormed) {
  std::mt19937 random(5);
  for (int i = 0; i < 20000; ++i) {
    std::string bytes(random() % 10, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    std::string out;
    for (const Normalizer normalize : {NormalizeText, FoldForMatch, NormalizeName,
                                       NormalizeAddress, NormalizeDocumentNumber, NormalizePhone}) {
      const Status status = normalize(bytes, out);
      EXPECT_EQ(status.ok(), IsValidUtf8(bytes));
      EXPECT_TRUE(IsValidUtf8(out));
    }
  }
}

TEST(Placeholder, CountsWhatClerksTypeInsteadOfAnything) {
  for (const std::string_view value :
       {"见面单", "无", "物品", "111", "无名", "测试", "1", "000000", "aaa", "XX", "None", "N/A",
        "未知", "先生", "同上"}) {
    EXPECT_TRUE(IsPlaceholder(value)) << value;
    EXPECT_TRUE(IsBlankOrPlaceholder(value)) << value;
  }
}

TEST(Placeholder, LeavesRealValuesAlone) {
  for (const std::string_view value :
       {"张三", "手机壳", "物品袋", "无线耳机", "A", "112", "测试仪", "见手青", "先生的西装",
        "13800138000", "一二三", "新城区"}) {
    EXPECT_FALSE(IsPlaceholder(value)) << value;
    EXPECT_FALSE(IsBlankOrPlaceholder(value)) << value;
  }
  EXPECT_FALSE(IsPlaceholder(""));
}

TEST(Blank, IsNothingButBlanksAndPunctuation) {
  for (const std::string_view value : {"", " ", "　", "...", "-", "。。", "——", "***", "()", "·"}) {
    EXPECT_TRUE(IsBlankOrPlaceholder(value)) << value;
  }
  EXPECT_FALSE(IsBlankOrPlaceholder("\xFF"));
}

}  // namespace
}  // namespace trigate::model
