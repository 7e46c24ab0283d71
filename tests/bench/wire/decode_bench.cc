// Decoding against libprotobuf in the same run: time per event of a batch of 256 in the mixture
// of a parcel's life (1 accepted, 1 inspected, 2 screened, 8 moved).
//
//   Decode          what intake does: parse, validate, normalise, link keys
//   DecodeAccepted  what replay does
//   Parse           our parser alone: no validation, no normalising, no keys
//   Libprotobuf     EventBatch::ParseFromArray into a reused arena: parsing alone

#include <benchmark/benchmark.h>
#include <google/protobuf/arena.h>

#include "trigate/wire/batch.h"
#include "unit/wire/event_samples.h"
#include "wire/raw_event.h"

namespace trigate::wire {
namespace {

constexpr int kBatchEvents = 256;

const Buffer& DayBatch() {
  static const Buffer* const kBuffer = [] {
    std::vector<pb::ParcelEvent> events;
    for (int i = 0; i < kBatchEvents; ++i) {
      const int step = i % 12;
      events.push_back(step == 0   ? GoodAccepted()
                       : step == 1 ? GoodInspected()
                       : step <= 3 ? GoodXrayScreened()
                                   : GoodMoved());
      events.back().set_waybill_number("SF" + std::to_string(1'000'000'000'000 + i));
    }
    return new Buffer(Own(BatchBytes(events)));
  }();
  return *kBuffer;
}

void Report(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * kBatchEvents);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(DayBatch().bytes.size()));
  state.counters["ns/event"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * kBatchEvents / 1e9,
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void BM_Decode(benchmark::State& state) {
  const Decoder decoder(&TestIndex());
  for (auto _ : state) {
    auto batch = decoder.Decode(DayBatch(), kReceivedAt);
    benchmark::DoNotOptimize((*batch)->events().data());
  }
  Report(state);
}
BENCHMARK(BM_Decode);

void BM_DecodeAccepted(benchmark::State& state) {
  const Decoder decoder(&TestIndex());
  for (auto _ : state) {
    auto batch = decoder.DecodeAccepted(DayBatch(), {});
    benchmark::DoNotOptimize((*batch)->events().data());
  }
  Report(state);
}
BENCHMARK(BM_DecodeAccepted);

void BM_Parse(benchmark::State& state) {
  for (auto _ : state) {
    WireError error;
    FieldReader batch(DayBatch().bytes, &error);
    while (batch.Next()) {
      if (batch.tag() != DelimitedTag(2)) {
        batch.Skip();
        continue;
      }
      batch.Message("events", [](FieldReader& in) {
        RawEvent event;
        benchmark::DoNotOptimize(ParseEvent(in, &event));
        benchmark::DoNotOptimize(event.site.data());
      });
    }
  }
  Report(state);
}
BENCHMARK(BM_Parse);

void BM_Libprotobuf(benchmark::State& state) {
  google::protobuf::Arena arena;
  for (auto _ : state) {
    auto* batch = google::protobuf::Arena::CreateMessage<pb::EventBatch>(&arena);
    const bool ok = batch->ParseFromArray(DayBatch().bytes.data(),
                                          static_cast<int>(DayBatch().bytes.size()));
    benchmark::DoNotOptimize(ok);
    arena.Reset();
  }
  Report(state);
}
BENCHMARK(BM_Libprotobuf);

}  // namespace
}  // namespace trigate::wire
