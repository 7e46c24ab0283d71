// Snapshots as files. Contracts: trigate/journal/snapshot.h; format: snapshot_format.h.
//
//   <directory>/snapshot-00000000000000001234.tgs       committed
//   <directory>/snapshot-00000000000000001234.tgs.tmp   being written; removed at Open

#pragma once

#include <rocksdb/file_system.h>

#include <memory>
#include <string>
#include <vector>

#include "trigate/crypto/aead.h"
#include "trigate/crypto/key_ring.h"
#include "trigate/journal/snapshot.h"

namespace trigate::journal {

class FileSnapshotStore final : public SnapshotStore {
 public:
  /// Creates the directory (0700) when missing and removes what was left half-written.
  static Result<std::unique_ptr<SnapshotStore>> Open(const std::string& directory,
                                                     std::shared_ptr<rocksdb::FileSystem> fs,
                                                     const crypto::KeyRing& ring);

  Result<std::unique_ptr<SnapshotWriter>> Create(Position position, std::string_view meta) override;
  Result<std::vector<Position>> List() const override;
  Result<std::unique_ptr<SnapshotReader>> Open(Position position) const override;
  Result<std::unique_ptr<SnapshotReader>> Latest(Position not_after,
                                                 std::vector<Status>* warnings) const override;

  /// Removes all but the newest kSnapshotsKept.
  Status Prune();
  [[nodiscard]] std::string PathOf(Position position) const;
  [[nodiscard]] const std::string& directory() const { return directory_; }
  [[nodiscard]] rocksdb::FileSystem& fs() const { return *fs_; }
  [[nodiscard]] const crypto::Aead& aead() const { return aead_; }

 private:
  FileSnapshotStore(std::string directory, std::shared_ptr<rocksdb::FileSystem> fs,
                    crypto::Aead aead);
  Result<std::vector<std::string>> Names() const;

  const std::string directory_;
  const std::shared_ptr<rocksdb::FileSystem> fs_;
  const crypto::Aead aead_;
};

/// Starts a file for `position`.
Result<std::unique_ptr<SnapshotWriter>> NewSnapshotWriter(FileSnapshotStore& store,
                                                          Position position, std::string_view meta);
/// Verifies all of a file and gives a reader at the beginning of its content.
Result<std::unique_ptr<SnapshotReader>> NewSnapshotReader(const FileSnapshotStore& store,
                                                          Position position);

}  // namespace trigate::journal
