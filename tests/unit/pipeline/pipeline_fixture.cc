#include "pipeline_fixture.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "fault/counted_hub.h"
#include "trigate/crypto/key_ring.h"
#include "trigate/policy/policy.h"

namespace trigate::pipeline {
namespace {

constexpr std::chrono::seconds kPatience{20};
constexpr int kFieldOfALaterVersion = 1'000;
constexpr char kKeys[] = "1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
const model::RegionCode kRegion = model::RegionCode::FromNumber(150'100);

crypto::BlindIndex MakeIndex() {
  Result<crypto::KeyRing> keys = crypto::KeyRing::Parse(kKeys, "test keys");
  EXPECT_TRUE(keys.ok()) << keys.status().ToString();
  return std::move(crypto::BlindIndex::Create(*keys)).value();
}

std::shared_ptr<const policy::Policy> DefaultPolicy() {
  std::ifstream file(std::string(TRIGATE_SOURCE_DIR) + "/deploy/policy/default.yaml");
  std::stringstream text;
  text << file.rdbuf();
  return policy::Load(text.str(), "default.yaml").policy;
}

}  // namespace

void RecordingListener::Change(const std::function<void(Heard&)>& change) {
  MutexLock lock(mutex_);
  change(heard_);
}
RecordingListener::Heard RecordingListener::heard() const {
  MutexLock lock(mutex_);
  return heard_;
}
void RecordingListener::OnOpened(std::int64_t durable, std::int64_t, std::int64_t window) {
  Change([&](Heard& heard) {
    heard.opened_at = heard.durable = durable;
    heard.window = window;
  });
}
void RecordingListener::OnWindow(std::int64_t window) {
  Change([&](Heard& heard) { heard.window = window; });
}
void RecordingListener::OnAck(std::int64_t durable, std::int64_t window,
                              std::int64_t first_sequence,
                              std::span<const wire::EventError> rejections) {
  Change([&](Heard& heard) {
    heard.durable = durable;
    heard.window = window;
    for (const auto& rejection : rejections) {
      heard.rejected.push_back(first_sequence + rejection.index);
    }
  });
}
void RecordingListener::OnGap(std::int64_t expected, std::int64_t received) {
  Change([&](Heard& heard) { heard.gaps.emplace_back(expected, received); });
}
void RecordingListener::OnRefused(const Status& status) {
  Change([&](Heard& heard) { heard.refused = status; });
}
void RecordingListener::OnRoom() {
  Change([](Heard& heard) { ++heard.room; });
}
bool RecordingListener::OnVerdicts(v1::VerdictBatch& verdicts) {
  Change([&](Heard& heard) {
    heard.verdicts.insert(heard.verdicts.end(), verdicts.verdicts().begin(),
                          verdicts.verdicts().end());
  });
  return true;
}

Status RecordingSink::Apply(const store::SinkBatch& batch) {
  MutexLock lock(mutex_);
  if (away_) return Unavailable("PostgreSQL is away");
  if (batch.through_position <= position_) return OkStatus();
  if (batch.from_position != position_) {
    ++wrong_batches_;
    return FailedPrecondition("the batch begins at another position");
  }
  position_ = batch.through_position;
  journal_id_ = batch.journal_id;
  for (const auto& hour : batch.hub_hours) events_ += hour.events;
  for (const auto& cell : batch.counters) {
    accepted_ += cell.accepted;
    screened_ += cell.xray.passed;
  }
  for (const auto& flag : batch.flags) flags_.insert(flag.flag_id);
  dead_letters_ += batch.dead_letters.size();
  return std::exchange(lose_answer_, false) ? Unavailable("the answer was lost") : OkStatus();
}
Result<store::SinkPosition> RecordingSink::Position() {
  MutexLock lock(mutex_);
  if (away_) return Unavailable("PostgreSQL is away");
  store::SinkPosition position;
  position.position = position_;
  position.journal_id = journal_id_;
  return position;
}
void RecordingSink::SetAway(bool away) {
  MutexLock lock(mutex_);
  away_ = away;
}
void RecordingSink::LoseNextAnswer() {
  MutexLock lock(mutex_);
  lose_answer_ = true;
}
void RecordingSink::SetPosition(std::int64_t position, const std::string& journal_id) {
  MutexLock lock(mutex_);
  position_ = position;
  journal_id_ = journal_id;
}
std::int64_t RecordingSink::events() const {
  MutexLock lock(mutex_);
  return events_;
}
std::int64_t RecordingSink::accepted() const {
  MutexLock lock(mutex_);
  return accepted_;
}
std::int64_t RecordingSink::screened() const {
  MutexLock lock(mutex_);
  return screened_;
}
std::size_t RecordingSink::flags() const {
  MutexLock lock(mutex_);
  return flags_.size();
}
std::size_t RecordingSink::dead_letters() const {
  MutexLock lock(mutex_);
  return dead_letters_;
}
int RecordingSink::wrong_batches() const {
  MutexLock lock(mutex_);
  return wrong_batches_;
}

PipelineTest::PipelineTest()
    : metrics_(registry_), index_(MakeIndex()), decoder_(&index_),
      start_(RealClock().Now() - std::chrono::hours(1)) {
  deps_.local = &store_;
  deps_.sink = &sink_;
  deps_.blind_index = &index_;
  deps_.clock = &clock_;
  deps_.metrics = &metrics_;
  deps_.on_fatal = [this](const Status& status) { fatal_ = status; };
}

void PipelineTest::Start() {
  Result<std::unique_ptr<Pipeline>> started = Pipeline::Start(options_, deps_, DefaultPolicy());
  ASSERT_TRUE(started.ok()) << started.status().ToString();
  pipeline_ = std::move(*started);
}

std::shared_ptr<RecordingListener> PipelineTest::OpenStream(const std::string& hub,
                                                            std::int64_t epoch) {
  auto stream = std::make_shared<RecordingListener>();
  pipeline_->Open(hub, kRegion, epoch, stream);
  Await("the stream is open or refused", [&] {
    const auto heard = stream->heard();
    return heard.opened_at.has_value() || heard.refused.has_value();
  });
  return stream;
}

v1::EventBatch PipelineTest::MakeBatch(std::int64_t first, std::int64_t last,
                                       const std::vector<std::int64_t>& spoilt,
                                       std::size_t padding_bytes) const {
  testing::CountedHub source(last, start_);
  source.Release(last);
  v1::EventBatch batch;
  batch.set_first_sequence(first);
  EXPECT_TRUE(source.Read(first, static_cast<std::size_t>(last - first + 1), batch).ok());
  for (const std::int64_t sequence : spoilt) {
    batch.mutable_events(static_cast<int>(sequence - first))->set_carrier("NOBODY");
  }
  if (padding_bytes > 0) {
    batch.GetReflection()->MutableUnknownFields(&batch)->AddLengthDelimited(
        kFieldOfALaterVersion, std::string(padding_bytes, 'x'));
  }
  return batch;
}

Submission PipelineTest::MakeSubmission(const std::string& hub, std::int64_t first,
                                        std::int64_t last,
                                        const std::vector<std::int64_t>& spoilt,
                                        std::size_t padding_bytes) {
  const v1::EventBatch batch = MakeBatch(first, last, spoilt, padding_bytes);
  auto bytes = std::make_shared<std::string>(batch.SerializeAsString());
  Submission submission;
  submission.hub = hub;
  submission.received_at = RealClock().Now();
  submission.arrived = RealClock().MonotonicNow();
  auto decoded = decoder_.Decode({*bytes, bytes}, submission.received_at);
  EXPECT_TRUE(decoded.ok()) << decoded.status().ToString();
  submission.batch = std::move(*decoded);
  return submission;
}

void PipelineTest::Send(const std::shared_ptr<RecordingListener>& stream, const std::string& hub,
                        std::int64_t first, std::int64_t last,
                        const std::vector<std::int64_t>& spoilt) {
  Submission submission = MakeSubmission(hub, first, last, spoilt);
  ASSERT_TRUE(pipeline_->Submit(submission, stream));
}

void PipelineTest::Await(const std::string& what, const std::function<bool()>& condition) {
  const auto deadline = RealClock().MonotonicNow() + kPatience;
  while (!condition()) {
    ASSERT_LT(RealClock().MonotonicNow(), deadline) << "it does not come true that " << what;
    RealClock().SleepFor(Millis(2));
  }
}

}  // namespace trigate::pipeline
