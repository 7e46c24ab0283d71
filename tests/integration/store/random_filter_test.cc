// Two evaluators: random filters over random flags, once by the store, once by a plain walk over
// the same rows in memory. Prints its seed when they disagree.

#include <algorithm>
#include <random>
#include <set>

#include "integration/store/store_fixture.h"
#include "store/filter/checker.h"

namespace trigate::store {
namespace {

constexpr int kFlags = 1'500;

struct Known {
  FlagRow flag;
  std::set<std::string> rules;
  std::set<int> gates;
  std::string phone;
};

class RandomFilterTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    std::mt19937 random(20210901);
    const auto pick = [&](int below) {
      return static_cast<int>(random() % static_cast<unsigned>(below));
    };
    SinkBatch batch;
    for (int n = 0; n < kFlags; ++n) {
      Known known;
      FlagRow& flag = known.flag;
      flag = MakeFlag(n + 1, Next(), n);
      flag.carrier =
          std::vector<std::string>{"SF", "YTO", "ZTO"}[static_cast<std::size_t>(pick(3))];
      flag.region_code = 150100 + 100 * pick(3) + pick(3);
      flag.hub = "hub-" + std::to_string(pick(20));
      flag.score = static_cast<std::int16_t>(pick(101));
      flag.peak_score = static_cast<std::int16_t>(pick(101));
      flag.action = static_cast<std::int16_t>(1 + pick(5));
      flag.flagged_at = kCampaignStart + std::chrono::minutes(pick(300));  // many ties
      flag.updated_at = kCampaignStart + std::chrono::minutes(pick(300));
      if (pick(4) == 0) flag.accepted_at.reset();
      known.phone = "1380013800" + std::to_string(pick(10));
      WaybillRow waybill = MakeWaybill(flag.flag_id, Next());
      waybill.sender.phone = known.phone;
      for (int k = pick(3); k > 0; --k) {
        FindingRow finding = MakeFinding(flag.flag_id, Next(), "r" + std::to_string(pick(12)),
                                         static_cast<std::int16_t>(pick(4)));
        if (!known.rules.insert(finding.rule_id).second) continue;
        known.gates.insert(finding.gate);
        batch.findings.push_back(finding);
      }
      batch.flags.push_back(flag);
      batch.waybills.push_back(waybill);
      known_.push_back(std::move(known));
    }
    ApplyNext(batch);
  }

  std::vector<Known> known_;
};

template <typename T>
bool Compare(const T& a, CompareOp op, const T& b) {
  switch (op) {
    case CompareOp::kEqual:
      return a == b;
    case CompareOp::kNotEqual:
      return a != b;
    case CompareOp::kLess:
      return a < b;
    case CompareOp::kLessEqual:
      return a <= b;
    case CompareOp::kGreater:
      return a > b;
    case CompareOp::kGreaterEqual:
      return a >= b;
    case CompareOp::kPresent:
      return true;
  }
  return false;
}

bool CompareText(const std::string& a, const Test& test) {
  const bool same = test.prefix ? a.starts_with(test.text) : a == test.text;
  return same == (test.op != CompareOp::kNotEqual);
}

bool Holds(const Known& known, const Test& test) {
  const FlagRow& flag = known.flag;
  switch (test.field) {
    case FlagField::kCarrier:
      return CompareText(flag.carrier, test);
    case FlagField::kHub:
      return CompareText(flag.hub, test);
    case FlagField::kScore:
      return Compare<std::int64_t>(flag.score, test.op, test.number);
    case FlagField::kPeakScore:
      return Compare<std::int64_t>(flag.peak_score, test.op, test.number);
    case FlagField::kAction:
      return Compare<std::int64_t>(flag.action, test.op, test.number);
    case FlagField::kFlagTime:
      return Compare(flag.flagged_at, test.op, test.time);
    case FlagField::kUpdateTime:
      return Compare(flag.updated_at, test.op, test.time);
    case FlagField::kAcceptTime:
      return flag.accepted_at && Compare(*flag.accepted_at, test.op, test.time);
    case FlagField::kRegion: {
      std::int64_t code = flag.region_code;
      while (code >= 100 && code > test.number * 10) code /= 100;
      return Compare(code, test.op, test.number);
    }
    case FlagField::kGate:
      return known.gates.contains(static_cast<int>(test.number)) ==
             (test.op != CompareOp::kNotEqual);
    case FlagField::kRule: {
      const bool any =
          std::any_of(known.rules.begin(), known.rules.end(), [&](const std::string& rule) {
            return test.op == CompareOp::kPresent ||
                   (test.prefix ? rule.starts_with(test.text) : rule == test.text);
          });
      return any == (test.op != CompareOp::kNotEqual);
    }
    case FlagField::kPhone:
    case FlagField::kSenderPhone:
      return known.phone == test.text;
    case FlagField::kRecipientPhone:
      return false;
    default:
      return true;  // state: every flag has the one there is
  }
}

bool Holds(const Known& known, const Condition& condition) {
  const auto holds = [&](const Condition& child) { return Holds(known, child); };
  const auto& children = condition.children;
  switch (condition.kind) {
    case Condition::Kind::kAnd:
      return std::all_of(children.begin(), children.end(), holds);
    case Condition::Kind::kOr:
      return std::any_of(children.begin(), children.end(), holds);
    case Condition::Kind::kNot:
      return !Holds(known, children.front());
    case Condition::Kind::kTest:
      return Holds(known, condition.test);
  }
  return false;
}

/// A random filter, as text.
class Writer {
 public:
  explicit Writer(std::uint32_t seed) : random_(seed) {}

  std::string Filter(int depth) {
    const int parts = 1 + Pick(3);
    std::string text;
    for (int n = 0; n < parts; ++n) {
      if (n > 0)
        text += std::vector<std::string>{" AND ", " OR ", " "}[static_cast<std::size_t>(Pick(3))];
      if (Pick(5) == 0) text += Pick(2) ? "NOT " : "-";
      text += depth > 0 && Pick(3) == 0 ? "(" + Filter(depth - 1) + ")" : Restriction();
    }
    return text;
  }

  int Pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

 private:
  std::string Order() {
    return std::vector<std::string>{
        " = ", " != ", " < ", " <= ", " > ", " >= "}[static_cast<std::size_t>(Pick(6))];
  }
  std::string Time() { return FormatRfc3339(kCampaignStart + std::chrono::minutes(Pick(300))); }
  std::string Restriction() {
    switch (Pick(12)) {
      case 0:
        return "carrier" + std::string(Pick(2) ? " = " : " != ") + (Pick(2) ? "SF" : "YTO");
      case 1:
        return "hub = hub-" + std::to_string(Pick(20));
      case 2:
        return "hub = \"hub-1*\"";
      case 3:
        return "score" + Order() + std::to_string(Pick(101));
      case 4:
        return "peak_score" + Order() + std::to_string(Pick(101));
      case 5:
        return "action" + Order() + (Pick(2) ? "HOLD" : "REPORT");
      case 6:
        return "flag_time" + Order() + Time();
      case 7:
        return "accept_time" + std::string(Pick(3) ? " < " + Time() : ":*");
      case 8:
        return "region = " + std::vector<std::string>{"15", "1502", "150101",
                                                      "150300"}[static_cast<std::size_t>(Pick(4))];
      case 9:
        return "gate" + std::string(Pick(3) ? " = " : " != ") + (Pick(2) ? "XRAY" : "REAL_NAME");
      case 10:
        return Pick(4) ? "rule:r" + std::to_string(Pick(12)) : "rule:\"r1*\"";
      default:
        return "phone = 1380013800" + std::to_string(Pick(10));
    }
  }
  std::mt19937 random_;
};

TEST_F(RandomFilterTest, TheStoreAndAPlainWalkAgree) {
  const std::vector<std::string> orders = {"flag_time desc",  "flag_time",        "score desc",
                                           "peak_score desc", "update_time desc", "update_time"};
  for (std::uint32_t seed = 1; seed <= 250; ++seed) {
    Writer writer(seed);
    const std::string filter = writer.Filter(2);
    const std::string order = orders[static_cast<std::size_t>(writer.Pick(6))];
    const int page_size = 1 + writer.Pick(300);
    const auto condition = CompileFilter(filter);
    ASSERT_TRUE(condition.ok()) << filter << ": " << condition.status().ToString();
    std::vector<const Known*> expected;
    for (const Known& known : known_) {
      if (Holds(known, **condition)) expected.push_back(&known);
    }
    const auto key = [&](const Known* k) -> std::pair<std::int64_t, FlagId> {
      const FlagRow& f = k->flag;
      const std::int64_t value = order.starts_with("flag_time")     ? ToUnixMillis(f.flagged_at)
                                 : order.starts_with("update_time") ? ToUnixMillis(f.updated_at)
                                 : order.starts_with("score")       ? f.score
                                                                    : f.peak_score;
      return {value, f.flag_id};
    };
    std::sort(expected.begin(), expected.end(), [&](const Known* a, const Known* b) {
      return order.ends_with("desc") ? key(a) > key(b) : key(a) < key(b);
    });
    std::vector<FlagId> ids;
    for (const Known* known : expected) ids.push_back(known->flag.flag_id);
    ASSERT_EQ(Find(filter, Scope::Everything(), order, page_size), ids)
        << "seed " << seed << ": " << filter << " | " << order << " | " << page_size;
  }
}

}  // namespace
}  // namespace trigate::store
