#include "journal/watermark.h"

#include <algorithm>
#include <array>
#include <utility>

#include "journal/bytes.h"
#include "journal/rocks_status.h"

namespace trigate::journal {
namespace {

constexpr std::uint64_t kSlotStride = 512;
constexpr std::size_t kSlots = 2;
constexpr std::size_t kSlotBytes = 16;

std::string Slot(Position position) {
  std::string slot;
  AppendInt(slot, static_cast<std::uint64_t>(position));
  AppendInt(slot, ~static_cast<std::uint64_t>(position));
  return slot;
}

std::optional<Position> ParseSlot(std::string_view slot) {
  ByteReader reader(slot);
  const auto position = reader.Int<std::uint64_t>();
  const auto complement = reader.Int<std::uint64_t>();
  if (!reader.ok() || position != ~complement) return std::nullopt;
  return static_cast<Position>(position);
}

Status Create(rocksdb::FileSystem& fs, const std::string& path, Position position) {
  std::string content(kSlotStride * kSlots, '\0');
  for (std::size_t i = 0; i < kSlots; ++i)
    content.replace(i * kSlotStride, kSlotBytes, Slot(position));
  std::unique_ptr<rocksdb::FSWritableFile> file;
  const rocksdb::IOOptions io;
  rocksdb::IOStatus status = fs.NewWritableFile(path + ".tmp", {}, &file, nullptr);
  if (status.ok()) status = file->Append(content, io, nullptr);
  if (status.ok()) status = file->Fsync(io, nullptr);
  if (status.ok()) status = file->Close(io, nullptr);
  if (status.ok()) status = fs.RenameFile(path + ".tmp", path, io, nullptr);
  std::unique_ptr<rocksdb::FSDirectory> directory;
  if (status.ok()) {
    status = fs.NewDirectory(path.substr(0, path.rfind('/')), io, &directory, nullptr);
  }
  if (status.ok()) status = directory->Fsync(io, nullptr);
  return FromRocks(status, "creating the watermark");
}

}  // namespace

Result<std::optional<Position>> Watermark::Read(rocksdb::FileSystem& fs, const std::string& path) {
  const rocksdb::IOOptions io;
  if (fs.FileExists(path, io, nullptr).IsNotFound()) return std::optional<Position>();
  std::unique_ptr<rocksdb::FSRandomAccessFile> file;
  TRIGATE_RETURN_IF_ERROR(
      FromRocks(fs.NewRandomAccessFile(path, {}, &file, nullptr), "opening the watermark"));
  std::optional<Position> highest;
  for (std::size_t i = 0; i < kSlots; ++i) {
    std::array<char, kSlotBytes> scratch{};
    rocksdb::Slice slot;
    TRIGATE_RETURN_IF_ERROR(
        FromRocks(file->Read(i * kSlotStride, kSlotBytes, io, &slot, scratch.data(), nullptr),
                  "reading the watermark"));
    const std::optional<Position> position = ParseSlot(slot.ToStringView());
    if (position.has_value()) highest = std::max(highest.value_or(0), *position);
  }
  if (!highest.has_value()) return DataLoss("the watermark file " + path + " is damaged");
  return highest;
}

Result<std::unique_ptr<Watermark>> Watermark::Open(rocksdb::FileSystem& fs, const std::string& path,
                                                   Position position) {
  if (fs.FileExists(path, {}, nullptr).IsNotFound()) {
    TRIGATE_RETURN_IF_ERROR(Create(fs, path, position));
  }
  std::unique_ptr<rocksdb::FSRandomRWFile> file;
  TRIGATE_RETURN_IF_ERROR(
      FromRocks(fs.NewRandomRWFile(path, {}, &file, nullptr), "opening the watermark"));
  std::unique_ptr<Watermark> watermark(new Watermark(std::move(file)));
  TRIGATE_RETURN_IF_ERROR(watermark->Advance(position));
  TRIGATE_RETURN_IF_ERROR(watermark->Sync());
  return watermark;
}

Status Watermark::Advance(Position position) {
  const std::uint64_t slot = writes_++ % kSlots;
  return FromRocks(file_->Write(slot * kSlotStride, Slot(position), {}, nullptr),
                   "writing the watermark");
}

Status Watermark::Sync() { return FromRocks(file_->Sync({}, nullptr), "syncing the watermark"); }

}  // namespace trigate::journal
