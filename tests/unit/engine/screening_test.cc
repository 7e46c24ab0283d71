// Verdicts, findings, scores and flags.

#include "unit/engine/engine_fixture.h"

namespace trigate::engine {
namespace {

using model::Action;
using model::Movement;

TEST_F(EngineTest, ACleanParcelIsReleasedOnceToTheHubThatReportsIt) {
  Send("a", Accept("SF1000000000001", At(0)));
  ASSERT_EQ(out_.verdicts.size(), 1u);
  EXPECT_EQ(out_.verdicts[0].hub, engine_.FindHub("a"));
  EXPECT_EQ(out_.verdicts[0].verdict.action, Action::kRelease);
  EXPECT_EQ(out_.verdicts[0].verdict.sequence, 1);
  EXPECT_TRUE(out_.flags.empty());
  Send("a", Inspect("SF1000000000001", At(1)));
  EXPECT_TRUE(out_.verdicts.empty()) << "nothing changed, so there is nothing to say";
}

TEST_F(EngineTest, AnotherHubThatGetsTheParcelIsToldWhatToDoWithIt) {
  Send("a", Accept("SF1000000000001", At(0)));
  Send("b", Move("SF1000000000001", At(60), Movement::kArrived));
  ASSERT_EQ(out_.verdicts.size(), 1u);
  EXPECT_EQ(out_.verdicts[0].hub, engine_.FindHub("b"));
  EXPECT_EQ(out_.verdicts[0].verdict.verdict_id, 1) << "numbers are the hub's own";
}

TEST_F(EngineTest, DepartureWithoutTheScreenThatIsDueAsksForScreeningAgain) {
  Send("a", Accept("SF1000000000001", At(0)));
  Send("a", Move("SF1000000000001", At(30), Movement::kDeparted));
  ASSERT_EQ(out_.verdicts.size(), 1u);
  EXPECT_EQ(out_.verdicts[0].verdict.action, Action::kRescreen);
  EXPECT_EQ(RuleOf(out_.verdicts[0].verdict.findings), "xray.missing;");
  ASSERT_EQ(out_.flags.size(), 1u);
  EXPECT_EQ(out_.flags[0].flag_id, position_ * kFlagsPerRecordMax);
  EXPECT_EQ(out_.timeline.size(), 2u) << "the acceptance before it belongs to the flag as well";
}

TEST_F(EngineTest, AClearScreenSettlesARequestToScreenAgain) {
  Send("a", Accept("SF1000000000001", At(0)));
  Send("a", Move("SF1000000000001", At(30), Movement::kDeparted));
  Send("a", Screen("SF1000000000001", At(40)));
  ASSERT_EQ(out_.verdicts.size(), 1u);
  EXPECT_EQ(out_.verdicts[0].verdict.action, Action::kRelease);
  EXPECT_EQ(out_.flags.at(0).action, Action::kRescreen) << "the flag keeps the strongest action";
}

TEST_F(EngineTest, ARuleFiresOnceOnAParcel) {
  Send("a", Accept("SF1000000000001", At(0)));
  Send("a", Move("SF1000000000001", At(30), Movement::kDeparted));
  EXPECT_EQ(out_.findings.size(), 1u);
  Send("a", Move("SF1000000000001", At(50), Movement::kDeparted));
  EXPECT_TRUE(out_.findings.empty());
}

TEST_F(EngineTest, WeakIndicatorsCountOnlyTogether) {
  model::Event urgent = Accept("SF1000000000001", At(0));
  std::get<model::Accepted>(urgent.detail).urgent = true;
  Send("a", urgent);
  EXPECT_EQ(out_.verdicts.at(0).verdict.action, Action::kRelease);
  EXPECT_EQ(out_.verdicts.at(0).verdict.score, 3) << "-4.6 + 2 * 0.5 = -3.6";

  model::Event both = Accept("SF1000000000002", At(0));
  std::get<model::Accepted>(both.detail).urgent = true;
  std::get<model::Accepted>(both.detail).quantity = 5;
  std::get<model::Accepted>(both.detail).payment_mode = model::PaymentMode::kCollect;
  Send("a", both);
  EXPECT_EQ(out_.verdicts.at(0).verdict.score, 60) << "-4.6 + 2 + 3 = 0.4";
  EXPECT_EQ(out_.verdicts.at(0).verdict.action, Action::kHold);
  ASSERT_EQ(out_.findings.size(), 2u);
  EXPECT_EQ(out_.findings[0].strength_milli, 1000);
}

TEST_F(EngineTest, AFlagCarriesFindingsThatWereRaisedBeforeIt) {
  model::Event urgent = Accept("SF1000000000001", At(0));
  std::get<model::Accepted>(urgent.detail).urgent = true;
  Send("a", urgent);
  const std::int64_t first = position_;
  EXPECT_TRUE(out_.findings.empty()) << "not a flag yet";
  Send("a", Screen("SF1000000000001", At(10), model::XrayResult::kSuspect));
  ASSERT_EQ(out_.findings.size(), 2u);
  EXPECT_EQ(out_.findings[0].position, first);
  EXPECT_EQ(out_.findings[0].strength_milli, 500);
  EXPECT_EQ(out_.findings[0].ordinal, 0);
  EXPECT_EQ(out_.findings[1].ordinal, 1);
}

TEST_F(EngineTest, ARuleThatErrsIsAThirdOutcomeAndTheOthersStillCount) {
  Send("a", Accept("SF1000000000001", At(0)));
  model::Weighed weighed;
  weighed.weight_g = 500;  // division by zero in broken.rule
  Send("a", Make("SF1000000000001", At(5), weighed));
  ASSERT_EQ(out_.verdicts.size(), 1u);
  EXPECT_EQ(RuleOf(out_.verdicts[0].verdict.errors), "broken.rule;");
  EXPECT_EQ(RuleOf(out_.verdicts[0].verdict.findings), "");
  EXPECT_EQ(out_.verdicts[0].verdict.action, Action::kRelease);
  std::int64_t errors = 0;
  for (const std::int64_t count : engine_.rule_errors()) errors += count;
  EXPECT_EQ(errors, 1);
}

TEST_F(EngineTest, AReleaseByAnAuthoritySettlesTheHold) {
  Send("a", Accept("SF1000000000001", At(0)));
  Send("a", Screen("SF1000000000001", At(10), model::XrayResult::kSuspect));
  EXPECT_EQ(out_.verdicts.at(0).verdict.action, Action::kHold);
  Send("a", Make("SF1000000000001", At(20), model::Released{"禁毒支队", "查验无异常"}));
  EXPECT_EQ(out_.verdicts.at(0).verdict.action, Action::kRelease);
}

TEST_F(EngineTest, VerdictsWaitUntilTheHubAcknowledgesThem) {
  Send("a", Accept("SF1000000000001", At(0)));
  Send("a", Accept("SF1000000000002", At(1)));
  const HubId a = engine_.FindHub("a");
  EXPECT_EQ(engine_.PendingVerdicts(a, 0, 10).size(), 2u);
  EXPECT_EQ(engine_.PendingVerdicts(a, 1, 10).size(), 1u);
  Apply(VerdictAck{"a", 1});
  ASSERT_EQ(engine_.PendingVerdicts(a, 0, 10).size(), 1u);
  EXPECT_EQ(engine_.PendingVerdicts(a, 0, 10)[0].verdict_id, 2);
  Apply(VerdictAck{"a", 999});
  EXPECT_EQ(engine_.hub(a).acked_verdict_id, 2) << "an id that was never given is no promise";
}

}  // namespace
}  // namespace trigate::engine
