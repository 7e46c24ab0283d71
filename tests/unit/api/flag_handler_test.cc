#include <gmock/gmock.h>

#include <atomic>

#include "unit/api/handler_fixture.h"

namespace trigate::api {
namespace {

using testing::HandlerFixture;
using testing::MakeFlag;
using ::testing::ElementsAre;

class FlagHandlerTest : public HandlerFixture {
 protected:
  FlagHandlerTest() {
    flags_.details = {MakeFlag(4294967299, 150102, "hohhot-01"), MakeFlag(2, 150202, "baotou-01"),
                      MakeFlag(3, 110101, "beijing-01")};
  }
};

TEST_F(FlagHandlerTest, ListsTheFlagsOfTheCallersRegions) {
  flags_.next_page_token = "next";
  v1::ListFlagsRequest request;
  request.set_filter("score >= 60");
  request.set_order_by("score desc");
  request.set_page_size(10);
  const auto page = flag_handler_.ListFlags(As("investigator/wang"), request);
  ASSERT_TRUE(page.ok()) << page.status().ToString();
  ASSERT_EQ(page->flags_size(), 1);
  const v1::Flag& flag = page->flags(0);
  EXPECT_EQ(flag.name(), "flags/4294967299");
  EXPECT_EQ(flag.hub(), "hubs/hohhot-01");
  EXPECT_EQ(flag.region_name(), "新城区");
  EXPECT_EQ(flag.action(), v1::ACTION_HOLD);
  EXPECT_EQ(flag.flag_time().seconds(), 1631678400);
  EXPECT_EQ(flag.flag_time().nanos(), 123000000);
  EXPECT_FALSE(flag.has_accept_time());
  EXPECT_EQ(flag.findings(0).finding().gate(), v1::GATE_XRAY);
  EXPECT_EQ(flag.findings(0).weight_milli(), 1500);
  EXPECT_EQ(page->next_page_token(), "next");
  EXPECT_EQ(flags_.last_query.filter, "score >= 60");
  EXPECT_EQ(flags_.last_query.order_by, "score desc");
  EXPECT_EQ(flags_.last_query.page_size, 10);
}

TEST_F(FlagHandlerTest, NamesEveryFieldThatIsWrong) {
  v1::ListFlagsRequest request;
  request.set_filter(std::string(2049, 'a'));
  request.set_order_by(std::string(65, 'a'));
  request.set_page_size(1001);
  request.set_page_token(std::string(4097, 'a'));
  const auto page = flag_handler_.ListFlags(As("investigator/wang"), request);
  EXPECT_EQ(page.status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(Fields(page.status()), ElementsAre("filter", "order_by", "page_size", "page_token"));
  request = {};
  request.set_page_size(-1);
  EXPECT_THAT(Fields(flag_handler_.ListFlags(As("investigator/wang"), request).status()),
              ElementsAre("page_size"));
}

TEST_F(FlagHandlerTest, AFlagElsewhereDoesNotExist) {
  v1::GetFlagRequest request;
  request.set_name("flags/3");
  const auto elsewhere = flag_handler_.GetFlag(As("investigator/wang"), request);
  request.set_name("flags/99");
  const auto nowhere = flag_handler_.GetFlag(As("investigator/wang"), request);
  EXPECT_EQ(elsewhere.status().code(), StatusCode::kNotFound);
  EXPECT_EQ(nowhere.status().code(), StatusCode::kNotFound);
  EXPECT_EQ(elsewhere.status().message(), "flags/3 does not exist");
  EXPECT_EQ(nowhere.status().message(), "flags/99 does not exist");
}

TEST_F(FlagHandlerTest, AskingForAFlagElsewhereLeavesATrace) {
  v1::GetFlagRequest request;
  request.set_name("flags/3");
  request.set_reveal_reason("case 2021-118, identify the sender");
  EXPECT_FALSE(flag_handler_.GetFlag(As("investigator/wang"), request).ok());
  v1::ListRelatedFlagsRequest related;
  related.set_name("flags/3");
  EXPECT_FALSE(flag_handler_.ListRelatedFlags(As("investigator/wang"), related).ok());
  ASSERT_EQ(audit_.records().size(), 2u);
  EXPECT_EQ(audit_.records()[0].target, "RevealFlag flags/3");
  EXPECT_EQ(audit_.records()[0].outcome, "NOT_FOUND");
  EXPECT_EQ(audit_.records()[1].target, "ListRelatedFlags flags/3");
}

TEST_F(FlagHandlerTest, PersonalDataIsMaskedWithoutAReason) {
  v1::GetFlagRequest request;
  request.set_name("flags/4294967299");
  const auto flag = flag_handler_.GetFlag(As("investigator/wang"), request);
  ASSERT_TRUE(flag.ok());
  EXPECT_EQ(flag->parties().sender().name(), "张*");
  EXPECT_EQ(flag->parties().sender().region_name(), "新城区");
  EXPECT_EQ(flag->timeline(0).kind(), "accepted");
  EXPECT_TRUE(flags_.reveals.empty());
  EXPECT_EQ(metrics_.reveals.value(), 0u);
}

TEST_F(FlagHandlerTest, AReasonRevealsAndIsHandedToTheAudit) {
  v1::GetFlagRequest request;
  request.set_name("flags/4294967299");
  request.set_reveal_reason("case 2021-117, sender to be heard");
  const auto flag = flag_handler_.GetFlag(As("investigator/wang"), request);
  ASSERT_TRUE(flag.ok());
  EXPECT_EQ(flag->parties().sender().name(), "张三");
  ASSERT_EQ(flags_.reveals.size(), 1u);
  EXPECT_EQ(flags_.reveals[0].principal, "investigator/wang");
  EXPECT_EQ(flags_.reveals[0].role, "investigator");
  EXPECT_EQ(flags_.reveals[0].reason, request.reveal_reason());
  EXPECT_EQ(flags_.reveals[0].at, clock_.Now());
  EXPECT_EQ(metrics_.reveals.value(), 1u);
}

TEST_F(FlagHandlerTest, AReasonHasTenTo512BytesAndNoIdentityNumber) {
  v1::GetFlagRequest request;
  request.set_name("flags/4294967299");
  for (const std::string& reason :
       {std::string(9, 'x'), std::string(513, 'x'),
        std::string("sender 11010519491231002X asked")}) {
    request.set_reveal_reason(reason);
    const auto flag = flag_handler_.GetFlag(As("investigator/wang"), request);
    EXPECT_THAT(Fields(flag.status()), ElementsAre("reveal_reason")) << reason;
  }
  EXPECT_TRUE(flags_.reveals.empty());
  for (const std::size_t length : {10u, 512u}) {
    request.set_reveal_reason(std::string(length, 'x'));
    EXPECT_TRUE(flag_handler_.GetFlag(As("investigator/wang"), request).ok());
  }
}

TEST_F(FlagHandlerTest, ASupervisorSeesMaskedDataOnlyAndTheAttemptIsAudited) {
  v1::GetFlagRequest request;
  request.set_name("flags/4294967299");
  EXPECT_TRUE(flag_handler_.GetFlag(As("supervisor/zhao"), request).ok());
  request.set_reveal_reason("statistics of the league");
  EXPECT_EQ(flag_handler_.GetFlag(As("supervisor/zhao"), request).status().code(),
            StatusCode::kPermissionDenied);
  EXPECT_TRUE(flags_.reveals.empty());
  ASSERT_EQ(audit_.records().size(), 1u);
  EXPECT_EQ(audit_.records()[0].target, "RevealFlag flags/4294967299");
}

TEST_F(FlagHandlerTest, MalformedNamesAreNamed) {
  for (const char* name : {"", "flags/", "flags/0", "flags/01", "flags/-1", "flags/1x", "flag/1",
                           "flags/9223372036854775808", "flags/1/2"}) {
    v1::GetFlagRequest request;
    request.set_name(name);
    EXPECT_THAT(Fields(flag_handler_.GetFlag(As("investigator/wang"), request).status()),
                ElementsAre("name"))
        << name;
  }
}

TEST_F(FlagHandlerTest, RelatedFlagsStayWithinTheScope) {
  v1::ListRelatedFlagsRequest request;
  request.set_name("flags/4294967299");
  EXPECT_EQ(flag_handler_.ListRelatedFlags(As("investigator/wang"), request)->related_flags_size(),
            0);
  const auto page = flag_handler_.ListRelatedFlags(As("supervisor/zhao"), request);
  ASSERT_EQ(page->related_flags_size(), 1);
  EXPECT_EQ(page->related_flags(0).flag().name(), "flags/2");
  EXPECT_EQ(page->related_flags(0).links(0).kind(), v1::FlagLink::KIND_DEVICE);
  EXPECT_EQ(page->related_flags(0).links(0).value(), "XR-7");
}

TEST_F(FlagHandlerTest, NothingIsAskedForAClientThatHasLeft) {
  std::atomic<bool> cancelled{true};
  Call call = As("investigator/wang");
  call.cancelled = &cancelled;
  EXPECT_EQ(flag_handler_.ListFlags(call, {}).status().code(), StatusCode::kCancelled);
  call.cancelled = nullptr;
  call.deadline = clock_.Now();
  EXPECT_EQ(flag_handler_.ListFlags(call, {}).status().code(), StatusCode::kDeadlineExceeded);
}

TEST_F(FlagHandlerTest, WhatTheStoreSaysIsPassedOn) {
  flags_.failure = Unavailable("PostgreSQL is away");
  EXPECT_EQ(flag_handler_.ListFlags(As("investigator/wang"), {}).status().code(),
            StatusCode::kUnavailable);
}

}  // namespace
}  // namespace trigate::api
