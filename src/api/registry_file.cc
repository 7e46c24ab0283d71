#include "trigate/api/registry_file.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include "trigate/api/registry.h"
#include "trigate/model/carrier.h"
#include "trigate/model/region.h"

namespace trigate::api {
namespace {

constexpr std::size_t kFileBytesMax = 4 << 20;
constexpr std::size_t kViolationsMax = 32;

struct Section {
  std::string_view key;
  Role role;
  std::string_view region_key;  ///< "region", "regions"; empty: neither
};

constexpr std::array<Section, 5> kSections = {{
    {"hubs", Role::kHub, "region"},
    {"investigators", Role::kInvestigator, "regions"},
    {"hqs", Role::kHeadquarters, "regions"},
    {"supervisors", Role::kSupervisor, "regions"},
    {"admins", Role::kAdmin, ""},
}};

class Reader {
 public:
  Result<std::vector<store::Principal>> Read(const YAML::Node& root) {
    if (!root.IsMap()) {
      return InvalidField("registry", "the file must be a map of hubs, investigators, hqs, "
                                      "supervisors and admins");
    }
    for (const auto& item : root) {
      const std::string key = item.first.Scalar();
      const auto section = std::find_if(kSections.begin(), kSections.end(),
                                        [&](const Section& s) { return s.key == key; });
      if (section == kSections.end()) {
        Fail(key, item.first,
             "unknown key; known are hubs, investigators, hqs, supervisors, admins");
      } else {
        ReadSection(*section, item.second);
      }
    }
    if (principals_.empty() && violations_.empty()) {
      return InvalidField("registry", "the file names no principal");
    }
    if (!violations_.empty()) {
      const std::string& first = violations_.front().field;
      return Status(StatusCode::kInvalidArgument, "registry file: " + first + " is wrong",
                    std::move(violations_));
    }
    return std::move(principals_);
  }

 private:
  void Fail(std::string field, const YAML::Node& at, std::string what) {
    if (violations_.size() >= kViolationsMax) return;
    violations_.push_back(
        {std::move(field), "line " + std::to_string(at.Mark().line + 1) + ": " + std::move(what)});
  }

  void ReadSection(const Section& section, const YAML::Node& list) {
    if (!list.IsSequence()) {
      Fail(std::string(section.key), list, "must be a list");
      return;
    }
    if (list.size() > kPrincipalsMax) {
      Fail(std::string(section.key), list, "has too many entries");
      return;
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string path = std::string(section.key) + "[" + std::to_string(i) + "]";
      ReadEntry(section, list[i], path);
    }
  }

  void ReadEntry(const Section& section, const YAML::Node& entry, const std::string& path) {
    if (!entry.IsMap()) {
      Fail(path, entry, "must be a map with the key id");
      return;
    }
    store::Principal principal;
    principal.role = section.role;
    std::string id;
    std::set<std::string> seen;
    for (const auto& item : entry) {
      const std::string key = item.first.Scalar();
      const std::string field = path + "." + key;
      if (!seen.insert(key).second) Fail(field, item.first, "given twice");
      ReadValue(section, key, field, item, id, principal);
    }
    if (!section.region_key.empty() && !seen.contains(std::string(section.region_key))) {
      Fail(path + "." + std::string(section.region_key), entry, "is missing");
    }
    if (section.role == Role::kHeadquarters && !seen.contains("carrier")) {
      Fail(path + ".carrier", entry, "is missing");
    }
    FinishEntry(std::move(principal), id, entry, path);
  }

  void ReadValue(const Section& section, const std::string& key, const std::string& field,
                 const YAML::iterator::value_type& item, std::string& id,
                 store::Principal& principal) {
    const YAML::Node& value = item.second;
    if (key == "id") {
      id = value.IsScalar() ? value.Scalar() : "";
    } else if (key == "name") {
      ReadName(field, value, principal);
    } else if (key == "disabled") {
      ReadDisabled(field, value, principal);
    } else if (key == "carrier" && section.role == Role::kHeadquarters) {
      ReadCarrier(field, value, principal);
    } else if (key == section.region_key && key == "region") {
      ReadHubRegion(field, value, principal);
    } else if (key == section.region_key && key == "regions") {
      ReadRegions(field, value, principal);
    } else {
      Fail(field, item.first, "unknown key");
    }
  }

  void ReadName(const std::string& field, const YAML::Node& value, store::Principal& principal) {
    if (!value.IsScalar() || value.Scalar().size() > 128) {
      Fail(field, value, "must be a text of at most 128 bytes");
      return;
    }
    principal.display_name = value.Scalar();
  }

  void ReadDisabled(const std::string& field, const YAML::Node& value,
                    store::Principal& principal) {
    if (value.IsScalar() && (value.Scalar() == "true" || value.Scalar() == "false")) {
      principal.disabled = value.Scalar() == "true";
    } else {
      Fail(field, value, "must be true or false");
    }
  }

  void ReadCarrier(const std::string& field, const YAML::Node& value,
                   store::Principal& principal) {
    if (!value.IsScalar() || model::FindCarrier(value.Scalar()) == nullptr) {
      Fail(field, value, "is no carrier that Trigate knows; `trigate id check` lists them");
      return;
    }
    principal.carrier = value.Scalar();
  }

  /// The number as written, with two, four or six digits.
  std::optional<std::int32_t> ReadRegion(const std::string& field, const YAML::Node& value) {
    const std::optional<model::RegionCode> code =
        value.IsScalar() ? model::ParseRegion(value.Scalar()) : std::nullopt;
    if (!code || !model::IsKnownRegion(*code)) {
      Fail(field, value, "is no GB/T 2260 code of two, four or six digits");
      return std::nullopt;
    }
    std::int32_t number = 0;
    const std::string& text = value.Scalar();
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
  }

  void ReadHubRegion(const std::string& field, const YAML::Node& value,
                     store::Principal& principal) {
    const std::optional<std::int32_t> region = ReadRegion(field, value);
    if (region && *region < 100'000) {
      Fail(field, value, "a hub lies in one county: six digits");
    } else if (region) {
      principal.hub_region = *region;
    }
  }

  void ReadRegions(const std::string& field, const YAML::Node& value,
                   store::Principal& principal) {
    if (value.IsScalar() && value.Scalar() == "all") {
      principal.all_regions = true;
      return;
    }
    if (!value.IsSequence() || value.size() == 0 || value.size() > 64) {
      Fail(field, value, "must be the word all or a list of 1 to 64 codes");
      return;
    }
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto region = ReadRegion(field + "[" + std::to_string(i) + "]", value[i]);
      if (region) principal.regions.push_back(*region);
    }
  }

  void FinishEntry(store::Principal principal, const std::string& id, const YAML::Node& entry,
                   const std::string& path) {
    if (!IsPrincipalSegment(id)) {
      Fail(path + ".id", entry,
           "is required: 1 to 63 lower case letters, digits, '-', '.' or '_', "
           "beginning with a letter or digit");
      return;
    }
    principal.id = PrincipalName{principal.role, principal.carrier, id}.id();
    if (!ids_.insert(principal.id).second) {
      Fail(path + ".id", entry, principal.id + " is given twice");
    }
    principals_.push_back(std::move(principal));
  }

  std::vector<store::Principal> principals_;
  std::set<std::string> ids_;
  std::vector<FieldViolation> violations_;
};

/// yaml-cpp expands aliases in place, so a few lines could stand for millions of entries.
bool HasAlias(std::string_view yaml) {
  for (std::size_t at = yaml.find('*'); at != std::string_view::npos; at = yaml.find('*', at + 1)) {
    const std::string_view before = yaml.substr(0, at);
    if (before.empty() || before.ends_with(' ') || before.ends_with('[') ||
        before.ends_with(',') || before.ends_with('\n')) {
      return true;
    }
  }
  return false;
}

}  // namespace

Result<std::vector<store::Principal>> ParseRegistryFile(std::string_view yaml) {
  if (yaml.size() > kFileBytesMax) return InvalidField("registry", "is longer than 4 MiB");
  if (HasAlias(yaml)) return InvalidField("registry", "YAML aliases (*name) are not allowed");
  try {
    return Reader().Read(YAML::Load(std::string(yaml)));
  } catch (const YAML::Exception& error) {
    return InvalidField("registry", "line " + std::to_string(error.mark.line + 1) + ", column " +
                                        std::to_string(error.mark.column + 1) + ": " + error.msg);
  }
}

Result<std::vector<store::Principal>> ReadRegistryFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotFound("registry file " + path + " cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  Result<std::vector<store::Principal>> read = ParseRegistryFile(text.view());
  if (!read.ok()) return read.status().WithContext(path);
  return read;
}

}  // namespace trigate::api
