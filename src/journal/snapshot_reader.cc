#include <algorithm>
#include <optional>
#include <utility>

#include "journal/rocks_status.h"
#include "journal/snapshot_format.h"
#include "journal/snapshot_store.h"
#include "trigate/crypto/aes_gcm.h"
#include "trigate/crypto/secret_key.h"

namespace trigate::journal {
namespace {

Status CutShort() { return DataLoss("the file is cut short"); }

/// Walks over the frames of one file.
class FrameReader {
 public:
  FrameReader(const FileSnapshotStore& store, Position position)
      : store_(store), position_(position) {}

  /// Goes to the first frame.
  Status Start();
  /// The clear content of the next frame, until the next call. After the last frame, the trailer,
  /// last() is true.
  Result<std::string_view> Next();
  [[nodiscard]] bool last() const { return last_; }
  /// kDataLoss unless the file ends here.
  Status CheckEnd();

 private:
  Status ReadExactly(std::size_t size, std::string& out);
  Result<crypto::AesGcm> OpenKey(std::string_view wrapped) const;

  const FileSnapshotStore& store_;
  const Position position_;
  std::unique_ptr<rocksdb::FSSequentialFile> file_;
  std::optional<crypto::AesGcm> cipher_;
  crypto::Digest header_digest_{};
  std::string sealed_;
  std::string clear_;
  std::uint64_t frame_ = 0;
  bool last_ = false;
};

Status FrameReader::ReadExactly(std::size_t size, std::string& out) {
  out.resize(size);
  std::size_t done = 0;
  while (done < size) {
    rocksdb::Slice got;
    TRIGATE_RETURN_IF_ERROR(FromRocks(
        file_->Read(size - done, {}, &got, out.data() + done, nullptr), "reading a snapshot"));
    if (got.empty()) return CutShort();
    if (got.data() != out.data() + done) std::copy_n(got.data(), got.size(), out.data() + done);
    done += got.size();
  }
  return {};
}

Status FrameReader::CheckEnd() {
  char scratch = 0;
  rocksdb::Slice got;
  TRIGATE_RETURN_IF_ERROR(
      FromRocks(file_->Read(1, {}, &got, &scratch, nullptr), "reading a snapshot"));
  return got.empty() ? OkStatus() : DataLoss("there is something behind the last frame");
}

Result<crypto::AesGcm> FrameReader::OpenKey(std::string_view wrapped) const {
  Result<std::string> bytes = store_.aead().Open(SnapshotKeyPlace(position_), wrapped);
  if (!bytes.ok()) return bytes.status();
  Result<crypto::SecretKey> key = crypto::SecretKey::FromBytes(*bytes);
  crypto::Wipe(*bytes);
  if (!key.ok()) return DataLoss("its key is damaged");
  return crypto::AesGcm::Create(*key);
}

Status FrameReader::Start() {
  TRIGATE_RETURN_IF_ERROR(
      FromRocks(store_.fs().NewSequentialFile(store_.PathOf(position_), {}, &file_, nullptr),
                "opening a snapshot"));
  std::string fixed;
  TRIGATE_RETURN_IF_ERROR(ReadExactly(kSnapshotMagic.size() + 8 + 4, fixed));
  ByteReader reader(fixed);
  const bool magic = reader.Take(kSnapshotMagic.size()) == kSnapshotMagic;
  const auto position = reader.Int<Position>();
  const auto key_size = reader.Int<std::uint32_t>();
  if (!magic || position != position_ || key_size > kWrappedKeyBytesMax) {
    return DataLoss("the header is damaged");
  }
  std::string wrapped;
  TRIGATE_RETURN_IF_ERROR(ReadExactly(key_size, wrapped));
  TRIGATE_ASSIGN_OR_RETURN(cipher_, OpenKey(wrapped));
  header_digest_ = crypto::Sha256Of(SnapshotHeader(position, wrapped));
  frame_ = 0;
  last_ = false;
  return {};
}

Result<std::string_view> FrameReader::Next() {
  std::string size_bytes;
  TRIGATE_RETURN_IF_ERROR(ReadExactly(4, size_bytes));
  const auto size_word = ByteReader(size_bytes).Int<std::uint32_t>();
  const std::size_t size = size_word & ~kLastFlag;
  last_ = (size_word & kLastFlag) != 0;
  if (size > kFrameBytes || (last_ && size != kTrailerBytes)) {
    return DataLoss("the size of frame " + std::to_string(frame_) + " is damaged");
  }
  TRIGATE_RETURN_IF_ERROR(ReadExactly(size + crypto::kTagBytes, sealed_));
  clear_.resize(size);
  const Status status = cipher_->Open(crypto::CounterNonce(kSnapshotStream, frame_),
                                      FrameAad(header_digest_, size_word), sealed_, clear_);
  if (!status.ok()) return status.WithContext("frame " + std::to_string(frame_));
  ++frame_;
  return std::string_view(clear_);
}

class FileSnapshotReader final : public SnapshotReader {
 public:
  FileSnapshotReader(const FileSnapshotStore& store, Position position)
      : position_(position), frames_(store, position) {}

  /// Reads the file once from end to end, then goes back to the beginning of the content.
  Status Verify();

  [[nodiscard]] Position position() const override { return position_; }
  [[nodiscard]] const std::string& meta() const override { return meta_; }
  [[nodiscard]] const crypto::Digest& content_digest() const override { return digest_; }
  [[nodiscard]] std::uint64_t content_bytes() const override { return content_bytes_; }
  Result<std::size_t> Read(std::span<char> out) override;

 private:
  Status CheckTrailer(std::string_view trailer);
  Status ReadMeta();

  const Position position_;
  FrameReader frames_;
  std::string_view left_;  ///< of the frame that is being handed out
  std::string meta_;
  crypto::Digest digest_{};
  std::uint64_t content_bytes_ = 0;
};

Status FileSnapshotReader::Verify() {
  TRIGATE_RETURN_IF_ERROR(frames_.Start());
  crypto::Sha256 hash;
  std::string prefix;
  AppendInt(prefix, position_);
  hash.Update(prefix);
  std::uint64_t clear_bytes = 0;
  TRIGATE_ASSIGN_OR_RETURN(std::string_view clear, frames_.Next());
  while (!frames_.last()) {
    hash.Update(clear);
    clear_bytes += clear.size();
    TRIGATE_ASSIGN_OR_RETURN(clear, frames_.Next());
  }
  digest_ = hash.Finish();
  TRIGATE_RETURN_IF_ERROR(CheckTrailer(clear));
  TRIGATE_RETURN_IF_ERROR(frames_.CheckEnd());
  TRIGATE_RETURN_IF_ERROR(frames_.Start());
  TRIGATE_RETURN_IF_ERROR(ReadMeta());
  const std::uint64_t other_bytes = 4 + meta_.size();
  return clear_bytes == content_bytes_ + other_bytes ? OkStatus() : CutShort();
}

Status FileSnapshotReader::CheckTrailer(std::string_view trailer) {
  ByteReader reader(trailer);
  content_bytes_ = reader.Int<std::uint64_t>();
  if (reader.rest() != crypto::AsText(digest_)) {
    return DataLoss("the content does not have the digest it was written with");
  }
  return {};
}

Status FileSnapshotReader::ReadMeta() {
  std::string size_bytes(4, '\0');
  TRIGATE_ASSIGN_OR_RETURN(const std::size_t got, Read(size_bytes));
  const auto size = ByteReader(size_bytes).Int<std::uint32_t>();
  if (got != size_bytes.size() || size > kSnapshotMetaBytesMax) return CutShort();
  meta_.resize(size);
  TRIGATE_ASSIGN_OR_RETURN(const std::size_t got_meta, Read(meta_));
  return got_meta == size ? OkStatus() : CutShort();
}

Result<std::size_t> FileSnapshotReader::Read(std::span<char> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    if (left_.empty()) {
      if (frames_.last()) break;
      TRIGATE_ASSIGN_OR_RETURN(left_, frames_.Next());
      if (frames_.last()) {
        left_ = {};
        break;
      }
    }
    const std::size_t size = std::min(left_.size(), out.size() - done);
    std::copy_n(left_.data(), size, out.data() + done);
    left_.remove_prefix(size);
    done += size;
  }
  return done;
}

}  // namespace

Result<std::unique_ptr<SnapshotReader>> NewSnapshotReader(const FileSnapshotStore& store,
                                                          Position position) {
  auto reader = std::make_unique<FileSnapshotReader>(store, position);
  TRIGATE_RETURN_IF_ERROR(reader->Verify());
  return std::unique_ptr<SnapshotReader>(std::move(reader));
}

}  // namespace trigate::journal
