// Waiting until RocksDB has unlinked the files it no longer needs, so that what was deleted from the
// journal is off the disk when the caller is told so.
//
// Why: RocksDB unlinks in the background and has no call that waits for it. DB::GetSortedWalFiles
//   waits as a side effect, and may wait for ever: FindObsoleteFiles lowers its count of pending
//   purges without waking the waiter (facebook/rocksdb pull request 14069).
// Threads: any; nothing is kept between calls.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/file_system.h>

#include <cstdint>
#include <string>

#include "trigate/base/status.h"

namespace trigate::journal {

/// The number of the log that is being written. Files are numbered in the order of their creation.
Result<std::uint64_t> CurrentLog(rocksdb::DB& db);

/// Returns when no table is left that the newest state of `db` does not use, and no log up to
/// `last_log` but the current one. A file that a reader still holds goes with that reader; it is
/// waited for a second and then left.
Status AwaitRemoval(rocksdb::DB& db, rocksdb::FileSystem& files, const std::string& path,
                    std::uint64_t last_log);

}  // namespace trigate::journal
