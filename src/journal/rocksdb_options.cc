#include "journal/rocksdb_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/table.h>

#include <algorithm>

namespace trigate::journal {

rocksdb::ColumnFamilyOptions AppendOnlyOptions(const Tuning& tuning) {
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = tuning.write_buffer_bytes;
  // One being filled, up to two being flushed: a flush that waits for a slow disk does not stop
  // appends at once, and memory stays bounded.
  options.max_write_buffer_number = 3;
  // Ciphertext does not compress.
  options.compression = rocksdb::kNoCompression;
  // Two levels. Files never overlap, so the step from level 0 to 1 is a rename in the manifest and
  // nothing is ever written twice; more levels would only repeat the rename. Level 1 is needed
  // because DeleteFilesInRange does not look at level 0.
  options.num_levels = 2;
  // Level 0 files do not overlap either: they cost readers nothing, so a pile of them is no reason
  // to slow writes down. They are still moved on as soon as there are four.
  options.level0_file_num_compaction_trigger = 4;
  options.level0_slowdown_writes_trigger = 64;
  options.level0_stop_writes_trigger = 128;
  options.target_file_size_base = tuning.write_buffer_bytes;
  options.max_compaction_bytes = tuning.write_buffer_bytes * 4;
  // RocksDB would rewrite every table after 30 days.
  options.ttl = 0;

  rocksdb::BlockBasedTableOptions table;
  // One index entry a block. With RocksDB's 4 KiB every record would have one and a day of records
  // would keep gigabytes of index in memory; 256 KiB makes it 0.02 % of the data. The price is
  // 256 KiB read for one record, 0.1 ms.
  table.block_size = 256 << 10;
  // Keys are nearly sequential integers; restarts cost space only.
  table.block_restart_interval = 1;
  table.format_version = 5;
  table.checksum = rocksdb::kXXH3;
  // Records are read once, in order. The cache is for index blocks and repeated single reads.
  table.block_cache = rocksdb::NewLRUCache(16 << 20);
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

rocksdb::DBOptions DatabaseOptions(const Tuning& tuning) {
  rocksdb::DBOptions options;
  options.env = tuning.env;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.listeners.push_back(tuning.listener);

  // Durability.
  options.paranoid_checks = true;
  // A torn tail is normal after a crash and holds nothing that was acknowledged.
  // kAbsoluteConsistency would refuse to start then (facebook/rocksdb issue 1351). What this mode
  // cannot see, bit rot in the middle of the log, the watermark file finds.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  // A log file that is missing, or shorter than it was when last synced, is corruption.
  options.track_and_verify_wals_in_manifest = true;
  options.verify_sst_unique_id_in_manifest = true;
  // Never retry in the background: the journal decides, see Database::Write.
  options.max_bgerror_resume_count = 0;
  // Recycled logs and point-in-time recovery exclude each other in 7.8 (PR 6351).
  options.recycle_log_file_num = 0;

  // The column families share the log, and one that is idle holds old logs back. This bounds the
  // replay after a crash: 256 MB take less than a second.
  options.max_total_wal_size =
      std::max<std::uint64_t>(4 * tuning.write_buffer_bytes, std::uint64_t{1} << 20);
  // One thread appends; its batches need no second thread to enter the memtable.
  options.allow_concurrent_memtable_write = false;
  options.enable_write_thread_adaptive_yield = false;
  // One flush and one compaction beside each other; two cores are shared with the whole daemon.
  options.max_background_jobs = 2;
  // Start writeback of table files early, so that their final fsync does not hold up the log's.
  options.bytes_per_sync = 1 << 20;
  // 64 MB a file: a thousand files are 64 GB. Beyond that the least used are closed and reopened.
  options.max_open_files = 1'024;
  options.skip_stats_update_on_db_open = true;  // statistics we do not use, one read a file

  // Housekeeping: RocksDB's own text log holds options and file numbers, no data.
  options.keep_log_file_num = 4;
  options.max_log_file_size = 8 << 20;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

rocksdb::ColumnFamilyOptions StateOptions() {
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = 4 << 20;
  options.compression = rocksdb::kNoCompression;
  return options;
}

rocksdb::WriteOptions SyncedWrite() {
  rocksdb::WriteOptions options;
  options.sync = true;
  return options;
}

rocksdb::WriteOptions UnsyncedWrite() { return {}; }

rocksdb::ReadOptions PointRead() {
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  return options;
}

rocksdb::ReadOptions ScanRead() {
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  options.fill_cache = false;
  // Recovery reads at the disk's pace with requests of this size.
  options.readahead_size = 4 << 20;
  return options;
}

}  // namespace trigate::journal
