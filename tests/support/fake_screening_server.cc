#include "support/fake_screening_server.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "trigate/base/mutex.h"

namespace trigate::testing {

using Stream = grpc::ServerReaderWriter<v1::StreamEventsResponse, v1::StreamEventsRequest>;

class FakeScreeningServer::Service final : public v1::ScreeningService::Service {
 public:
  grpc::Status StreamEvents(grpc::ServerContext* context, Stream* stream) override {
    v1::StreamEventsRequest request;
    if (!stream->Read(&request) || !request.has_open()) {
      return {grpc::StatusCode::INVALID_ARGUMENT, "the first message must be `open`"};
    }
    if (grpc::Status opened = Open(*context, request.open()); !opened.ok()) return opened;
    if (Silent()) {
      while (stream->Read(&request)) {
      }
      return grpc::Status::OK;
    }
    stream->Write(Opened());
    ResendVerdicts(*stream);
    const grpc::Status end = Serve(*stream);
    MutexLock lock(mutex);
    held_stream = nullptr;
    return end;
  }

  grpc::Status Serve(Stream& stream) {
    v1::StreamEventsRequest request;
    while (stream.Read(&request)) {
      if (request.has_verdict_ack()) TakeVerdictAck(request.verdict_ack().verdict_id());
      if (!request.has_batch()) continue;
      if (grpc::Status end = OnBatch(stream, request.batch()); !end.ok()) return end;
    }
    return grpc::Status::OK;
  }

  grpc::Status Open(const grpc::ServerContext& context, const v1::StreamOpen& open) {
    MutexLock lock(mutex);
    ++streams;
    epochs.push_back(open.epoch());
    const auto principal = context.client_metadata().find("trigate-principal");
    principals.push_back(principal == context.client_metadata().end()
                             ? ""
                             : std::string(principal->second.data(), principal->second.size()));
    return refusal;
  }

  bool Silent() {
    MutexLock lock(mutex);
    return silent;
  }

  v1::StreamEventsResponse Opened() {
    MutexLock lock(mutex);
    v1::StreamEventsResponse response;
    response.mutable_opened()->set_durable_sequence(durable);
    response.mutable_opened()->set_credit_events(credit);
    response.mutable_opened()->set_acked_verdict_id(acked_verdict);
    return response;
  }

  void ResendVerdicts(Stream& stream) {
    v1::StreamEventsResponse response;
    {
      MutexLock lock(mutex);
      for (const auto& verdict : verdicts) {
        if (verdict.verdict_id() > acked_verdict) {
          *response.mutable_verdicts()->add_verdicts() = verdict;
        }
      }
    }
    if (response.has_verdicts()) stream.Write(response);
  }

  void TakeVerdictAck(std::int64_t id) {
    MutexLock lock(mutex);
    acked_verdict = std::max(acked_verdict, id);
  }

  grpc::Status OnBatch(Stream& stream, const v1::EventBatch& batch) {
    Fault fault = Fault::kNone;
    {
      MutexLock lock(mutex);
      ++batches;
      changed.NotifyAll();
      if (const auto scripted = script.find(batches); scripted != script.end()) {
        fault = scripted->second;
      }
    }
    switch (fault) {
      case Fault::kDropBefore:
        return {grpc::StatusCode::UNAVAILABLE, "dropped before"};
      case Fault::kAbort:
        return {grpc::StatusCode::ABORTED, "a newer stream of this hub took over"};
      case Fault::kDeny:
        return {grpc::StatusCode::PERMISSION_DENIED, "hub is disabled"};
      case Fault::kLose:
        return grpc::Status::OK;
      default:
        break;
    }
    return Take(stream, batch, fault);
  }

  grpc::Status Take(Stream& stream, const v1::EventBatch& batch, Fault fault) {
    std::vector<v1::StreamEventsResponse> answers;
    {
      MutexLock lock(mutex);
      if (batch.first_sequence() > durable + 1) {
        ++gaps;
        auto& gap = *answers.emplace_back().mutable_gap();
        gap.set_expected_sequence(durable + 1);
        gap.set_received_sequence(batch.first_sequence());
      } else {
        Count(batch, answers);
        if (fault == Fault::kHoldAck) {
          held_stream = &stream;
          return grpc::Status::OK;
        }
      }
    }
    if (fault == Fault::kDropAfter) return {grpc::StatusCode::UNAVAILABLE, "dropped after"};
    for (const auto& answer : answers) stream.Write(answer);
    if (fault == Fault::kReconnect) {
      v1::StreamEventsResponse please;
      please.mutable_reconnect()->set_reason("restart");
      please.mutable_reconnect()->set_retry_after_ms(1);
      stream.Write(please);
    }
    return grpc::Status::OK;
  }

  void Count(const v1::EventBatch& batch, std::vector<v1::StreamEventsResponse>& answers)
      TRIGATE_REQUIRES(mutex) {
    v1::StreamEventsResponse verdict_answer;
    v1::StreamEventsResponse rejection_answer;
    std::int64_t sequence = batch.first_sequence();
    for (const auto& event : batch.events()) {
      if (sequence == durable + 1) {
        durable = sequence;
        taken.push_back(event.waybill_number());
        if (reject_every > 0 && sequence % reject_every == 0) {
          auto& rejection = *rejection_answer.mutable_rejections()->add_rejections();
          rejection.set_sequence(sequence);
          rejection.add_errors()->set_field("carrier");
        } else if (verdict_every > 0 && sequence % verdict_every == 0) {
          v1::Verdict& verdict = verdicts.emplace_back();
          verdict.set_verdict_id(static_cast<std::int64_t>(verdicts.size()));
          verdict.set_waybill_number(event.waybill_number());
          verdict.set_sequence(sequence);
          *verdict_answer.mutable_verdicts()->add_verdicts() = verdict;
        }
      }
      ++sequence;
    }
    in_flight_max = std::max(in_flight_max, sequence - 1 - acked);
    answers.emplace_back().mutable_ack()->set_durable_sequence(durable);
    acked = durable;
    if (verdict_answer.has_verdicts()) answers.push_back(std::move(verdict_answer));
    if (rejection_answer.has_rejections()) answers.push_back(std::move(rejection_answer));
  }

  Mutex mutex;
  CondVar changed;
  std::map<int, Fault> script TRIGATE_GUARDED_BY(mutex);
  grpc::Status refusal TRIGATE_GUARDED_BY(mutex);
  bool silent TRIGATE_GUARDED_BY(mutex) = false;
  std::int64_t credit TRIGATE_GUARDED_BY(mutex) = 4096;
  std::int64_t verdict_every TRIGATE_GUARDED_BY(mutex) = 0;
  std::int64_t reject_every TRIGATE_GUARDED_BY(mutex) = 0;
  std::int64_t durable TRIGATE_GUARDED_BY(mutex) = 0;
  std::int64_t acked TRIGATE_GUARDED_BY(mutex) = 0;
  std::int64_t acked_verdict TRIGATE_GUARDED_BY(mutex) = 0;
  std::int64_t in_flight_max TRIGATE_GUARDED_BY(mutex) = 0;
  int batches TRIGATE_GUARDED_BY(mutex) = 0;
  int streams TRIGATE_GUARDED_BY(mutex) = 0;
  int gaps TRIGATE_GUARDED_BY(mutex) = 0;
  std::vector<std::int64_t> epochs TRIGATE_GUARDED_BY(mutex);
  std::vector<std::string> principals TRIGATE_GUARDED_BY(mutex);
  std::vector<std::string> taken TRIGATE_GUARDED_BY(mutex);
  std::vector<v1::Verdict> verdicts TRIGATE_GUARDED_BY(mutex);
  Stream* held_stream TRIGATE_GUARDED_BY(mutex) = nullptr;
};

FakeScreeningServer::FakeScreeningServer() : service_(std::make_unique<Service>()) { Start(); }

FakeScreeningServer::~FakeScreeningServer() { Kill(); }

void FakeScreeningServer::Start() {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(target_.empty() ? "127.0.0.1:0" : target_,
                           grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(service_.get());
  server_ = builder.BuildAndStart();
  if (target_.empty()) target_ = "127.0.0.1:" + std::to_string(port);
}

void FakeScreeningServer::Kill() {
  if (server_ == nullptr) return;
  server_->Shutdown(std::chrono::system_clock::time_point());
  server_->Wait();
  server_.reset();
}

void FakeScreeningServer::Script(int batch, Fault fault) {
  MutexLock lock(service_->mutex);
  service_->script[batch] = fault;
}

void FakeScreeningServer::SetCredit(std::int64_t events) {
  MutexLock lock(service_->mutex);
  service_->credit = events;
}

void FakeScreeningServer::SetSilent(bool silent) {
  MutexLock lock(service_->mutex);
  service_->silent = silent;
}

void FakeScreeningServer::SetVerdictEvery(std::int64_t events) {
  MutexLock lock(service_->mutex);
  service_->verdict_every = events;
}

void FakeScreeningServer::SetRejectEvery(std::int64_t events) {
  MutexLock lock(service_->mutex);
  service_->reject_every = events;
}

void FakeScreeningServer::RefuseWith(grpc::Status status) {
  MutexLock lock(service_->mutex);
  service_->refusal = std::move(status);
}

void FakeScreeningServer::SetDurable(std::int64_t sequence) {
  MutexLock lock(service_->mutex);
  service_->durable = service_->acked = sequence;
}

void FakeScreeningServer::ReleaseAcks() {
  MutexLock lock(service_->mutex);
  if (service_->held_stream == nullptr) return;
  v1::StreamEventsResponse response;
  response.mutable_ack()->set_durable_sequence(service_->durable);
  service_->held_stream->Write(response);
}

std::vector<std::string> FakeScreeningServer::Taken() const {
  MutexLock lock(service_->mutex);
  return service_->taken;
}

std::int64_t FakeScreeningServer::durable() const {
  MutexLock lock(service_->mutex);
  return service_->durable;
}

std::int64_t FakeScreeningServer::acked_verdict() const {
  MutexLock lock(service_->mutex);
  return service_->acked_verdict;
}

std::int64_t FakeScreeningServer::last_verdict() const {
  MutexLock lock(service_->mutex);
  return static_cast<std::int64_t>(service_->verdicts.size());
}

int FakeScreeningServer::streams() const {
  MutexLock lock(service_->mutex);
  return service_->streams;
}

int FakeScreeningServer::gaps() const {
  MutexLock lock(service_->mutex);
  return service_->gaps;
}

std::int64_t FakeScreeningServer::in_flight_max() const {
  MutexLock lock(service_->mutex);
  return service_->in_flight_max;
}

std::vector<std::int64_t> FakeScreeningServer::epochs() const {
  MutexLock lock(service_->mutex);
  return service_->epochs;
}

std::vector<std::string> FakeScreeningServer::principals() const {
  MutexLock lock(service_->mutex);
  return service_->principals;
}

bool FakeScreeningServer::WaitForBatches(int batches) {
  MutexLock lock(service_->mutex);
  for (int i = 0; i < 100 && service_->batches < batches; ++i) {
    service_->changed.WaitFor(service_->mutex, std::chrono::milliseconds(100));
  }
  return service_->batches >= batches;
}

}  // namespace trigate::testing
