#include "trigate/api/watch_session.h"

#include <gmock/gmock.h>

#include "unit/api/handler_fixture.h"

namespace trigate::api {
namespace {

using ::testing::ElementsAre;
using testing::HandlerFixture;
using testing::MakeFlag;

class WatchSessionTest : public HandlerFixture {
 protected:
  void AddChange(store::FlagId flag_id, std::int32_t region = 150102) {
    flags_.AddChange(MakeFlag(flag_id, region, "hohhot-01").view);
  }
  static std::vector<std::string> Names(const WatchSession::Batch& batch) {
    std::vector<std::string> out;
    for (const auto& response : batch.responses) out.push_back(response.flag().name());
    return out;
  }
  WatchSession session_{context_, flags_};
};

TEST_F(WatchSessionTest, BeginsWithATokenAndFromNowOn) {
  AddChange(1);
  const auto batch = session_.Open(As("investigator/wang"), {});
  ASSERT_TRUE(batch.ok());
  ASSERT_EQ(batch->responses.size(), 1u);
  EXPECT_FALSE(batch->responses[0].has_flag());
  EXPECT_EQ(batch->responses[0].resume_token(), "1");
}

TEST_F(WatchSessionTest, ResumesAfterItsTokenInOrderAndWithinTheScope) {
  for (int i = 1; i <= 4; ++i) AddChange(i, i == 3 ? 110101 : 150102);
  v1::WatchFlagsRequest request;
  request.set_resume_token("1");
  const auto batch = session_.Open(As("investigator/wang"), request);
  EXPECT_THAT(Names(*batch), ElementsAre("flags/2", "flags/4"));
  EXPECT_EQ(batch->responses[1].resume_token(), "4");
  AddChange(5);
  EXPECT_THAT(Names(*session_.Read()), ElementsAre("flags/5"));
  EXPECT_TRUE(session_.Read()->responses.empty());
  EXPECT_EQ(session_.SignOfLife().resume_token(), "5");
}

TEST_F(WatchSessionTest, AReadIsBoundedAndSaysThatThereIsMore) {
  for (int i = 1; i <= kWatchBatchMax + 1; ++i) AddChange(i);
  v1::WatchFlagsRequest request;
  request.set_resume_token("0");
  const auto first = session_.Open(As("investigator/wang"), request);
  EXPECT_EQ(first->responses.size(), static_cast<std::size_t>(kWatchBatchMax));
  EXPECT_TRUE(first->more);
  const auto second = session_.Read();
  EXPECT_EQ(second->responses.size(), 1u);
  EXPECT_FALSE(second->more);
}

TEST_F(WatchSessionTest, AFailedReadMissesNothing) {
  ASSERT_TRUE(session_.Open(As("investigator/wang"), {}).ok());
  AddChange(1);
  flags_.FailChangesWith(Unavailable("down"));
  const auto failed = session_.Read();
  EXPECT_TRUE(WatchSession::IsPassing(failed.status()));
  flags_.FailChangesWith(OkStatus());
  EXPECT_THAT(Names(*session_.Read()), ElementsAre("flags/1"));
}

TEST_F(WatchSessionTest, WrongRequestsAndRolesAreRefused) {
  v1::WatchFlagsRequest request;
  request.set_filter("bad");
  EXPECT_THAT(Fields(session_.Open(As("investigator/wang"), request).status()),
              ElementsAre("filter"));
  request.set_filter(std::string(2049, 'x'));
  request.set_resume_token(std::string(4097, 'x'));
  EXPECT_THAT(Fields(session_.Open(As("investigator/wang"), request).status()),
              ElementsAre("filter", "resume_token"));
  EXPECT_EQ(session_.Open(As("hub/hohhot-01"), {}).status().code(),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(audit_.records().size(), 1u);
}

TEST_F(WatchSessionTest, OnlyFailuresOfTheHostArePassing) {
  EXPECT_TRUE(WatchSession::IsPassing(ResourceExhausted("")));
  EXPECT_TRUE(WatchSession::IsPassing(Aborted("")));
  EXPECT_FALSE(WatchSession::IsPassing(InvalidArgument("")));
  EXPECT_FALSE(WatchSession::IsPassing(DataLoss("")));
}

}  // namespace
}  // namespace trigate::api
