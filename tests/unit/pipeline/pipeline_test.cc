// From a batch to acks, verdicts and rows, with a journal and a database that fail on demand.

#include "pipeline_fixture.h"

#include <future>

#include "trigate/metrics/registry.h"
#include "trigate/v1/watch_list_service.pb.h"

namespace trigate::pipeline {
namespace {

using Gap = std::pair<std::int64_t, std::int64_t>;

TEST_F(PipelineTest, ABatchIsAcknowledgedScreenedAndStored) {
  Start();
  const auto stream = OpenStream("a", 1);
  EXPECT_EQ(stream->heard().opened_at, 0);
  Send(stream, "a", 1, 400);
  Await("everything is acknowledged", [&] { return stream->heard().durable == 400; });
  Await("all events are rows", [&] { return sink_.events() == 400; });
  EXPECT_EQ(sink_.accepted(), 100);
  EXPECT_EQ(sink_.flags(), 2u);  // one parcel in fifty
  std::set<std::string> parcels;
  for (const v1::Verdict& verdict : stream->heard().verdicts) {
    parcels.insert(verdict.waybill_number());
  }
  EXPECT_EQ(parcels.size(), 100u);
}

TEST_F(PipelineTest, VerdictsAreNumberedWithoutGaps) {
  Start();
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 200);
  Await("there is a verdict for every parcel", [&] { return stream->heard().verdicts.size() >= 50; });
  std::int64_t expected = 0;
  for (const v1::Verdict& verdict : stream->heard().verdicts) {
    EXPECT_EQ(verdict.verdict_id(), ++expected);
  }
}

TEST_F(PipelineTest, WhatCameBeforeIsAcknowledgedAgainAndCountedOnce) {
  Start();
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 100);
  Send(stream, "a", 1, 100);
  Send(stream, "a", 51, 150);
  Await("everything is acknowledged", [&] { return stream->heard().durable == 150; });
  Await("all events are rows", [&] { return sink_.events() == 150; });
  Stop();
  EXPECT_EQ(sink_.events(), 150);
  EXPECT_EQ(metrics_.intake.duplicate_events.value(), 150u);
}

TEST_F(PipelineTest, AGapIsToldAndLeavesNothing) {
  Start();
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 10);
  Send(stream, "a", 21, 30);
  Await("the gap is told", [&] { return !stream->heard().gaps.empty(); });
  EXPECT_EQ(stream->heard().gaps.front(), Gap(11, 21));
  EXPECT_EQ(stream->heard().durable, 10);
  Send(stream, "a", 11, 30);
  Await("it goes on", [&] { return stream->heard().durable == 30; });
}

TEST_F(PipelineTest, ABadEventIsRefusedAloneAndKept) {
  Start();
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 40, {7, 9});
  Await("everything is acknowledged", [&] { return stream->heard().durable == 40; });
  EXPECT_EQ(stream->heard().rejected, (std::vector<std::int64_t>{7, 9}));
  Await("the others are rows", [&] { return sink_.events() == 38; });
  EXPECT_EQ(sink_.dead_letters(), 2u);
}

TEST_F(PipelineTest, ANewerStreamTakesOverAndAnOlderOneIsRefused) {
  Start();
  const auto first = OpenStream("a", 5);
  const auto second = OpenStream("a", 6);
  Await("the first one is told", [&] { return first->heard().refused.has_value(); });
  EXPECT_EQ(first->heard().refused->code(), StatusCode::kAborted);
  const auto stale = OpenStream("a", 4);
  EXPECT_EQ(stale->heard().refused->code(), StatusCode::kAborted);
  // What the superseded stream still sends changes nothing.
  Send(first, "a", 1, 10);
  Send(second, "a", 1, 10);
  Await("the second one is served", [&] { return second->heard().durable == 10; });
  EXPECT_EQ(first->heard().durable, 0);
}

TEST_F(PipelineTest, WhatTheJournalCannotKeepIsNotAcknowledged) {
  Start();
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 10);
  Await("the first batch is acknowledged", [&] { return stream->heard().durable == 10; });
  store_.FailNextAppend(Unavailable("the disk is gone"));
  Send(stream, "a", 11, 20);
  Await("the stream is refused", [&] { return stream->heard().refused.has_value(); });
  EXPECT_EQ(stream->heard().refused->code(), StatusCode::kUnavailable);
  EXPECT_EQ(stream->heard().durable, 10);
  EXPECT_TRUE(fatal_.has_value()) << "the process has to end and recover";
  EXPECT_FALSE(pipeline_->Health().ok());
  Stop();
  store_.Crash();
  Start();
  EXPECT_EQ(OpenStream("a", 2)->heard().opened_at, 10);
}

TEST_F(PipelineTest, AFullDiskIsWaitedFor) {
  Start();
  const auto stream = OpenStream("a", 1);
  store_.SetDiskFull(true);
  Send(stream, "a", 1, 10);
  Await("it is noticed", [&] { return !pipeline_->Health().ok(); });
  EXPECT_EQ(stream->heard().durable, 0);
  EXPECT_FALSE(stream->heard().refused.has_value());
  store_.SetDiskFull(false);
  Await("it goes on", [&] { return stream->heard().durable == 10; });
  Await("all is well again", [&] { return pipeline_->Health().ok(); });
}

TEST_F(PipelineTest, WhatPiledUpIsJournalledInGroupsThatTheJournalTakes) {
  constexpr std::int64_t kBatches = 80;  // nearly a megabyte each: more than one group may have
  static_assert(kBatches * (wire::kBatchBytesMax - 1'000) > journal::kGroupBytesMax);
  Start();
  const auto stream = OpenStream("a", 1);
  store_.SetDiskFull(true);
  Send(stream, "a", 1, 1);
  Await("the first batch waits for the disk", [&] { return !pipeline_->Health().ok(); });
  for (std::int64_t n = 2; n <= kBatches + 1; ++n) {
    Submission submission = MakeSubmission("a", n, n, {}, wire::kBatchBytesMax - 1'000);
    ASSERT_TRUE(pipeline_->Submit(submission, stream));
  }
  store_.SetDiskFull(false);
  Await("all are durable", [&] { return stream->heard().durable == kBatches + 1; });
  EXPECT_FALSE(fatal_.has_value());
}

TEST_F(PipelineTest, HubsDoNotNoticeThatTheDatabaseIsAway) {
  sink_.SetAway(true);
  Start();
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 400);
  Await("everything is acknowledged", [&] { return stream->heard().durable == 400; });
  Await("it is said", [&] { return !pipeline_->state().store_error.empty(); });
  EXPECT_EQ(sink_.events(), 0);
  sink_.SetAway(false);
  Await("all events are rows", [&] { return sink_.events() == 400; });
  EXPECT_EQ(sink_.flags(), 2u);
  EXPECT_EQ(sink_.wrong_batches(), 0);
}

TEST_F(PipelineTest, RowsWhoseAnswerWasLostAreNotWrittenTwice) {
  Start();
  const auto stream = OpenStream("a", 1);
  for (int batch = 0; batch < 20; ++batch) {
    sink_.LoseNextAnswer();
    Send(stream, "a", batch * 20 + 1, batch * 20 + 20);
    Await("it is acknowledged", [&] { return stream->heard().durable == batch * 20 + 20; });
  }
  Await("all events are rows", [&] { return sink_.events() == 400; });
  Stop();
  EXPECT_EQ(sink_.events(), 400);
  EXPECT_EQ(sink_.wrong_batches(), 0);
}

TEST_F(PipelineTest, ARestartGoesOnWhereItStopped) {
  for (int life = 0; life < 4; ++life) {
    Start();
    const auto stream = OpenStream("a", life + 1);
    EXPECT_EQ(stream->heard().opened_at, life * 100);
    Send(stream, "a", life * 100 + 1, life * 100 + 100);
    Await("it is acknowledged", [&] { return stream->heard().durable == life * 100 + 100; });
    Stop();
    store_.Crash();
  }
  EXPECT_EQ(sink_.events(), 400);
  EXPECT_EQ(sink_.accepted(), 100);
  EXPECT_EQ(sink_.flags(), 2u);
}

TEST_F(PipelineTest, ParcelsOfTheFirstMomentAreNotForgotten) {
  options_.ticks = TickSource::kEventTime;
  options_.tick_interval = Millis(1);
  Start();
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 6);  // the second parcel: accepted and inspected
  Await("it is acknowledged", [&] { return stream->heard().durable == 6; });
  Send(stream, "a", 7, 8);  // and screened, after a tick
  Await("all events are rows", [&] { return sink_.events() == 8; });
  Stop();
  EXPECT_EQ(metrics_.engine.parcels.value(), 2);
  EXPECT_EQ(sink_.screened(), 2);
}

TEST_F(PipelineTest, VerdictsWaitForAHubThatIsAwayUntilItAcknowledgesThem) {
  Start();
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 200);
  Await("the verdicts came", [&] { return stream->heard().verdicts.size() >= 50; });
  const std::int64_t last = stream->heard().verdicts.back().verdict_id();
  pipeline_->Close(stream);
  const auto again = OpenStream("a", 2);
  Await("they come again",
        [&] { return again->heard().verdicts.size() == static_cast<std::size_t>(last); });
  ASSERT_TRUE(pipeline_->AcknowledgeVerdicts("a", last).ok());
  Stop();
  Start();
  const auto third = OpenStream("a", 3);
  Send(third, "a", 201, 204);
  Await("a new one comes", [&] { return !third->heard().verdicts.empty(); });
  EXPECT_EQ(third->heard().verdicts.front().verdict_id(), last + 1);
}

TEST_F(PipelineTest, AHubIsToldToHoldAndNotThatAWatchListNamesTheParcel) {
  Start();
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 8);  // the second parcel has nothing to be flagged for
  Await("the verdicts came", [&] { return stream->heard().verdicts.size() >= 2; });
  const std::string waybill = stream->heard().verdicts.back().waybill_number();
  wire::WatchEntry entry;
  entry.request_id = "3f0c1a52-9d1e-4b7a-8f43-5f7c2a9b6e10";
  entry.kind = v1::WatchListEntry::KIND_WAYBILL;
  entry.value = "SF/" + waybill;
  entry.authority_reference = "2021-118";
  entry.creator = "investigator/wang";
  ASSERT_TRUE(pipeline_->AddWatchEntry(entry).ok());
  const auto held = [&]() -> std::optional<v1::Verdict> {
    for (const v1::Verdict& verdict : stream->heard().verdicts) {
      if (verdict.action() == v1::ACTION_HOLD && verdict.waybill_number() == waybill) {
        return verdict;
      }
    }
    return std::nullopt;
  };
  Await("it is to be held", [&] { return held().has_value(); });
  const v1::Verdict verdict = *held();
  for (const v1::Finding& finding : verdict.findings()) {
    EXPECT_EQ(finding.rule_id().find("watch"), std::string::npos) << finding.message_en();
  }
}

TEST_F(PipelineTest, AVerdictThatNobodyWasGivenCannotBeAcknowledged) {
  Start();
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 200);
  Await("the verdicts came", [&] { return stream->heard().verdicts.size() >= 50; });
  const std::int64_t last = stream->heard().verdicts.back().verdict_id();
  const Status status = pipeline_->AcknowledgeVerdicts("a", last + 1'000'000);
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  ASSERT_EQ(status.violations().size(), 1u);
  EXPECT_EQ(status.violations()[0].field, "verdict_id");
  std::optional<Status> refused;
  Submission submission = MakeSubmission("a", 201, 204);
  ASSERT_TRUE(pipeline_->SubmitOnce(submission, model::RegionCode::FromNumber(150'100),
                                    last + 1'000'000,
                                    [&](auto outcome) { refused = outcome.status(); }));
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->violations()[0].field, "acked_verdict_id");
  // Nothing of it stuck: all verdicts come again, and a right acknowledgement counts.
  const auto again = OpenStream("a", 2);
  Await("they come again",
        [&] { return again->heard().verdicts.size() == static_cast<std::size_t>(last); });
  EXPECT_TRUE(pipeline_->AcknowledgeVerdicts("a", last).ok());
}

TEST_F(PipelineTest, AHubThatAcknowledgesNoVerdictsIsSlowedDownUntilItDoes) {
  options_.limits.pending_verdicts = 100;
  Start();
  const auto stream = OpenStream("a", 1);
  EXPECT_GT(stream->heard().window, 1);
  Send(stream, "a", 1, 300);
  Await("the verdicts came", [&] { return stream->heard().verdicts.size() > 100; });
  Send(stream, "a", 301, 304);
  Await("the window shrinks", [&] { return stream->heard().window == 1; });
  std::promise<Status> small;
  Submission submission = MakeSubmission("a", 305, 308);
  ASSERT_TRUE(pipeline_->SubmitOnce(submission, model::RegionCode::FromNumber(150'100), 0,
                                    [&](auto outcome) { small.set_value(outcome.status()); }));
  EXPECT_EQ(small.get_future().get().code(), StatusCode::kResourceExhausted);
  // A new stream is not cut off: it must be able to read what it is to acknowledge.
  const auto again = OpenStream("a", 2);
  EXPECT_EQ(again->heard().window, 1);
  Await("everything comes again", [&] { return again->heard().verdicts.size() > 100; });
  EXPECT_FALSE(again->heard().refused.has_value());
  ASSERT_TRUE(
      pipeline_->AcknowledgeVerdicts("a", again->heard().verdicts.back().verdict_id()).ok());
  Await("the window is wide again", [&] { return again->heard().window > 1; });
}

TEST_F(PipelineTest, AFullOutboxIsSaidAndPasses) {
  options_.limits.outbox_bytes = 1'000;
  Start();
  sink_.SetAway(true);
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 1'000);
  Await("the outbox is full", [&] { return !pipeline_->Health().ok(); });
  EXPECT_NE(pipeline_->Health().message().find("outbox is full"), std::string::npos);
  sink_.SetAway(false);
  Await("there is room again", [&] { return pipeline_->Health().ok(); });
}

TEST_F(PipelineTest, ASnapshotNeverRunsAheadOfTheOutbox) {
  options_.snapshot_records = 1;
  Start();
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 200);
  Await("the first events are rows", [&] { return sink_.events() == 200; });
  store_.SetOutboxFull(true);
  Send(stream, "a", 201, 400);
  Await("they are acknowledged", [&] { return stream->heard().durable == 400; });
  Stop();  // would write a snapshot
  store_.Crash();
  store_.SetOutboxFull(false);
  Start();
  Await("the others are rows too", [&] { return sink_.events() == 400; });
  EXPECT_EQ(sink_.wrong_batches(), 0);
}

TEST_F(PipelineTest, ADatabaseOfAnotherJournalIsReportedAndGetsNothing) {
  sink_.SetPosition(1, "of another journal");
  Start();
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 200);
  Await("hubs notice nothing", [&] { return stream->heard().durable == 200; });
  Await("it is reported", [&] {
    return pipeline_->state().store_error.find("another journal") != std::string::npos;
  });
  EXPECT_EQ(sink_.events(), 0);
  EXPECT_GT(store_.outbox().Count(), 0u) << "nothing may be taken for delivered";
}

TEST_F(PipelineTest, AJournalThatWasSetBackNeverTakesTheDatabasesWordAgain) {
  sink_.SetPosition(5, "");  // a few records ahead of a data directory that is new
  Start();
  Await("it is reported", [&] {
    return pipeline_->state().store_error.find("older than the database") != std::string::npos;
  });
  const auto stream = OpenStream("a", 1);
  for (int n = 0; n < 10; ++n) Send(stream, "a", n * 20 + 1, n * 20 + 20);
  Await("the journal passes it", [&] { return pipeline_->state().engine_position > 10; });
  Stop();
  Start();  // and does not forget
  Await("it is reported again", [&] {
    return pipeline_->state().store_error.find("older than the database") != std::string::npos;
  });
  EXPECT_EQ(sink_.events(), 0);
  Stop();
  sink_.SetPosition(0, "");  // an empty database
  Start();
  Await("everything is delivered", [&] { return sink_.events() == 200; });
}

TEST_F(PipelineTest, AStopWithAFullDiskRefusesAndReturns) {
  Start();
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 10);
  Await("the first batch is acknowledged", [&] { return stream->heard().durable == 10; });
  store_.SetDiskFull(true);
  Send(stream, "a", 11, 20);
  Await("the committer waits", [&] { return !pipeline_->Health().ok(); });
  Stop();
  EXPECT_EQ(stream->heard().durable, 10);
  EXPECT_TRUE(stream->heard().refused.has_value());
  EXPECT_FALSE(fatal_.has_value()) << "a full disk is no reason to exit with a failure";
}

TEST_F(PipelineTest, ASmallSenderIsNotKeptWaitingForAFullDiskOnceTheDaemonIsToStop) {
  Start();
  store_.SetDiskFull(true);
  std::promise<Result<SubmitOutcome>> promise;
  Submission submission = MakeSubmission("b", 1, 4);
  ASSERT_TRUE(pipeline_->SubmitOnce(submission, model::RegionCode::FromNumber(150'100), 0,
                                    [&](auto outcome) { promise.set_value(std::move(outcome)); }));
  Await("the committer waits", [&] { return !pipeline_->Health().ok(); });
  pipeline_->StopWaiting();
  EXPECT_EQ(promise.get_future().get().status().code(), StatusCode::kUnavailable);
  EXPECT_FALSE(fatal_.has_value());
}

TEST_F(PipelineTest, ASnapshotOfAnotherVersionIsPassedOverWhileTheJournalHoldsEverything) {
  Start();
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 400);
  Await("all events are rows", [&] { return sink_.events() == 400; });
  Stop();
  const journal::Position last = store_.journal().LastPosition();
  auto writer = store_.snapshots().Create(last, "engine");
  ASSERT_TRUE(writer.ok());
  constexpr std::string_view kMagicAndVersion99("TRGS\x63\0\0\0", 8);
  ASSERT_TRUE((*writer)->Append(kMagicAndVersion99).ok());
  ASSERT_TRUE((*writer)->Commit().ok());
  Start();
  EXPECT_EQ(pipeline_->state().figures.parcels_seen, 100);
  EXPECT_EQ(OpenStream("a", 2)->heard().opened_at, 400);
  EXPECT_EQ(sink_.events(), 400) << "nothing is reported twice";
}

TEST_F(PipelineTest, ASnapshotThatFailedIsNotTriedAgainAtOnce) {
  options_.snapshot_records = 1;
  Start();
  const auto stream = OpenStream("a", 1);
  Await("a snapshot is written", [&] { return store_.snapshot_tries() > 0; });
  store_.SetSnapshotsFull(true);
  const int before = store_.snapshot_tries();
  for (std::int64_t n = 1; n <= 20; ++n) {
    Send(stream, "a", n, n);
    Await("the parcel has a verdict", [&] {
      return !stream->heard().verdicts.empty() && stream->heard().durable == n;
    });
    RealClock().SleepFor(Millis(5));  // a loop of the engine for each
  }
  EXPECT_LE(store_.snapshot_tries(), before + 1);
}

TEST_F(PipelineTest, AClockThatIsSetRightLeavesNoRecordInTheFuture) {
  const auto received_at = [this] {
    return store_.journal().Get(store_.journal().LastPosition())->received_at;
  };
  constexpr std::chrono::minutes kClose{1};
  clock_.Shift(std::chrono::hours(8));  // the machine's clock kept local time
  Start();
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 4);
  Await("it is acknowledged", [&] { return stream->heard().durable == 4; });
  clock_.Shift(-std::chrono::hours(8));
  Send(stream, "a", 5, 8);
  Await("it is acknowledged", [&] { return stream->heard().durable == 8; });
  EXPECT_LT(received_at(), RealClock().Now() + kClose);
  clock_.Shift(std::chrono::hours(24 * 90));  // and a leap is not believed at once
  Send(stream, "a", 9, 12);
  Await("it is acknowledged", [&] { return stream->heard().durable == 12; });
  EXPECT_LT(received_at(), RealClock().Now() + kClose);
  RealClock().SleepFor(Millis(600));  // the state is published again
  EXPECT_LT(pipeline_->state().retention_now, RealClock().Now() + std::chrono::hours(9));
}

TEST_F(PipelineTest, ASmallSenderIsAnsweredOnceItsBatchIsScreened) {
  Start();
  for (int time = 0; time < 2; ++time) {
    std::promise<Result<SubmitOutcome>> promise;
    Submission submission = MakeSubmission("b", 1, 40, {3});
    ASSERT_TRUE(pipeline_->SubmitOnce(submission, model::RegionCode::FromNumber(150'100), 0,
                                      [&](auto outcome) { promise.set_value(std::move(outcome)); }));
    const Result<SubmitOutcome> outcome = promise.get_future().get();
    ASSERT_TRUE(outcome.ok()) << outcome.status().ToString();
    EXPECT_EQ(outcome->durable_sequence, 40);
    EXPECT_EQ(outcome->rejections.size(), 1u);
    EXPECT_GE(outcome->verdicts.size(), 10u) << "of time " << time;
  }
  std::promise<Result<SubmitOutcome>> promise;
  Submission submission = MakeSubmission("b", 51, 60);
  ASSERT_TRUE(pipeline_->SubmitOnce(submission, model::RegionCode::FromNumber(150'100), 0,
                                    [&](auto outcome) { promise.set_value(std::move(outcome)); }));
  EXPECT_EQ(promise.get_future().get().status().code(), StatusCode::kFailedPrecondition);
  Stop();
  EXPECT_EQ(sink_.events(), 39);
}

TEST_F(PipelineTest, AFullQueueRefusesAndTellsWhenThereIsRoom) {
  options_.limits.commit_queue = 2;
  Start();
  const auto stream = OpenStream("a", 1);
  store_.SetDiskFull(true);
  Send(stream, "a", 1, 1);
  Await("the committer waits", [&] { return !pipeline_->Health().ok(); });
  std::int64_t next = 2;
  Submission refused = MakeSubmission("a", next, next);
  while (pipeline_->Submit(refused, stream)) {
    ASSERT_LT(++next, 100) << "the queue has no bound";
    refused = MakeSubmission("a", next, next);
  }
  EXPECT_NE(refused.batch, nullptr) << "a refused batch is still the caller's";
  store_.SetDiskFull(false);
  Await("room is told", [&] { return stream->heard().room > 0; });
  ASSERT_TRUE(pipeline_->Submit(refused, stream));
  Await("nothing was lost", [&] { return stream->heard().durable == next; });
}

TEST_F(PipelineTest, MetricsSayWhatTheEngineDid) {
  Start();
  const auto stream = OpenStream("a", 1);
  Send(stream, "a", 1, 400);
  Await("all events are rows", [&] { return sink_.events() == 400; });
  Stop();
  EXPECT_EQ(metrics_.engine.parcels.value(), 100);
  EXPECT_EQ(metrics_.engine.verdicts.With({"REPORT"}).value() +
                metrics_.engine.verdicts.With({"HOLD"}).value() +
                metrics_.engine.verdicts.With({"OPEN"}).value(),
            2u);
  EXPECT_EQ(metrics_.engine.findings.With({"xray.suspect"}).value(), 2u);
}

}  // namespace
}  // namespace trigate::pipeline
