// Replay and snapshots: the same journal gives the same state, whether from the beginning or from any
// snapshot on the way.

#include <random>

#include "unit/engine/engine_fixture.h"

namespace trigate::engine {
namespace {

/// A stream of inputs that own their events.
struct Step {
  std::deque<model::Event> events;
  Input input;
};

class ReplayTest : public ::testing::Test {
 protected:
  static std::vector<std::unique_ptr<Step>> History(unsigned seed, int length) {
    std::mt19937 random(seed);
    const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    std::vector<std::unique_ptr<Step>> steps;
    const auto add = [&](Input input) {
      steps.push_back(std::make_unique<Step>());
      steps.back()->input = std::move(input);
    };
    add(PolicyActivated{MustLoad(kPolicyText)});
    add(HubOpened{"a", 1, model::RegionCode::FromNumber(150100)});
    add(HubOpened{"b", 1, model::RegionCode::FromNumber(110100)});
    std::int64_t sequences[2] = {0, 0};
    for (int minute = 0; minute < length; ++minute) {
      if (minute % 7 == 0) add(Tick{At(minute * 90)});
      if (minute % 13 == 0) add(VerdictAck{minute % 2 == 0 ? "a" : "b", minute / 4});
      if (minute % 50 == 49) {
        WatchEntryAdded entry;
        entry.request_id = minute % 100 == 49 ? "odd" : "even";
        entry.kind = WatchKind::kDocument;
        entry.link_key = 31;
        add(entry);
      }
      steps.push_back(std::make_unique<Step>());
      Step& step = *steps.back();
      const std::string waybill = "SF10000000" + std::to_string(10'000 + pick(40));
      switch (pick(5)) {
        case 0: step.events.push_back(Accept(waybill, At(minute))); break;
        case 1: step.events.push_back(Inspect(waybill, At(minute))); break;
        case 2:
          step.events.push_back(Screen(waybill, At(minute), pick(5) == 0
                                                                ? model::XrayResult::kSuspect
                                                                : model::XrayResult::kClear));
          break;
        case 3: step.events.push_back(Move(waybill, At(minute), model::Movement::kDeparted)); break;
        default: step.events.push_back(Move(waybill, At(minute), model::Movement::kDelivered));
      }
      static constexpr std::uint32_t kIndex = 0;
      const int hub = pick(2);
      step.input = Batch{.hub = hub == 0 ? "a" : "b", .first_sequence = ++sequences[hub],
                         .event_count = 1, .skipped_count = 0,
                         .events = {&step.events.front(), 1}, .indices = {&kIndex, 1}};
    }
    return steps;
  }

  static void Run(Engine& engine, const std::vector<std::unique_ptr<Step>>& steps,
                  std::size_t from, std::size_t to, Output& output) {
    for (std::size_t i = from; i < to; ++i) {
      engine.Apply({static_cast<std::int64_t>(i + 1), kStart}, steps[i]->input, output);
    }
  }
};

TEST_F(ReplayTest, ReplayFromNothingGivesTheSameBytesAndTheSameResults) {
  const auto steps = History(1, 600);
  Engine first;
  Engine second(1'000'000);  // another size of tables must not show
  Output first_output;
  Output second_output;
  Run(first, steps, 0, steps.size(), first_output);
  Run(second, steps, 0, steps.size(), second_output);
  EXPECT_EQ(Saved(first), Saved(second));
  EXPECT_EQ(first_output.counters, second_output.counters);
  EXPECT_EQ(first_output.hub_hours, second_output.hub_hours);
  ASSERT_EQ(first_output.verdicts.size(), second_output.verdicts.size());
  for (std::size_t i = 0; i < first_output.verdicts.size(); ++i) {
    const Verdict& a = first_output.verdicts[i].verdict;
    const Verdict& b = second_output.verdicts[i].verdict;
    EXPECT_EQ(a.verdict_id, b.verdict_id);
    EXPECT_EQ(a.action, b.action);
    EXPECT_EQ(a.score, b.score);
    EXPECT_EQ(a.findings, b.findings);
  }
  EXPECT_GT(first.figures().flags, 0) << "the history must be worth something";
  EXPECT_GT(first.figures().parcels_seen, first.figures().parcels_in_flight);
}

TEST_F(ReplayTest, GoingOnFromAnySnapshotEndsInTheSameState) {
  const auto steps = History(2, 400);
  Engine whole;
  Output ignored;
  Run(whole, steps, 0, steps.size(), ignored);
  const std::string expected = Saved(whole);
  for (const std::size_t cut : {std::size_t{3}, std::size_t{50}, std::size_t{200}, steps.size()}) {
    Engine before;
    Run(before, steps, 0, cut, ignored);
    TextSnapshot snapshot;
    ASSERT_TRUE(before.Save(snapshot).ok());
    Engine after;
    ASSERT_TRUE(after.Restore(snapshot).ok()) << "cut at " << cut;
    EXPECT_EQ(Saved(after), snapshot.text());
    Run(after, steps, cut, steps.size(), ignored);
    EXPECT_EQ(Saved(after), expected) << "cut at " << cut;
  }
}

TEST_F(ReplayTest, ADamagedSnapshotIsRefused) {
  const auto steps = History(3, 50);
  Engine engine;
  Output ignored;
  Run(engine, steps, 0, steps.size(), ignored);
  const std::string good = Saved(engine);
  for (const std::size_t cut : {std::size_t{0}, std::size_t{3}, good.size() / 2, good.size() - 1}) {
    TextSnapshot snapshot;
    ASSERT_TRUE(snapshot.Write(good.substr(0, cut)).ok());
    Engine fresh;
    EXPECT_EQ(fresh.Restore(snapshot).code(), StatusCode::kDataLoss) << "cut at " << cut;
  }
  TextSnapshot other;
  ASSERT_TRUE(other.Write("XXXX" + good.substr(4)).ok());
  Engine fresh;
  EXPECT_EQ(fresh.Restore(other).code(), StatusCode::kDataLoss);
}

TEST_F(EngineTest, EventsThatWereDurableBeforeAreNotFoldedAgain) {
  const model::Event events[2] = {Accept("SF1000000000001", At(0)),
                                  Accept("SF1000000000002", At(1))};
  const std::uint32_t indices[2] = {0, 1};
  Apply(Batch{.hub = "a", .first_sequence = 1, .event_count = 2, .skipped_count = 1,
              .events = events, .indices = indices});
  EXPECT_EQ(engine_.figures().events, 1);
  EXPECT_EQ(engine_.hub(engine_.FindHub("a")).durable_sequence, 2);
}

TEST_F(EngineTest, ANewPolicyKeepsFindingsOfRulesThatItStillHas) {
  Send("a", Accept("SF1000000000001", At(0)));
  Send("a", Move("SF1000000000001", At(30), model::Movement::kDeparted));
  std::string text(kPolicyText);
  const std::size_t begin = text.find("  - id: xray.late");
  text.erase(begin, text.find("  - id: suspect.unreported") - begin);
  text.replace(text.find("test-1"), 6, "test-2");
  text += R"(
  - id: new.rule
    gate: none
    when: weighed.weight_g == 7
    action: HOLD
    source: test
    message: {zh: 新, en: new}
)";
  Apply(PolicyActivated{MustLoad(text)});
  Send("a", Move("SF1000000000001", At(40), model::Movement::kDeparted));
  EXPECT_TRUE(out_.findings.empty()) << "xray.missing has fired on this parcel";
  model::Weighed weighed;
  weighed.weight_g = 7;
  Send("a", Make("SF1000000000001", At(50), weighed));
  EXPECT_EQ(RuleOf(out_.verdicts.at(0).verdict.findings), "xray.missing;new.rule;");
  TextSnapshot snapshot;
  ASSERT_TRUE(engine_.Save(snapshot).ok());
  Engine restored;
  ASSERT_TRUE(restored.Restore(snapshot).ok());
  EXPECT_EQ(restored.current_policy()->version(), "test-2");
  EXPECT_EQ(Saved(restored), snapshot.text());
}

}  // namespace
}  // namespace trigate::engine
