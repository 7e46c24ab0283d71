// Compliance counters: what each gate adds, whatever the order of events.

#include <algorithm>
#include <random>

#include "unit/engine/engine_fixture.h"

namespace trigate::engine {
namespace {

/// Adds up what all applied inputs added.
class CountersTest : public EngineTest {
 protected:
  void SendAndCount(std::string_view hub, const model::Event& event) {
    Send(hub, event);
    for (const auto& [key, cell] : out_.counters) AddDifference(key, cell);
  }
  CounterCell Total() const {
    CounterCell total;
    for (const auto& [key, cell] : cells_) Sum(total, cell);
    return total;
  }
  std::map<CounterKey, CounterCell> cells_;

 private:
  static void Sum(GateTally& to, const GateTally& from) {
    to.subject += from.subject;
    to.passed += from.passed;
    to.failed += from.failed;
    to.exempt_letter += from.exempt_letter;
    to.exempt_agreement += from.exempt_agreement;
  }
  static void Sum(CounterCell& to, const CounterCell& from) {
    to.accepted += from.accepted;
    Sum(to.real_name, from.real_name);
    Sum(to.inspection, from.inspection);
    Sum(to.xray, from.xray);
    Sum(to.all_three, from.all_three);
  }
  void AddDifference(const CounterKey& key, const CounterCell& cell) { Sum(cells_[key], cell); }
};

TEST_F(CountersTest, AParcelInOrderPassesAllThree) {
  SendAndCount("a", Inspect("SF1000000000001", At(0)));
  EXPECT_EQ(Total(), CounterCell()) << "nothing counts before the acceptance is known";
  SendAndCount("a", Accept("SF1000000000001", At(1)));
  EXPECT_EQ(Total().accepted, 1);
  EXPECT_EQ(Total().real_name.passed, 1);
  EXPECT_EQ(Total().inspection.passed, 1);
  EXPECT_EQ(Total().xray, (GateTally{1, 0, 0, 0, 0})) << "due and not reported yet";
  EXPECT_EQ(Total().all_three, (GateTally{1, 0, 0, 0, 0}));
  SendAndCount("a", Screen("SF1000000000001", At(30)));
  EXPECT_EQ(Total().xray.passed, 1);
  EXPECT_EQ(Total().all_three.passed, 1);
}

TEST_F(CountersTest, LettersAndAgreementsLeaveNumeratorAndDenominator) {
  model::Event letter = Accept("SF1000000000001", At(0));
  auto& accepted = std::get<model::Accepted>(letter.detail);
  accepted.exemption = model::Exemption::kLetter;
  accepted.identification.reset();
  SendAndCount("a", letter);
  EXPECT_EQ(Total().real_name, (GateTally{0, 0, 0, 1, 0}));
  EXPECT_EQ(Total().inspection, (GateTally{0, 0, 0, 1, 0}));
  EXPECT_EQ(Total().xray.subject, 1) << "a letter is screened like any other";

  model::Event agreement = Accept("SF1000000000002", At(0));
  auto& agreed = std::get<model::Accepted>(agreement.detail);
  agreed.exemption = model::Exemption::kAgreement;
  agreed.agreement = model::Agreement{"X-1", At(1), true};
  agreed.identification.reset();
  SendAndCount("a", agreement);
  EXPECT_EQ(Total().real_name, (GateTally{0, 0, 0, 1, 1}));
}

TEST_F(CountersTest, AnExpiredAgreementExemptsNobody) {
  model::Event agreement = Accept("SF1000000000002", At(0));
  auto& agreed = std::get<model::Accepted>(agreement.detail);
  agreed.exemption = model::Exemption::kAgreement;
  agreed.agreement = model::Agreement{"X-1", At(0), true};
  agreed.identification.reset();
  SendAndCount("a", agreement);
  EXPECT_EQ(Total().real_name, (GateTally{1, 0, 0, 0, 0})) << "subject, and nothing reported";
}

TEST_F(CountersTest, AWrongDocumentIsReportedAndFailed) {
  model::Event event = Accept("SF1000000000001", At(0));
  std::get<model::Accepted>(event.detail).identification->document_number = "150102199001010010";
  SendAndCount("a", event);
  EXPECT_EQ(Total().real_name, (GateTally{1, 0, 1, 0, 0}));
}

TEST_F(CountersTest, AScreenOnAnExpiredMachineDoesNotCount) {
  SendAndCount("a", Accept("SF1000000000001", At(0)));
  model::Event screen = Screen("SF1000000000001", At(5));
  std::get<model::XrayScreened>(screen.detail).device_valid_until = At(5);
  SendAndCount("a", screen);
  EXPECT_EQ(Total().xray, (GateTally{1, 0, 1, 0, 0}));
  SendAndCount("a", Screen("SF1000000000001", At(6)));
  EXPECT_EQ(Total().xray, (GateTally{1, 1, 0, 0, 0})) << "put right";
}

TEST_F(CountersTest, TheSameReportTwiceCountsOnce) {
  SendAndCount("a", Accept("SF1000000000001", At(0)));
  SendAndCount("a", Screen("SF1000000000001", At(5)));
  const auto before = cells_;
  SendAndCount("b", Screen("SF1000000000001", At(5)));
  SendAndCount("a", Accept("SF1000000000001", At(0)));
  EXPECT_EQ(cells_, before);
  EXPECT_EQ(engine_.figures().duplicate_events, 2);
}

TEST_F(CountersTest, ACorrectedAcceptanceMovesTheParcelToItsNewHour) {
  SendAndCount("a", Accept("SF1000000000001", At(0)));
  SendAndCount("a", Accept("SF1000000000001", At(120)));
  EXPECT_EQ(Total().accepted, 1);
  const auto region = model::RegionCode::FromNumber(150100);
  EXPECT_EQ((cells_.at({At(0), model::CarrierId::kSf, 0, region})), CounterCell());
  EXPECT_EQ((cells_.at({At(120), model::CarrierId::kSf, 0, region})).accepted, 1);
}

TEST_F(CountersTest, ALateInspectionDoesNotPassBecauseOfABadOneInTime) {
  SendAndCount("a", Accept("SF1000000000001", At(10)));
  model::Event unmarked = Inspect("SF1000000000001", At(9));
  std::get<model::Inspected>(unmarked.detail).mark_number = "";
  SendAndCount("a", unmarked);
  EXPECT_EQ(Total().inspection, (GateTally{1, 0, 1, 0, 0}));
  SendAndCount("a", Inspect("SF1000000000001", At(3 * 24 * 60)));
  EXPECT_EQ(Total().inspection, (GateTally{1, 0, 1, 0, 0})) << "in order, three days late";
  SendAndCount("a", Inspect("SF1000000000001", At(8)));
  EXPECT_EQ(Total().inspection, (GateTally{1, 1, 0, 0, 0})) << "uploaded late, done in time";
}

TEST_F(CountersTest, ANewPolicyTakesNothingAwayThatWasNeverAdded) {
  SendAndCount("a", Accept("SF1000000000001", At(0)));
  SendAndCount("a", Inspect("SF1000000000001", At(7)));
  EXPECT_EQ(Total().inspection, (GateTally{1, 0, 1, 0, 0})) << "five minutes are allowed";
  std::string text(kPolicyText);
  text += "gates: {inspection_after_accept_max: 10m}\n";
  Apply(PolicyActivated{MustLoad(text)});
  SendAndCount("a", Screen("SF1000000000001", At(30)));
  EXPECT_EQ(Total().inspection, (GateTally{1, 1, 0, 0, 0}));
  EXPECT_EQ(Total().all_three, (GateTally{1, 1, 0, 0, 0}));
}

TEST_F(CountersTest, AParcelStaysInTheRegionOfItsIntake) {
  SendAndCount("a", Accept("SF1000000000001", At(0)));
  Apply(HubOpened{"a", 2, model::RegionCode::FromNumber(150200)});
  SendAndCount("a", Screen("SF1000000000001", At(30)));
  ASSERT_EQ(cells_.size(), 1u);
  EXPECT_EQ(cells_.begin()->first.region, model::RegionCode::FromNumber(150100));
  EXPECT_EQ(cells_.begin()->second.xray, (GateTally{1, 1, 0, 0, 0}));
}

TEST_F(CountersTest, TheOrderOfArrivalDoesNotMatter) {
  std::vector<model::Event> events = {
      Accept("SF1000000000001", At(1)), Inspect("SF1000000000001", At(0)),
      Screen("SF1000000000001", At(30)),
      Move("SF1000000000001", At(40), model::Movement::kDeparted)};
  std::mt19937 random(7);
  std::optional<std::map<CounterKey, CounterCell>> expected;
  for (int round = 0; round < 24; ++round) {
    cells_.clear();
    const std::string waybill = "SF10000001" + std::to_string(10'000 + round);
    for (model::Event& event : events) event.parcel = Key(waybill);
    std::shuffle(events.begin(), events.end(), random);
    for (const model::Event& event : events) SendAndCount("a", event);
    std::erase_if(cells_, [](const auto& entry) { return entry.second == CounterCell(); });
    if (!expected) expected = cells_;
    EXPECT_EQ(cells_, *expected) << "round " << round;
  }
}

}  // namespace
}  // namespace trigate::engine
