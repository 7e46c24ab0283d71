#include <algorithm>
#include <array>
#include <utility>

#include "journal/rocks_status.h"
#include "journal/snapshot_format.h"
#include "journal/snapshot_store.h"
#include "trigate/crypto/aes_gcm.h"
#include "trigate/crypto/secret_key.h"

namespace trigate::journal {
namespace {

class FileSnapshotWriter final : public SnapshotWriter {
 public:
  FileSnapshotWriter(FileSnapshotStore& store, Position position, crypto::AesGcm cipher)
      : store_(store), path_(store.PathOf(position)), cipher_(std::move(cipher)) {
    std::string prefix;
    AppendInt(prefix, position);
    hash_.Update(prefix);
  }
  ~FileSnapshotWriter() override {
    if (committed_ || file_ == nullptr) return;
    file_.reset();
    // Best effort: Open removes what is left.
    (void)store_.fs().DeleteFile(Temporary(), {}, nullptr);
  }

  Status Start(const std::string& header, std::string_view meta);
  Status Append(std::string_view bytes) override;
  Status Commit() override;

 private:
  [[nodiscard]] std::string Temporary() const { return path_ + ".tmp"; }
  /// Adds content that is hashed but not counted when it is the meta.
  Status AppendHashed(std::string_view bytes);
  Status WriteFrame(std::string_view clear, std::uint32_t flag);
  Status WriteTrailer();
  Status Publish();
  /// Remembers the first failure: a snapshot with a hole must not be committed.
  Status Note(Status status) {
    if (failure_.ok()) failure_ = status;
    return status;
  }

  FileSnapshotStore& store_;
  const std::string path_;
  crypto::AesGcm cipher_;
  crypto::Sha256 hash_;
  crypto::Digest header_digest_{};
  std::unique_ptr<rocksdb::FSWritableFile> file_;
  std::string clear_;   ///< of the frame being filled
  std::string sealed_;  ///< reused
  std::uint64_t frame_ = 0;
  std::uint64_t file_bytes_ = 0;
  std::uint64_t content_bytes_ = 0;
  Status failure_;
  bool committed_ = false;
};

Status FileSnapshotWriter::Start(const std::string& header, std::string_view meta) {
  TRIGATE_RETURN_IF_ERROR(FromRocks(store_.fs().NewWritableFile(Temporary(), {}, &file_, nullptr),
                                    "creating a snapshot"));
  TRIGATE_RETURN_IF_ERROR(FromRocks(file_->Append(header, {}, nullptr), "writing a snapshot"));
  file_bytes_ = header.size();
  header_digest_ = crypto::Sha256Of(header);
  clear_.reserve(kFrameBytes);
  std::string meta_size;
  AppendInt(meta_size, static_cast<std::uint32_t>(meta.size()));
  TRIGATE_RETURN_IF_ERROR(AppendHashed(meta_size));
  return AppendHashed(meta);
}

Status FileSnapshotWriter::Append(std::string_view bytes) {
  TRIGATE_RETURN_IF_ERROR(failure_);
  if (committed_) return FailedPrecondition("the snapshot was committed");
  content_bytes_ += bytes.size();
  return Note(AppendHashed(bytes));
}

Status FileSnapshotWriter::AppendHashed(std::string_view bytes) {
  hash_.Update(bytes);
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.size(), kFrameBytes - clear_.size());
    clear_.append(bytes.substr(0, size));
    bytes.remove_prefix(size);
    if (clear_.size() < kFrameBytes) continue;
    TRIGATE_RETURN_IF_ERROR(WriteFrame(clear_, 0));
    clear_.clear();
  }
  return {};
}

Status FileSnapshotWriter::WriteFrame(std::string_view clear, std::uint32_t flag) {
  const std::uint32_t size_word = static_cast<std::uint32_t>(clear.size()) | flag;
  sealed_.clear();
  AppendInt(sealed_, size_word);
  const std::size_t start = sealed_.size();
  sealed_.resize(start + clear.size() + crypto::kTagBytes);
  TRIGATE_RETURN_IF_ERROR(cipher_.Seal(crypto::CounterNonce(kSnapshotStream, frame_++),
                                       FrameAad(header_digest_, size_word), std::span(&clear, 1),
                                       std::span(sealed_).subspan(start)));
  TRIGATE_RETURN_IF_ERROR(FromRocks(file_->Append(sealed_, {}, nullptr), "writing a snapshot"));
  // Start writeback as the file grows: one fsync of gigabytes at the end would hold up the
  // journal's.
  const std::uint64_t offset = std::exchange(file_bytes_, file_bytes_ + sealed_.size());
  return FromRocks(file_->RangeSync(offset, sealed_.size(), {}, nullptr), "writing a snapshot");
}

Status FileSnapshotWriter::WriteTrailer() {
  if (!clear_.empty()) TRIGATE_RETURN_IF_ERROR(WriteFrame(clear_, 0));
  std::string trailer;
  AppendInt(trailer, content_bytes_);
  trailer.append(crypto::AsText(hash_.Finish()));
  return WriteFrame(trailer, kLastFlag);
}

/// The content is durable before the name is, and the name before this returns.
Status FileSnapshotWriter::Publish() {
  const rocksdb::IOOptions io;
  rocksdb::IOStatus status = file_->Fsync(io, nullptr);
  if (status.ok()) status = file_->Close(io, nullptr);
  if (status.ok()) status = store_.fs().RenameFile(Temporary(), path_, io, nullptr);
  std::unique_ptr<rocksdb::FSDirectory> directory;
  if (status.ok()) status = store_.fs().NewDirectory(store_.directory(), io, &directory, nullptr);
  if (status.ok()) status = directory->Fsync(io, nullptr);
  return FromRocks(status, "committing a snapshot");
}

Status FileSnapshotWriter::Commit() {
  TRIGATE_RETURN_IF_ERROR(failure_);
  if (committed_) return FailedPrecondition("the snapshot was committed");
  TRIGATE_RETURN_IF_ERROR(Note(WriteTrailer()));
  TRIGATE_RETURN_IF_ERROR(Note(Publish()));
  committed_ = true;
  return store_.Prune();
}

}  // namespace

Result<std::unique_ptr<SnapshotWriter>> NewSnapshotWriter(FileSnapshotStore& store,
                                                          Position position,
                                                          std::string_view meta) {
  TRIGATE_ASSIGN_OR_RETURN(const crypto::SecretKey key, crypto::SecretKey::Random());
  TRIGATE_ASSIGN_OR_RETURN(const std::string wrapped,
                           store.aead().Seal(SnapshotKeyPlace(position), key.text()));
  TRIGATE_ASSIGN_OR_RETURN(crypto::AesGcm cipher, crypto::AesGcm::Create(key));
  auto writer = std::make_unique<FileSnapshotWriter>(store, position, std::move(cipher));
  TRIGATE_RETURN_IF_ERROR(writer->Start(SnapshotHeader(position, wrapped), meta));
  return std::unique_ptr<SnapshotWriter>(std::move(writer));
}

}  // namespace trigate::journal
