// Snapshots: the fold's state after a journal position, so that recovery replays hours, not weeks.
//
// What: one file a snapshot, written as a stream of chunks, encrypted, with a SHA-256 over the
//   clear content. A snapshot exists when its file has been synced and renamed into place; the
//   newest kSnapshotsKept are kept. Format: src/journal/snapshot_format.h.
// Threads: the store from any thread; one writer at a time; a writer or reader from one thread.
// Ownership: writer and reader own their file; the store must outlive them. Dropping a writer
//   without Commit leaves nothing behind.
// Failure: a half-written, cut, changed or unreadable snapshot is never used: Latest() reports it
//   as a warning and takes the older one. kResourceExhausted when the disk is full.
// Limits: meta up to kSnapshotMetaBytesMax; content of any size; memory of one chunk.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/status.h"
#include "trigate/crypto/digest.h"
#include "trigate/journal/journal.h"

namespace trigate::journal {

inline constexpr std::size_t kSnapshotsKept = 2;
inline constexpr std::size_t kSnapshotMetaBytesMax = 1 << 20;

class SnapshotWriter {
 public:
  virtual ~SnapshotWriter() = default;
  /// Adds content. Pieces of any size; their borders are not kept.
  virtual Status Append(std::string_view bytes) = 0;
  /// Makes the snapshot durable and visible, and removes those beyond kSnapshotsKept.
  virtual Status Commit() = 0;
};

class SnapshotReader {
 public:
  virtual ~SnapshotReader() = default;
  [[nodiscard]] virtual Position position() const = 0;
  [[nodiscard]] virtual const std::string& meta() const = 0;
  /// SHA-256 of position, meta and content in clear: equal states have equal digests.
  [[nodiscard]] virtual const crypto::Digest& content_digest() const = 0;
  [[nodiscard]] virtual std::uint64_t content_bytes() const = 0;
  /// Fills `out` with what comes next and returns how many bytes it got: fewer than asked for only
  /// at the end of the content. Verified. Fails: kDataLoss.
  virtual Result<std::size_t> Read(std::span<char> out) = 0;
};

class SnapshotStore {
 public:
  virtual ~SnapshotStore() = default;

  /// Begins a snapshot after `position` with a small header of the caller's.
  virtual Result<std::unique_ptr<SnapshotWriter>> Create(Position position,
                                                         std::string_view meta) = 0;
  /// Positions of the committed snapshots, newest first. Does not open them.
  virtual Result<std::vector<Position>> List() const = 0;
  /// Opens a snapshot after having verified all of it. Fails: kNotFound; kDataLoss.
  virtual Result<std::unique_ptr<SnapshotReader>> Open(Position position) const = 0;
  /// The newest snapshot at or before `not_after` that verifies, or none. What was wrong with newer
  /// ones goes to `warnings`.
  virtual Result<std::unique_ptr<SnapshotReader>> Latest(Position not_after,
                                                         std::vector<Status>* warnings) const = 0;
};

}  // namespace trigate::journal
