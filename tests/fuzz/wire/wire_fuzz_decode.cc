// Any bytes as an EventBatch. Whatever they are, decoding ends with a status or a batch, and:
//
//   - an event is malformed for us exactly when it is for libprotobuf;
//   - every event is either decoded or refused with one to sixteen violations;
//   - what was accepted is accepted again at replay, equal in kind, parcel and time;
//   - no sentence holds a control character, and every event has its line of text.

#include <google/protobuf/stubs/logging.h>

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "trigate/wire/event_text.h"
#include "unit/wire/event_samples.h"
#include "wire/field_reader.h"
#include "wire/raw_event.h"

namespace trigate::wire {
namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

bool HasControl(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) return true;
  }
  return false;
}

/// Our parser and libprotobuf's agree on one event of a batch.
void CompareWithLibprotobuf(std::string_view event_bytes) {
  // Standing alone an event may nest one level deeper than in its batch.
  WireError error;
  FieldReader in(event_bytes, &error, kDepthMax);
  RawEvent raw;
  pb::ParcelEvent event;
  const bool ours = ParseEvent(in, &raw);
  const bool theirs =
      event.ParseFromArray(event_bytes.data(), static_cast<int>(event_bytes.size()));
  Require(ours == theirs);
}

void CheckErrors(const Batch& batch) {
  for (const EventError& error : batch.errors()) {
    Require(!error.violations.empty() && error.violations.size() <= 16);
    for (const FieldViolation& violation : error.violations) {
      Require(!violation.field.empty() && !HasControl(violation.field));
      Require(!violation.description.empty() && !HasControl(violation.description));
    }
  }
}

void CheckReplay(const Decoder& decoder, const Buffer& buffer, const Batch& batch) {
  std::vector<std::uint32_t> rejected;
  for (const EventError& error : batch.errors()) rejected.push_back(error.index);
  const auto again = decoder.DecodeAccepted(buffer, rejected);
  Require(again.ok());
  Require((*again)->events().size() == batch.events().size());
  for (std::size_t i = 0; i < batch.events().size(); ++i) {
    const model::Event& first = batch.events()[i];
    const model::Event& second = (*again)->events()[i];
    Require(first.kind() == second.kind() && first.parcel == second.parcel &&
            first.occurred_at == second.occurred_at && first.site == second.site);
    const EventText text = Summarize(first);
    Require(!text.en.empty() && !text.zh.empty() && !HasControl(text.en));
  }
}

void FuzzOne(std::string_view bytes) {
  static const Decoder* const kDecoder = new Decoder(&TestIndex());
  const google::protobuf::LogSilencer silencer;
  const Buffer buffer = Own(std::string(bytes));
  const auto batch = kDecoder->Decode(buffer, kReceivedAt);
  if (!batch.ok()) {
    Require(batch.status().code() == StatusCode::kInvalidArgument);
    Require(batch.status().violations().size() == 1);
    return;
  }
  Require((*batch)->events().size() + (*batch)->errors().size() == (*batch)->event_count());
  CheckErrors(**batch);
  CheckReplay(*kDecoder, buffer, **batch);
  for (std::uint32_t i = 0; i < (*batch)->event_count(); ++i) {
    const auto event = Decoder::EventBytes(buffer.bytes, i);
    Require(event.ok());
    CompareWithLibprotobuf(*event);
  }
}

}  // namespace
}  // namespace trigate::wire

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trigate::wire::FuzzOne({reinterpret_cast<const char*>(data), size});
  return 0;
}
