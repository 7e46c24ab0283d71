#include "trigate/pipeline/pipeline.h"

#include <future>
#include <thread>
#include <utility>

#include "pipeline/committer.h"
#include "pipeline/engine_runner.h"
#include "pipeline/recovery.h"
#include "pipeline/sink_runner.h"
#include "trigate/base/thread_name.h"
#include "trigate/log/log.h"

namespace trigate::pipeline {
namespace {

/// How long a unary record may take to become durable and applied.
constexpr std::chrono::seconds kRecordWaitMax{5};

}  // namespace

class Pipeline::Impl {
 public:
  Impl(const Options& options, const Dependencies& deps)
      : options_(options), deps_(deps), engine_queue_(options.limits.engine_queue),
        sink_(options_, deps_) {}

  Status Start(std::shared_ptr<const policy::Policy> policy) {
    auto engine = std::make_unique<engine::Engine>(options_.expected_parcels);
    auto outbox = std::make_unique<OutboxWriter>(&deps_.local->outbox());
    const MonotonicTime start = deps_.clock->MonotonicNow();
    TRIGATE_ASSIGN_OR_RETURN(const Recovered recovered,
                             Recover(deps_, engine.get(), outbox.get()));
    const std::chrono::duration<double> took = deps_.clock->MonotonicNow() - start;
    log::Info("recovered", {{"snapshot_position", recovered.snapshot_position},
                            {"records", recovered.replayed_records},
                            {"events", recovered.replayed_events},
                            {"seconds", took.count()}});
    TRIGATE_RETURN_IF_ERROR(ActivatePolicy(deps_, std::move(policy), engine.get(), outbox.get()));
    committer_ = std::make_unique<Committer>(options_, deps_, &engine_queue_, &ledger_, *engine);
    runner_ = std::make_unique<EngineRunner>(options_, deps_, &engine_queue_, &ledger_,
                                             std::move(engine), std::move(outbox),
                                             [this] { sink_.Wake(); });
    committer_thread_ = std::thread([this] {
      NameThisThread("committer");
      committer_->Run();
    });
    engine_thread_ = std::thread([this] {
      NameThisThread("engine");
      runner_->Run();
    });
    sink_thread_ = std::thread([this] {
      NameThisThread("sink");
      sink_.Run();
    });
    return OkStatus();
  }

  void Stop() {
    if (stopped_.exchange(true)) return;
    committer_->Close();
    committer_thread_.join();  // closes the engine's queue when it ends
    engine_thread_.join();
    sink_.Stop(true);
    sink_thread_.join();
  }

  Committer& committer() { return *committer_; }
  BoundedQueue<EngineItem>& engine_queue() { return engine_queue_; }

  Result<std::int64_t> Record(RecordBody body) {
    auto promise = std::make_shared<std::promise<Result<std::int64_t>>>();
    auto future = promise->get_future();
    committer_->Command(RecordCommand{
        std::move(body), [promise](Result<std::int64_t> r) { promise->set_value(std::move(r)); }});
    if (future.wait_for(kRecordWaitMax) != std::future_status::ready) {
      return Status(StatusCode::kDeadlineExceeded,
                    "the record was not durable in time; it may still become so");
    }
    return future.get();
  }

  /// `id` is one that the hub can have been told.
  Status CheckIssued(std::string_view hub, std::string field, std::int64_t id) const {
    const std::int64_t last = ledger_.LastIssued(hub);
    if (id <= last) return OkStatus();
    return InvalidField(std::move(field), "is " + std::to_string(id) +
                                              "; the newest verdict of this hub is " +
                                              std::to_string(last));
  }

  State state() const {
    State state;
    runner_->FillState(&state);
    state.journal_position = deps_.local->journal().LastPosition();
    state.journal_health = committer_->Health();
    state.store_position = std::max<std::int64_t>(0, sink_.position());
    state.store_error = sink_.error();
    return state;
  }

 private:
  const Options options_;
  const Dependencies deps_;
  BoundedQueue<EngineItem> engine_queue_;
  VerdictLedger ledger_;
  SinkRunner sink_;
  std::unique_ptr<Committer> committer_;
  std::unique_ptr<EngineRunner> runner_;
  std::thread committer_thread_;
  std::thread engine_thread_;
  std::thread sink_thread_;
  std::atomic<bool> stopped_{false};
};

Result<std::unique_ptr<Pipeline>> Pipeline::Start(const Options& options, const Dependencies& deps,
                                                  std::shared_ptr<const policy::Policy> policy) {
  auto impl = std::make_unique<Impl>(options, deps);
  TRIGATE_RETURN_IF_ERROR(impl->Start(std::move(policy)));
  return std::unique_ptr<Pipeline>(new Pipeline(std::move(impl)));
}

Pipeline::Pipeline(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Pipeline::~Pipeline() { Stop(); }
void Pipeline::StopWaiting() { impl_->committer().StopWaiting(); }
void Pipeline::Stop() { impl_->Stop(); }

void Pipeline::Open(std::string hub, model::RegionCode region, std::int64_t epoch,
                    std::shared_ptr<HubListener> listener) {
  impl_->committer().Command(OpenCommand{std::move(hub), region, epoch, std::move(listener)});
}

void Pipeline::Close(const std::shared_ptr<HubListener>& listener) {
  impl_->committer().Command(CloseCommand{listener});
}

bool Pipeline::Submit(Submission& submission, const std::shared_ptr<HubListener>& listener) {
  CommitCommand command = BatchCommand{std::move(submission), listener, {}, 0, {}};
  if (impl_->committer().TryCommand(command, listener)) return true;
  submission = std::move(std::get<BatchCommand>(command).submission);
  return false;
}

bool Pipeline::SubmitOnce(Submission& submission, model::RegionCode region,
                          std::int64_t acked_verdict_id,
                          std::function<void(Result<SubmitOutcome>)> done) {
  if (const Status known = impl_->CheckIssued(submission.hub, "acked_verdict_id", acked_verdict_id);
      !known.ok()) {
    done(known);
    return true;
  }
  CommitCommand command =
      BatchCommand{std::move(submission), nullptr, region, acked_verdict_id, std::move(done)};
  return impl_->committer().TryCommand(command, nullptr);
}

Status Pipeline::AcknowledgeVerdicts(std::string hub, std::int64_t verdict_id) {
  TRIGATE_RETURN_IF_ERROR(impl_->CheckIssued(hub, "verdict_id", verdict_id));
  impl_->committer().Acknowledge(hub, verdict_id);
  return OkStatus();
}

void Pipeline::PumpVerdicts(const std::shared_ptr<HubListener>& listener) {
  impl_->engine_queue().PushAlways(PumpItem{listener});
}

Status Pipeline::ReportManifest(const wire::Manifest& manifest) {
  return impl_->Record(manifest).status();
}

Result<std::int64_t> Pipeline::AddWatchEntry(const wire::WatchEntry& entry) {
  return impl_->Record(entry);
}

Status Pipeline::EndWatchEntry(std::int64_t entry_id, std::string creator) {
  wire::WatchEntry end;
  end.ended_entry_id = entry_id;
  end.creator = std::move(creator);
  return impl_->Record(std::move(end)).status();
}

State Pipeline::state() const { return impl_->state(); }
Status Pipeline::Health() const { return impl_->committer().Health(); }

}  // namespace trigate::pipeline
