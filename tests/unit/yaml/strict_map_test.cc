// Strict reading of YAML mappings: every mistake is reported once, with its place.

#include "trigate/yaml/strict_map.h"

#include <gtest/gtest.h>

#include <functional>

namespace trigate::yaml {
namespace {

class Recorder final : public Faults {
 public:
  void Add(std::uint32_t line, std::uint32_t column, std::string_view subject,
           std::string message) override {
    text += std::to_string(line) + ":" + std::to_string(column) + " " + std::string(subject) + ": " +
            message + "\n";
  }
  std::string text;
};

/// What is reported of `yaml` when it is read by `read` as a mapping named "thing".
std::string FaultsOf(const std::string& yaml, const std::function<void(StrictMap&)>& read) {
  Recorder recorder;
  {
    StrictMap map(YAML::Load(yaml), "thing", "s", &recorder);
    read(map);
  }
  return recorder.text;
}

TEST(StrictMapTest, ReadsEveryType) {
  const std::string yaml =
      "text: abc\nnumber: 42\nshare: -1.5\ntime: 15m\nlist: [a, b]\none: c\nchild: {x: 1}\n";
  const std::string faults = FaultsOf(yaml, [](StrictMap& map) {
    const Located text = map.Text("text", true);
    EXPECT_EQ(text.text, "abc");
    EXPECT_EQ(text.line, 1u);
    EXPECT_EQ(text.column, 7u);
    EXPECT_EQ(map.Integer("number", 0, 100, 7), 42);
    EXPECT_EQ(map.Milli("share", -2'000, 2'000, 0), -1'500);
    EXPECT_EQ(map.Duration("time", Millis(1)), std::chrono::minutes(15));
    EXPECT_EQ(map.Texts("list", true).size(), 2u);
    ASSERT_EQ(map.Texts("one", true).size(), 1u);
    EXPECT_TRUE(map.Child("child", true).IsMap());
  });
  EXPECT_EQ(faults, "");
}

TEST(StrictMapTest, MissingKeysGiveTheFallbackUnlessTheyAreRequired) {
  const std::string faults = FaultsOf("{}", [](StrictMap& map) {
    EXPECT_FALSE(map.Text("name", false).given());
    EXPECT_EQ(map.Integer("number", 0, 100, 7), 7);
    EXPECT_EQ(map.Duration("time", Millis(9)), Millis(9));
    EXPECT_FALSE(map.Child("child", false).IsDefined());
    EXPECT_FALSE(map.Text("needed", true).given());
  });
  EXPECT_EQ(faults, "1:1 s: thing lacks the key 'needed'\n");
}

TEST(StrictMapTest, AKeyThatNobodyAskedForIsAMistake) {
  EXPECT_EQ(FaultsOf("known: 1\nunknwon: 2\n",
                     [](StrictMap& map) { map.Integer("known", 0, 9, 0); }),
            "2:1 s: unknown key 'unknwon' in thing\n");
}

TEST(StrictMapTest, ANumberOutOfRangeSaysWhatWouldBeRight) {
  const auto read = [](StrictMap& map) { EXPECT_EQ(map.Integer("port", 1, 65'535, 80), 80); };
  EXPECT_EQ(FaultsOf("port: 70000", read),
            "1:7 s: 'port' must be a whole number from 1 to 65535\n");
  EXPECT_EQ(FaultsOf("port: 8x", read), "1:7 s: 'port' must be a whole number from 1 to 65535\n");
}

TEST(StrictMapTest, ADurationNeedsItsUnit) {
  for (const char* wrong : {"15", "m", "-3m", "0s", "1.5h", "99999999999999999999d"}) {
    const std::string faults =
        FaultsOf(std::string("time: ") + wrong, [](StrictMap& map) {
          EXPECT_EQ(map.Duration("time", Millis(4)), Millis(4));
        });
    EXPECT_NE(faults.find("1:7 s: 'time' must be"), std::string::npos) << wrong << ": " << faults;
  }
}

TEST(StrictMapTest, WhatIsNoMappingIsReportedOnce) {
  const std::string faults = FaultsOf("[1, 2]", [](StrictMap& map) {
    map.Text("a", true);
    map.Integer("b", 0, 1, 0);
  });
  EXPECT_EQ(faults, "1:1 s: thing must be a mapping of keys to values\n");
}

}  // namespace
}  // namespace trigate::yaml
