// Time: deadlines and expiry, all by ticks.

#include "engine/state.h"
#include "unit/engine/engine_fixture.h"

namespace trigate::engine {
namespace {

using model::Action;

TEST_F(EngineTest, NoScreenWithinADayIsAFindingForTheHubWhereTheParcelWasLastSeen) {
  TickTo(At(0));
  Send("a", Accept("SF1000000000001", At(0)));
  Send("b", Move("SF1000000000001", At(60), model::Movement::kArrived));
  TickTo(At(24 * 60 - 1));
  EXPECT_TRUE(out_.verdicts.empty());
  TickTo(At(24 * 60));
  ASSERT_EQ(out_.verdicts.size(), 1u);
  EXPECT_EQ(out_.verdicts[0].hub, engine_.FindHub("b"));
  EXPECT_EQ(out_.verdicts[0].verdict.action, Action::kHold);
  EXPECT_EQ(RuleOf(out_.verdicts[0].verdict.findings), "xray.late;");
}

TEST_F(EngineTest, AScreenInTimeLeavesNothingToFind) {
  TickTo(At(0));
  Send("a", Accept("SF1000000000001", At(0)));
  Send("a", Screen("SF1000000000001", At(30)));
  TickTo(At(25 * 60));
  EXPECT_TRUE(out_.verdicts.empty());
}

TEST_F(EngineTest, EvidenceUploadedLateGetsItsGrace) {
  TickTo(At(72 * 60));
  Send("a", Accept("SF1000000000001", At(0)));
  TickTo(At(72 * 60 + 59));
  EXPECT_TRUE(out_.verdicts.empty()) << "accepted three days ago, but heard of just now";
  TickTo(At(72 * 60 + 60));
  EXPECT_EQ(out_.verdicts.size(), 1u);
}

TEST_F(EngineTest, ASuspicionThatNobodyReportsIsEscalated) {
  TickTo(At(0));
  Send("a", Accept("SF1000000000001", At(0)));
  Send("a", Screen("SF1000000000001", At(10), model::XrayResult::kSuspect));
  TickTo(At(24));
  EXPECT_TRUE(out_.verdicts.empty());
  TickTo(At(25));
  ASSERT_EQ(out_.verdicts.size(), 1u);
  EXPECT_EQ(out_.verdicts[0].verdict.action, Action::kReport);
}

TEST_F(EngineTest, ARestoredEngineLooksAtTheSameParcelsOfACrowdedTick) {
  // Suspicions bring deadlines forward and leave stale entries, which a snapshot does not carry.
  TickTo(At(0));
  for (std::size_t i = 0; i < kDuePerTickMax + 10; ++i) {
    const std::string waybill = "SF" + std::to_string(1'000'000'000'000 + i);
    Send("a", Accept(waybill, At(0)));
    Send("a", Screen(waybill, At(10), model::XrayResult::kSuspect));
  }
  TickTo(At(25));
  TickTo(At(26));
  TextSnapshot snapshot;
  ASSERT_TRUE(engine_.Save(snapshot).ok());
  Engine restored;
  ASSERT_TRUE(restored.Restore(snapshot).ok());
  TickTo(At(24 * 60));
  Output output;
  restored.Apply({position_, kStart}, Tick{At(24 * 60)}, output);
  EXPECT_EQ(output.verdicts.size(), out_.verdicts.size());
  EXPECT_EQ(Saved(restored), Saved(engine_));
}

TEST_F(EngineTest, ATimelyReportEndsTheWait) {
  TickTo(At(0));
  Send("a", Accept("SF1000000000001", At(0)));
  Send("a", Screen("SF1000000000001", At(10), model::XrayResult::kSuspect));
  Send("a", Make("SF1000000000001", At(12), model::Reported{"R-1", "禁毒支队", "粉末"}));
  TickTo(At(60));
  EXPECT_TRUE(out_.verdicts.empty());
}

TEST_F(EngineTest, AnIdleParcelIsForgottenAfterAWeekAndADeliveredOneAfterFourDays) {
  TickTo(At(0));
  Send("a", Accept("SF1000000000001", At(0)));
  Send("a", Accept("SF1000000000002", At(0)));
  Send("a", Move("SF1000000000002", At(5), model::Movement::kDelivered));
  EXPECT_EQ(engine_.figures().parcels_in_flight, 2);
  TickTo(At(4 * 24 * 60 - 1));
  EXPECT_EQ(engine_.figures().parcels_in_flight, 2) << "evidence still counts";
  TickTo(At(4 * 24 * 60));
  EXPECT_EQ(engine_.figures().parcels_in_flight, 1);
  TickTo(At(7 * 24 * 60 - 1));
  EXPECT_EQ(engine_.figures().parcels_in_flight, 1);
  TickTo(At(7 * 24 * 60));
  EXPECT_EQ(engine_.figures().parcels_in_flight, 0);
  Send("a", Accept("SF1000000000001", At(8 * 24 * 60)));
  EXPECT_EQ(engine_.figures().parcels_seen, 3) << "the number is used again: another parcel";
}

TEST_F(EngineTest, TimeNeverGoesBack) {
  TickTo(At(100));
  TickTo(At(50));
  EXPECT_EQ(engine_.now(), At(100));
}

}  // namespace
}  // namespace trigate::engine
