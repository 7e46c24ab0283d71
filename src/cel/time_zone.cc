#include "cel/time_zone.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>

namespace trigate::cel {
namespace {

namespace fs = std::filesystem;

/// Longer than any name of the database.
constexpr std::size_t kNameBytesMax = 64;

/// What the folder of the database holds beside the zones: the host's own setting, and copies of
/// the database in other time scales.
constexpr std::array<std::string_view, 4> kNoZones = {"localtime", "posix", "posixrules", "right"};

struct Zone {
  std::once_flag loaded;
  std::optional<absl::TimeZone> zone;
};

struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view name) const {
    return std::hash<std::string_view>()(name);
  }
};

using Zones = std::unordered_map<std::string, Zone, NameHash, std::equal_to<>>;

/// "America/Argentina/Ushuaia", "Etc/GMT+5", but no name with a dot: those are tables.
bool IsZoneName(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '/' || c == '_' || c == '-' || c == '+';
  };
  return name.size() <= kNameBytesMax && std::all_of(name.begin(), name.end(), allowed);
}

/// The names of the database, from the folder that absl reads too.
Zones* ListZones() {
  auto* zones = new Zones;
  const char* folder = std::getenv("TZDIR");
  const fs::path root = folder != nullptr ? folder : "/usr/share/zoneinfo";
  std::error_code error;
  fs::recursive_directory_iterator it(root, fs::directory_options::skip_permission_denied, error);
  for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    std::error_code unreadable;
    const std::string name = it->path().lexically_relative(root).generic_string();
    if (it.depth() == 0 && std::find(kNoZones.begin(), kNoZones.end(), name) != kNoZones.end()) {
      it.disable_recursion_pending();
    } else if (it->is_regular_file(unreadable) && IsZoneName(name)) {
      zones->try_emplace(name);
    }
  }
  return zones;
}

std::optional<absl::TimeZone> ParseOffset(std::string_view text) {
  const bool west = text.starts_with('-');
  if (west || text.starts_with('+')) text.remove_prefix(1);
  const auto digit = [text](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || !digit(0) || !digit(1) || text[2] != ':' || !digit(3) || !digit(4)) {
    return std::nullopt;
  }
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  if (hours > 23 || minutes > 59) return std::nullopt;
  return absl::FixedTimeZone((hours * 60 + minutes) * (west ? -60 : 60));
}

}  // namespace

std::optional<absl::TimeZone> FindZone(std::string_view name) {
  if (name.empty() || name == "UTC") return absl::UTCTimeZone();
  if (const auto offset = ParseOffset(name)) return offset;
  static Zones* const kZones = ListZones();
  if (name.size() > kNameBytesMax) return std::nullopt;
  const auto it = kZones->find(name);
  if (it == kZones->end()) return std::nullopt;
  Zone& zone = it->second;
  std::call_once(zone.loaded, [&] {
    absl::TimeZone loaded;
    if (absl::LoadTimeZone(it->first, &loaded)) zone.zone = loaded;
  });
  return zone.zone;
}

}  // namespace trigate::cel
