// What an append costs: bare RocksDB with the journal's options against the journal with
// encryption, both with one fsync a group; replay; and the cryptography alone.
//
//   journal_bench --benchmark_counters_tabular=true
//
// Records are 56 KiB: 256 events of 220 bytes. bytes_per_second is payload. "events" counts 256 a
// record. "amplification" is bytes written to log and tables for each payload byte. Time is wall
// time; CPU is that of the whole process, flushes included. The directory is a temporary one: set
// TMPDIR to measure another disk.

#include <benchmark/benchmark.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <memory>
#include <string>
#include <vector>

#include "journal/database.h"
#include "support/temp_directory.h"
#include "trigate/crypto/aead.h"
#include "trigate/crypto/blind_index.h"
#include "trigate/crypto/random.h"
#include "trigate/journal/local_store.h"

namespace trigate::journal {
namespace {

constexpr std::size_t kRecordBytes = 256 * 220;
constexpr int kEventsPerRecord = 256;
const SystemTime kStart = std::chrono::sys_days(std::chrono::year(2021) / 9 / 1);

crypto::KeyRing Ring() {
  return std::move(*crypto::KeyRing::Parse(
      "1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "bench"));
}

std::unique_ptr<LocalStore> OpenStore(const std::string& directory) {
  LocalStoreOptions options;
  options.directory = directory;
  auto store = LocalStore::Open(options, Ring(), kStart);
  if (!store.ok()) std::fprintf(stderr, "%s\n", store.status().ToString().c_str());
  return std::move(*store);
}

void Report(benchmark::State& state, std::size_t records, double written) {
  const auto total = static_cast<double>(state.iterations()) * static_cast<double>(records);
  state.SetBytesProcessed(static_cast<std::int64_t>(total) *
                          static_cast<std::int64_t>(kRecordBytes));
  state.counters["events"] =
      benchmark::Counter(total * kEventsPerRecord, benchmark::Counter::kIsRate);
  state.counters["appends"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
  if (written > 0) state.counters["amplification"] = written / (total * kRecordBytes);
}

void BareRocksDb(benchmark::State& state) {
  const auto records = static_cast<std::size_t>(state.range(0));
  const testing::TempDirectory dir;
  const std::string payload = *crypto::RandomBytes(kRecordBytes);
  const auto database = std::move(*Database::Open(
      {dir.File("db"), rocksdb::FileSystem::Default(), 64 << 20, 0}, Database::Mode::kUse));
  Position position = 0;
  for (auto _ : state) {
    Batch batch = std::move(*database->NewBatch(records * (kRecordBytes + 80)));
    for (std::size_t i = 0; i < records; ++i) {
      batch.Put(Family::kRecords, PositionKey(++position), payload);
    }
    if (!database->Write(batch, /*synced=*/true).ok()) state.SkipWithError("write failed");
  }
  const double log_bytes = static_cast<double>(position) * kRecordBytes;
  Report(state, records, log_bytes + static_cast<double>(database->TableBytesWritten()));
}

void JournalAppend(benchmark::State& state) {
  const auto records = static_cast<std::size_t>(state.range(0));
  const testing::TempDirectory dir;
  const auto store = OpenStore(dir.File("journal"));
  const std::string payload = *crypto::RandomBytes(kRecordBytes);
  const std::string_view view(payload);
  const std::vector<NewRecord> group(records, NewRecord{1, kStart, std::span(&view, 1)});
  for (auto _ : state) {
    if (!store->journal().Append(group).ok()) state.SkipWithError("append failed");
  }
  const StoreFigures figures = store->figures();
  Report(state, records, static_cast<double>(figures.bytes_appended + figures.bytes_written));
}

/// Small records, as 100 hubs with one event a message would give: one fsync each.
void JournalAppendSmall(benchmark::State& state) {
  const testing::TempDirectory dir;
  const auto store = OpenStore(dir.File("journal"));
  const std::string payload = *crypto::RandomBytes(300);
  const std::string_view view(payload);
  const NewRecord record{1, kStart, std::span(&view, 1)};
  for (auto _ : state) {
    if (!store->journal().Append(std::span(&record, 1)).ok()) state.SkipWithError("append failed");
  }
}

void JournalReplay(benchmark::State& state) {
  const testing::TempDirectory dir;
  constexpr int kRecords = 4'000;
  const std::string payload = *crypto::RandomBytes(kRecordBytes);
  const std::string_view view(payload);
  const std::vector<NewRecord> group(16, NewRecord{1, kStart, std::span(&view, 1)});
  {
    const auto store = OpenStore(dir.File("journal"));
    for (int i = 0; i < kRecords / 16; ++i) {
      if (!store->journal().Append(group).ok()) state.SkipWithError("append failed");
    }
  }
  const auto store = OpenStore(dir.File("journal"));
  for (auto _ : state) {
    std::size_t bytes = 0;
    const auto next = store->journal().Read(1, [&bytes](const RecordView& record) {
      bytes += record.payload.size();
      return true;
    });
    if (!next.ok()) state.SkipWithError("read failed");
    benchmark::DoNotOptimize(bytes);
  }
  Report(state, kRecords, 0);
}

void JournalGet(benchmark::State& state) {
  const testing::TempDirectory dir;
  const auto store = OpenStore(dir.File("journal"));
  const std::string payload = *crypto::RandomBytes(kRecordBytes);
  const std::string_view view(payload);
  const std::vector<NewRecord> group(16, NewRecord{1, kStart, std::span(&view, 1)});
  for (int i = 0; i < 250; ++i) {
    if (!store->journal().Append(group).ok()) state.SkipWithError("append failed");
  }
  Position position = 0;
  for (auto _ : state) {
    position = (position + 997) % 4'000;
    if (!store->journal().Get(position + 1).ok()) state.SkipWithError("get failed");
  }
}

void OutboxPutAndDeliver(benchmark::State& state) {
  const testing::TempDirectory dir;
  const auto store = OpenStore(dir.File("journal"));
  const std::string entry = *crypto::RandomBytes(16 << 10);
  Position position = 0;
  for (auto _ : state) {
    bool ok = store->outbox().Put(++position, entry).ok();
    ok = ok && store->outbox().First().ok() && store->outbox().DeleteThrough(position).ok();
    if (!ok) state.SkipWithError("outbox failed");
  }
}

void SnapshotWriteAndVerify(benchmark::State& state) {
  const testing::TempDirectory dir;
  const auto store = OpenStore(dir.File("journal"));
  const std::string chunk = *crypto::RandomBytes(4 << 20);
  constexpr int kChunks = 64;
  for (auto _ : state) {
    const auto writer = std::move(*store->snapshots().Create(1, "meta"));
    for (int i = 0; i < kChunks; ++i) {
      if (!writer->Append(chunk).ok()) state.SkipWithError("snapshot failed");
    }
    if (!writer->Commit().ok() || !store->snapshots().Open(1).ok()) {
      state.SkipWithError("snapshot failed");
    }
  }
  state.SetBytesProcessed(state.iterations() * kChunks * static_cast<std::int64_t>(chunk.size()));
}

void BlindIndexPhone(benchmark::State& state) {
  const auto index = std::move(*crypto::BlindIndex::Create(Ring()));
  for (auto _ : state) {
    benchmark::DoNotOptimize(index.Key64(crypto::kKindPhone, "13800138000"));
  }
}

void SealField(benchmark::State& state) {
  const auto aead = std::move(*crypto::Aead::Create(Ring(), crypto::kPurposePersonalData));
  std::string out;
  for (auto _ : state) {
    if (!aead.SealInto("flag/123456/sender.phone", "13800138000", out).ok()) std::abort();
    benchmark::DoNotOptimize(out.data());
  }
}

void OpenField(benchmark::State& state) {
  const auto aead = std::move(*crypto::Aead::Create(Ring(), crypto::kPurposePersonalData));
  const std::string sealed = *aead.Seal("flag/123456/sender.phone", "13800138000");
  std::string out;
  for (auto _ : state) {
    if (!aead.OpenInto("flag/123456/sender.phone", sealed, out).ok()) std::abort();
    benchmark::DoNotOptimize(out.data());
  }
}

BENCHMARK(BareRocksDb)->Arg(1)->Arg(4)->Arg(16)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(JournalAppend)->Arg(1)->Arg(4)->Arg(16)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(JournalAppendSmall)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(JournalReplay)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(JournalGet)->UseRealTime();
BENCHMARK(OutboxPutAndDeliver)->UseRealTime();
BENCHMARK(SnapshotWriteAndVerify)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(BlindIndexPhone);
BENCHMARK(SealField);
BENCHMARK(OpenField);

}  // namespace
}  // namespace trigate::journal

BENCHMARK_MAIN();
