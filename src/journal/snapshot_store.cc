#include "journal/snapshot_store.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <functional>
#include <optional>
#include <system_error>
#include <utility>

#include "journal/rocks_status.h"

namespace trigate::journal {
namespace {

constexpr std::string_view kPrefix = "snapshot-";
constexpr std::string_view kSuffix = ".tgs";
constexpr std::string_view kTemporarySuffix = ".tgs.tmp";
constexpr std::size_t kDigits = 20;

std::optional<Position> PositionOfName(std::string_view name) {
  if (name.size() != kPrefix.size() + kDigits + kSuffix.size() || !name.starts_with(kPrefix) ||
      !name.ends_with(kSuffix)) {
    return std::nullopt;
  }
  name = name.substr(kPrefix.size(), kDigits);
  Position position = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), position);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return position;
}

Status CreateDirectory(const std::string& directory) {
  if (::mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST) return {};
  const std::string message =
      "creating " + directory + ": " + std::generic_category().message(errno);
  return errno == ENOSPC ? ResourceExhausted(message) : PermissionDenied(message);
}

}  // namespace

FileSnapshotStore::FileSnapshotStore(std::string directory, std::shared_ptr<rocksdb::FileSystem> fs,
                                     crypto::Aead aead)
    : directory_(std::move(directory)), fs_(std::move(fs)), aead_(std::move(aead)) {}

Result<std::unique_ptr<SnapshotStore>> FileSnapshotStore::Open(
    const std::string& directory, std::shared_ptr<rocksdb::FileSystem> fs,
    const crypto::KeyRing& ring) {
  TRIGATE_RETURN_IF_ERROR(CreateDirectory(directory));
  TRIGATE_ASSIGN_OR_RETURN(crypto::Aead aead, crypto::Aead::Create(ring, crypto::kPurposeJournal));
  std::unique_ptr<FileSnapshotStore> store(
      new FileSnapshotStore(directory, std::move(fs), std::move(aead)));
  TRIGATE_ASSIGN_OR_RETURN(const std::vector<std::string> names, store->Names());
  for (const std::string& name : names) {
    if (!name.ends_with(kTemporarySuffix)) continue;
    TRIGATE_RETURN_IF_ERROR(
        FromRocks(store->fs_->DeleteFile(directory + "/" + name, {}, nullptr), "removing " + name));
  }
  return std::unique_ptr<SnapshotStore>(std::move(store));
}

std::string FileSnapshotStore::PathOf(Position position) const {
  std::array<char, kDigits + 1> digits{};
  std::snprintf(digits.data(), digits.size(), "%020lld", static_cast<long long>(position));
  return directory_ + "/" + std::string(kPrefix) + digits.data() + std::string(kSuffix);
}

Result<std::vector<std::string>> FileSnapshotStore::Names() const {
  std::vector<std::string> names;
  TRIGATE_RETURN_IF_ERROR(
      FromRocks(fs_->GetChildren(directory_, {}, &names, nullptr), "listing the snapshots"));
  return names;
}

Result<std::vector<Position>> FileSnapshotStore::List() const {
  TRIGATE_ASSIGN_OR_RETURN(const std::vector<std::string> names, Names());
  std::vector<Position> positions;
  for (const std::string& name : names) {
    const std::optional<Position> position = PositionOfName(name);
    if (position.has_value()) positions.push_back(*position);
  }
  std::ranges::sort(positions, std::greater<>());
  return positions;
}

Status FileSnapshotStore::Prune() {
  TRIGATE_ASSIGN_OR_RETURN(const std::vector<Position> positions, List());
  for (std::size_t i = kSnapshotsKept; i < positions.size(); ++i) {
    TRIGATE_RETURN_IF_ERROR(
        FromRocks(fs_->DeleteFile(PathOf(positions[i]), {}, nullptr), "removing an old snapshot"));
  }
  return {};
}

Result<std::unique_ptr<SnapshotWriter>> FileSnapshotStore::Create(Position position,
                                                                  std::string_view meta) {
  if (position < 0) return InvalidField("position", std::to_string(position) + " is below 0");
  if (meta.size() > kSnapshotMetaBytesMax) {
    return InvalidField("meta", std::to_string(meta.size()) + " bytes are more than " +
                                    std::to_string(kSnapshotMetaBytesMax));
  }
  return NewSnapshotWriter(*this, position, meta);
}

Result<std::unique_ptr<SnapshotReader>> FileSnapshotStore::Open(Position position) const {
  if (position < 0 || fs_->FileExists(PathOf(position), {}, nullptr).IsNotFound()) {
    return NotFound("there is no snapshot at " + std::to_string(position));
  }
  Result<std::unique_ptr<SnapshotReader>> reader = NewSnapshotReader(*this, position);
  if (!reader.ok()) return reader.status().WithContext("snapshot " + std::to_string(position));
  return reader;
}

Result<std::unique_ptr<SnapshotReader>> FileSnapshotStore::Latest(
    Position not_after, std::vector<Status>* warnings) const {
  TRIGATE_ASSIGN_OR_RETURN(const std::vector<Position> positions, List());
  for (const Position position : positions) {
    if (position > not_after) {
      warnings->push_back(FailedPrecondition("snapshot " + std::to_string(position) +
                                             " lies beyond " + std::to_string(not_after) +
                                             " and is not used"));
      continue;
    }
    Result<std::unique_ptr<SnapshotReader>> reader = Open(position);
    if (reader.ok()) return reader;
    warnings->push_back(reader.status());
  }
  return std::unique_ptr<SnapshotReader>();
}

}  // namespace trigate::journal
