// The daemon's ports over a pipeline.

#include "daemon/ports.h"

#include "trigate/crypto/key_ring.h"
#include "trigate/v1/watch_list_service.pb.h"
#include "unit/pipeline/pipeline_fixture.h"

namespace trigate::daemon {
namespace {

crypto::BlindIndex MakeBlindIndex() {
  Result<crypto::KeyRing> keys = crypto::KeyRing::Parse(
      "1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", "test keys");
  EXPECT_TRUE(keys.ok()) << keys.status().ToString();
  return std::move(crypto::BlindIndex::Create(*keys)).value();
}

class PortsTest : public pipeline::PipelineTest {
 protected:
  void StartPorts() {
    Start();
    manifests_.emplace(*pipeline_);
    watch_list_.emplace(*pipeline_, blind_index_, RealClock());
  }
  Status Report() {
    return manifests_->Report({"a", *ParseRfc3339("2021-09-01T08:00:00Z"), {{"SF", 1, 1, 1, 1}}});
  }
  Result<api::CreatedWatchEntry> Create() {
    api::NewWatchEntry entry;
    entry.kind = v1::WatchListEntry::KIND_WAYBILL;
    entry.value = "SF/SF1000000000000";
    entry.authority_reference = "HH-2021-117";
    entry.creator = "investigator/wang";
    entry.request_id = "3f0c1a52-9d1e-4b7a-8f43-5f7c2a9b6e10";
    return watch_list_->Create(entry);
  }

  const crypto::BlindIndex blind_index_ = MakeBlindIndex();
  std::optional<PipelineManifests> manifests_;
  std::optional<PipelineWatchList> watch_list_;
};

TEST_F(PortsTest, AFullJournalIsSaidAtOnceAndNotAfterAWait) {
  StartPorts();
  const auto stream = OpenStream("a", 1);
  store_.SetDiskFull(true);
  Send(stream, "a", 1, 1);
  Await("the committer waits for the disk", [&] { return !pipeline_->Health().ok(); });
  // Whoever waits for the record is told kDeadlineExceeded, five seconds later.
  EXPECT_EQ(Report().code(), StatusCode::kUnavailable);
  EXPECT_EQ(Create().status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(watch_list_->Delete(1, "investigator/wang").code(), StatusCode::kUnavailable);
  store_.SetDiskFull(false);
  Await("the journal is written again", [&] { return pipeline_->Health().ok(); });
  EXPECT_TRUE(Report().ok());
  const auto created = Create();
  ASSERT_TRUE(created.ok()) << created.status().ToString();
  EXPECT_TRUE(watch_list_->Delete(created->entry_id, "investigator/wang").ok());
}

}  // namespace
}  // namespace trigate::daemon
