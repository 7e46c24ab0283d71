// Every RocksDB setting of the journal, each with its reason, in one place.

#pragma once

#include <rocksdb/listener.h>
#include <rocksdb/options.h>

#include <cstdint>
#include <memory>

namespace trigate::journal {

struct Tuning {
  std::uint64_t write_buffer_bytes = std::uint64_t{64} << 20;
  rocksdb::Env* env = nullptr;  ///< must outlive the database
  std::shared_ptr<rocksdb::EventListener> listener;
};

rocksdb::DBOptions DatabaseOptions(const Tuning& tuning);

/// Records and outbox entries: large values under increasing keys, never overwritten, deleted from
/// the front.
rocksdb::ColumnFamilyOptions AppendOnlyOptions(const Tuning& tuning);
/// State, wrapped data keys, meta: a handful of small values.
rocksdb::ColumnFamilyOptions StateOptions();

/// Durable on return.
rocksdb::WriteOptions SyncedWrite();
/// Durable with the next synced write.
rocksdb::WriteOptions UnsyncedWrite();
/// One value.
rocksdb::ReadOptions PointRead();
/// A long way forward.
rocksdb::ReadOptions ScanRead();

}  // namespace trigate::journal
