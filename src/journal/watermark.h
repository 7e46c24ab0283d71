// The last acknowledged position, kept in a file of its own beside RocksDB.
//
// Why: RocksDB's point-in-time recovery ends at the first damaged record of its log and takes what
// stands behind it for never written. That is right for a torn tail and wrong for bit rot in the
// middle, and RocksDB cannot tell the two apart. This file can: everything through the watermark
// was acknowledged, so a journal that ends before it has lost data.
//
// It is written after each acknowledged group and synced only now and then. A killed process loses
// none of it (the page cache survives); after a power failure it may be older than the journal,
// never newer, so it may miss a loss but never invents one.
//
//   file := slot slot      at offsets 0 and 512: one disk sector each, written in turn
//   slot := position:u64be complement:u64be

#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "trigate/base/status.h"
#include "trigate/journal/journal.h"

namespace trigate::journal {

class Watermark {
 public:
  /// The position in the file, or none when there is no file. Fails: kDataLoss when neither slot is
  /// whole.
  static Result<std::optional<Position>> Read(rocksdb::FileSystem& fs, const std::string& path);

  /// Opens the file for writing, creating it with `position`. Durable on return.
  static Result<std::unique_ptr<Watermark>> Open(rocksdb::FileSystem& fs, const std::string& path,
                                                 Position position);

  /// Raises the watermark. Not synced.
  Status Advance(Position position);
  Status Sync();

 private:
  explicit Watermark(std::unique_ptr<rocksdb::FSRandomRWFile> file) : file_(std::move(file)) {}

  std::unique_ptr<rocksdb::FSRandomRWFile> file_;
  std::uint64_t writes_ = 0;
};

}  // namespace trigate::journal
