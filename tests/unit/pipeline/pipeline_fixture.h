// A pipeline over a journal in memory and a sink that keeps what it is given, for tests of the way
// from a batch to acks, verdicts and rows.
//
// Threads: the test's; listeners and sink hear the pipeline's threads and are safe to ask.

#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "support/fake_journal.h"
#include "support/shifted_clock.h"
#include "trigate/base/mutex.h"
#include "trigate/crypto/blind_index.h"
#include "trigate/metrics/catalog.h"
#include "trigate/pipeline/hub_listener.h"
#include "trigate/pipeline/pipeline.h"
#include "trigate/v1/screening_service.pb.h"

namespace trigate::pipeline {

/// Remembers everything a stream hears.
class RecordingListener final : public HubListener {
 public:
  struct Heard {
    std::optional<std::int64_t> opened_at;  ///< durable sequence told with OnOpened
    std::int64_t durable = 0;
    std::vector<std::int64_t> rejected;     ///< sequences
    std::vector<std::pair<std::int64_t, std::int64_t>> gaps;
    std::optional<Status> refused;
    int room = 0;
    std::int64_t window = 0;  ///< as told last
    std::vector<v1::Verdict> verdicts;
  };

  void OnOpened(std::int64_t durable, std::int64_t acked_verdict, std::int64_t window) override;
  void OnAck(std::int64_t durable, std::int64_t window, std::int64_t first_sequence,
             std::span<const wire::EventError> rejections) override;
  void OnWindow(std::int64_t window) override;
  void OnGap(std::int64_t expected, std::int64_t received) override;
  void OnRefused(const Status& status) override;
  void OnRoom() override;
  bool OnVerdicts(v1::VerdictBatch& verdicts) override;

  [[nodiscard]] Heard heard() const;

 private:
  void Change(const std::function<void(Heard&)>& change);

  mutable Mutex mutex_;
  Heard heard_ TRIGATE_GUARDED_BY(mutex_);
};

/// Rows as PostgreSQL would hold them, with the position rule of the real sink.
class RecordingSink final : public RowSink {
 public:
  Status Apply(const store::SinkBatch& batch) override;
  Result<store::SinkPosition> Position() override;

  /// PostgreSQL is away until false is given.
  void SetAway(bool away);
  /// The next batch is applied, and the answer is lost.
  void LoseNextAnswer();
  /// As if another journal had written through `position`.
  void SetPosition(std::int64_t position, const std::string& journal_id);

  [[nodiscard]] std::int64_t events() const;    ///< sum of the hub-hour rows
  [[nodiscard]] std::int64_t accepted() const;  ///< sum of the counter rows
  [[nodiscard]] std::int64_t screened() const;  ///< sum of the X-rays that count
  [[nodiscard]] std::size_t flags() const;
  [[nodiscard]] std::size_t dead_letters() const;
  [[nodiscard]] int wrong_batches() const;      ///< that left a gap or overlapped

 private:
  mutable Mutex mutex_;
  bool away_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool lose_answer_ TRIGATE_GUARDED_BY(mutex_) = false;
  std::int64_t position_ TRIGATE_GUARDED_BY(mutex_) = 0;
  std::string journal_id_ TRIGATE_GUARDED_BY(mutex_);
  std::int64_t events_ TRIGATE_GUARDED_BY(mutex_) = 0;
  std::int64_t accepted_ TRIGATE_GUARDED_BY(mutex_) = 0;
  std::int64_t screened_ TRIGATE_GUARDED_BY(mutex_) = 0;
  std::set<std::int64_t> flags_ TRIGATE_GUARDED_BY(mutex_);
  std::size_t dead_letters_ TRIGATE_GUARDED_BY(mutex_) = 0;
  int wrong_batches_ TRIGATE_GUARDED_BY(mutex_) = 0;
};

class PipelineTest : public ::testing::Test {
 protected:
  PipelineTest();
  ~PipelineTest() override { Stop(); }  // before what it works with

  /// Starts, or starts again on the same journal and sink.
  void Start();
  void Stop() { pipeline_.reset(); }

  std::shared_ptr<RecordingListener> OpenStream(const std::string& hub, std::int64_t epoch);
  /// Events first to last of a CountedHub; those in `spoilt` are made invalid. `padding_bytes` more
  /// stand in a field that this version does not know.
  [[nodiscard]] v1::EventBatch MakeBatch(std::int64_t first, std::int64_t last,
                                         const std::vector<std::int64_t>& spoilt = {},
                                         std::size_t padding_bytes = 0) const;
  /// The same as a stream would submit it.
  Submission MakeSubmission(const std::string& hub, std::int64_t first, std::int64_t last,
                            const std::vector<std::int64_t>& spoilt = {},
                            std::size_t padding_bytes = 0);
  void Send(const std::shared_ptr<RecordingListener>& stream, const std::string& hub,
            std::int64_t first, std::int64_t last, const std::vector<std::int64_t>& spoilt = {});
  /// Fails the test when `condition` does not come true.
  static void Await(const std::string& what, const std::function<bool()>& condition);

  testing::FakeStore store_;
  testing::ShiftedClock clock_;
  RecordingSink sink_;
  Options options_;
  metrics::Registry registry_;
  metrics::Catalog metrics_;
  std::optional<Status> fatal_;
  std::unique_ptr<Pipeline> pipeline_;
  crypto::BlindIndex index_;
  wire::Decoder decoder_;

 private:
  Dependencies deps_;
  SystemTime start_;
};

}  // namespace trigate::pipeline
