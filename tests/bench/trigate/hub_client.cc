#include "bench/trigate/hub_client.h"

#include <grpcpp/support/slice.h>

#include <chrono>
#include <protozero/pbf_message.hpp>
#include <utility>

#include "trigate/client/endpoint.h"
#include "trigate/v1/screening_service.pb.h"

namespace trigate::bench {
namespace {

constexpr char kMethod[] = "/trigate.v1.ScreeningService/StreamEvents";
/// Verdicts are acknowledged in steps, as a hub that stores them in groups would.
constexpr std::int64_t kVerdictsPerAck = 256;

grpc::ByteBuffer ToBuffer(const google::protobuf::MessageLite& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return {&slice, 1};
}

std::string_view View(protozero::data_view data) { return {data.data(), data.size()}; }

protozero::pbf_reader Reader(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

/// Field 1 of a message, a varint.
std::int64_t FirstInteger(std::string_view bytes) {
  protozero::pbf_reader reader = Reader(bytes);
  return reader.next(1) ? reader.get_int64() : 0;
}

}  // namespace

std::int64_t NowNs() {
  return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

HubClient::HubClient(std::shared_ptr<grpc::Channel> channel, const HubLoad* load, bool paced)
    : channel_(std::move(channel)), stub_(channel_), load_(load), paced_(paced) {
  context_.AddMetadata(client::kPrincipalMetadata, "hub/" + load->hub);
  stub_.PrepareBidiStreamingCall(&context_, kMethod, {}, this);
}

void HubClient::Start() {
  v1::StreamEventsRequest request;
  request.mutable_open()->set_hub("hubs/" + load_->hub);
  request.mutable_open()->set_epoch(1);
  request.mutable_open()->set_client("trigate-bench");
  MutexLock lock(mutex_);
  outgoing_ = ToBuffer(request);
  writing_ = true;
  AddHold();  // Release and Close write from another thread
  StartCall();
  StartWrite(&outgoing_);
  StartRead(&incoming_);
}

void HubClient::Release(std::int64_t due_ns) {
  MutexLock lock(mutex_);
  due_ns_.push_back(due_ns);
  WriteNext();
}

void HubClient::Close() {
  MutexLock lock(mutex_);
  closing_ = true;
  WriteNext();
}

grpc::Status HubClient::Wait() {
  MutexLock lock(mutex_);
  while (!done_) changed_.Wait(mutex_);
  return status_;
}

void HubClient::OnReadDone(bool ok) {
  if (!ok) {
    MutexLock lock(mutex_);
    closing_ = true;
    WriteNext();
    return;
  }
  grpc::Slice slice;
  if (!incoming_.TrySingleSlice(&slice).ok()) static_cast<void>(incoming_.DumpToSingleSlice(&slice));
  {
    MutexLock lock(mutex_);
    Take({reinterpret_cast<const char*>(slice.begin()), slice.size()});
    WriteNext();
  }
  incoming_.Clear();
  StartRead(&incoming_);
}

void HubClient::Take(std::string_view response) {
  protozero::pbf_reader reader = Reader(response);
  while (reader.next()) {
    const int kind = static_cast<int>(reader.tag());
    const std::string_view bytes = View(reader.get_view());
    if (kind == v1::StreamEventsResponse::kOpened) {
      protozero::pbf_reader opened = Reader(bytes);
      while (opened.next()) {
        if (opened.tag() == v1::StreamOpened::kCreditEventsFieldNumber) {
          window_ = opened.get_int64();
        } else {
          opened.skip();
        }
      }
      opened_ = true;
    } else if (kind == v1::StreamEventsResponse::kAck) {
      TakeAck(FirstInteger(bytes));
    } else if (kind == v1::StreamEventsResponse::kVerdicts) {
      TakeVerdicts(bytes);
    } else if (kind == v1::StreamEventsResponse::kCredit) {
      window_ = FirstInteger(bytes);
    } else if (kind == v1::StreamEventsResponse::kRejections) {
      protozero::pbf_reader rejections = Reader(bytes);
      while (rejections.next(1)) {
        rejections.skip();
        ++rejected_;
      }
    }
  }
}

void HubClient::TakeAck(std::int64_t durable) {
  const std::int64_t now = NowNs();
  if (paced_) {  // an event is a message
    for (std::int64_t sequence = acked_ + 1; sequence <= durable; ++sequence) {
      latencies_.ack_ns.push_back(now - due_ns_[static_cast<std::size_t>(sequence - 1)]);
    }
  }
  acked_ = durable;
  last_news_ns_ = now;
}

void HubClient::TakeVerdicts(std::string_view batch) {
  const std::int64_t now = NowNs();
  protozero::pbf_reader verdicts = Reader(batch);
  while (verdicts.next(1)) {
    protozero::pbf_reader verdict = verdicts.get_message();
    std::int64_t sequence = 0;
    while (verdict.next()) {
      if (verdict.tag() == v1::Verdict::kVerdictIdFieldNumber) {
        verdict_seen_ = verdict.get_int64();
      } else if (verdict.tag() == v1::Verdict::kSequenceFieldNumber) {
        sequence = verdict.get_int64();
      } else {
        verdict.skip();
      }
    }
    ++verdicts_;
    if (paced_ && sequence > 0) {
      latencies_.verdict_ns.push_back(now - due_ns_[static_cast<std::size_t>(sequence - 1)]);
    }
  }
  last_news_ns_ = now;
}

void HubClient::WriteNext() {
  if (writing_ || closed_) return;
  if (closing_) {
    closed_ = true;
    StartWritesDone();
    RemoveHold();
    return;
  }
  if (!opened_) return;
  if (verdict_seen_ - verdict_acked_ >= kVerdictsPerAck) {
    v1::StreamEventsRequest request;
    request.mutable_verdict_ack()->set_verdict_id(verdict_seen_);
    verdict_acked_ = verdict_seen_;
    outgoing_ = ToBuffer(request);
    writing_ = true;
    StartWrite(&outgoing_);
    return;
  }
  if (next_ == load_->messages.size() || (paced_ && next_ == due_ns_.size())) return;
  const Message& message = load_->messages[next_];
  if (message.last_sequence - acked_ > window_) return;
  ++next_;
  outgoing_ = message.bytes;
  writing_ = true;
  StartWrite(&outgoing_);
}

void HubClient::OnWriteDone(bool ok) {
  MutexLock lock(mutex_);
  writing_ = false;
  if (!ok) closing_ = true;
  WriteNext();
}

void HubClient::OnDone(const grpc::Status& status) {
  MutexLock lock(mutex_);
  status_ = status;
  done_ = true;
  changed_.NotifyAll();
}

}  // namespace trigate::bench
