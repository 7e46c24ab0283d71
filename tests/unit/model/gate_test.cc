#include "trigate/model/gate.h"

#include <gtest/gtest.h>

#include "trigate/model/document.h"
#include "trigate/model/event.h"
#include "trigate/model/lexicon.h"
#include "trigate/model/route.h"

namespace trigate::model {
namespace {

/// Every value up to `last` has a code that parses back, and a name in both languages.
template <typename E, typename Parse>
void ExpectRoundTrips(int last, Parse parse) {
  for (int i = 0; i <= last; ++i) {
    const E value = static_cast<E>(i);
    const std::string_view code = CodeOf(value);
    EXPECT_NE(code, "UNKNOWN") << i;
    EXPECT_EQ(parse(code), value) << code;
    EXPECT_FALSE(NameOf(value).en.empty()) << code;
    EXPECT_FALSE(NameOf(value).zh.empty()) << code;
  }
  EXPECT_EQ(CodeOf(static_cast<E>(last + 1)), "UNKNOWN");
  EXPECT_EQ(NameOf(static_cast<E>(last + 1)).zh, "未知");
  EXPECT_FALSE(parse("UNKNOWN").has_value());
  EXPECT_FALSE(parse("").has_value());
}

TEST(Enumerations, HaveACodeAndTwoNamesForEveryValue) {
  ExpectRoundTrips<Gate>(3, ParseGate);
  ExpectRoundTrips<Action>(5, ParseAction);
  ExpectRoundTrips<Exemption>(2, ParseExemption);
  ExpectRoundTrips<RouteClass>(5, ParseRouteClass);
  ExpectRoundTrips<TransportMode>(4, ParseTransportMode);
  ExpectRoundTrips<DocumentType>(10, ParseDocumentType);
  ExpectRoundTrips<LexiconId>(8, ParseLexiconId);
}

TEST(ActionOrder, RisesFromReleaseToReport) {
  EXPECT_LT(Action::kRelease, Action::kRescreen);
  EXPECT_LT(Action::kRescreen, Action::kHold);
  EXPECT_LT(Action::kHold, Action::kOpen);
  EXPECT_LT(Action::kOpen, Action::kReport);
  EXPECT_EQ(Stricter(Action::kHold, Action::kRescreen), Action::kHold);
  EXPECT_EQ(Stricter(Action::kHold, Action::kReport), Action::kReport);
  EXPECT_EQ(Stricter(Action::kUnspecified, Action::kRelease), Action::kRelease);
}

TEST(GateNames, AreThoseOfTheLaw) {
  EXPECT_EQ(NameOf(Gate::kRealName).zh, "实名收寄");
  EXPECT_EQ(NameOf(Gate::kInspection).zh, "收寄验视");
  EXPECT_EQ(NameOf(Gate::kXray).zh, "过机安检");
}

TEST(EventKinds, CarryTheNamesOfTheContract) {
  EXPECT_EQ(EventKindName(EventKind::kAccepted), "accepted");
  EXPECT_EQ(EventKindName(EventKind::kXrayScreened), "xray_screened");
  EXPECT_EQ(EventKindName(static_cast<EventKind>(kEventKindCount)), "unknown");
  for (int i = 0; i < kEventKindCount; ++i) {
    EXPECT_NE(EventKindName(static_cast<EventKind>(i)), "unknown") << i;
  }
}

}  // namespace
}  // namespace trigate::model
