#include "trigate/yaml/strict_map.h"

#include <charconv>
#include <cmath>
#include <utility>

namespace trigate::yaml {
namespace {

std::uint32_t LineOf(const YAML::Mark& mark) {
  return mark.is_null() ? 0 : static_cast<std::uint32_t>(mark.line + 1);
}
std::uint32_t ColumnOf(const YAML::Mark& mark) {
  return mark.is_null() ? 0 : static_cast<std::uint32_t>(mark.column + 1);
}

template <typename Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Located At(const YAML::Node& node) {
  return {node.Scalar(), LineOf(node.Mark()), ColumnOf(node.Mark())};
}

}  // namespace

void Faults::Add(const YAML::Mark& mark, std::string_view subject, std::string message) {
  Add(LineOf(mark), ColumnOf(mark), subject, std::move(message));
}

StrictMap::StrictMap(const YAML::Node& node, std::string what, std::string subject, Faults* faults)
    : node_(node), mark_(node.Mark()), what_(std::move(what)), subject_(std::move(subject)),
      faults_(faults), is_map_(node.IsMap()) {
  if (!is_map_) Fault("must be a mapping of keys to values");
}

StrictMap::~StrictMap() {
  if (!is_map_) return;
  for (const auto& entry : node_) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "(not a name)";
    if (!known_.contains(key)) {
      faults_->Add(entry.first.Mark(), subject_, "unknown key '" + key + "' in " + what_);
    }
  }
}

void StrictMap::Fault(const Located& at, std::string message) {
  faults_->Add(at.line, at.column, subject_, std::move(message));
}
void StrictMap::Fault(std::string message) {
  faults_->Add(mark_, subject_, what_ + " " + std::move(message));
}

YAML::Node StrictMap::Take(const char* key, bool required) {
  known_.insert(key);
  YAML::Node child = is_map_ ? node_[key] : YAML::Node(YAML::NodeType::Undefined);
  if (required && is_map_ && !child.IsDefined()) {
    Fault(std::string("lacks the key '").append(key).append("'"));
  }
  return child;
}

Located StrictMap::Text(const char* key, bool required) {
  const YAML::Node child = Take(key, required);
  if (!child.IsDefined()) return {};
  if (!child.IsScalar() || (required && child.Scalar().empty())) {
    faults_->Add(child.Mark(), subject_, std::string("'").append(key).append("' must be a text"));
    return {};
  }
  return At(child);
}

std::int64_t StrictMap::Integer(const char* key, std::int64_t low, std::int64_t high,
                              std::int64_t fallback) {
  const Located text = Text(key, false);
  if (!text.given()) return fallback;
  const auto value = ParseNumber<std::int64_t>(text.text);
  if (value && *value >= low && *value <= high) return *value;
  Fault(text, std::string("'").append(key).append("' must be a whole number from ") +
                  std::to_string(low) + " to " + std::to_string(high));
  return fallback;
}

std::int32_t StrictMap::Milli(const char* key, std::int32_t low, std::int32_t high,
                            std::int32_t fallback) {
  const Located text = Text(key, false);
  if (!text.given()) return fallback;
  const auto value = ParseNumber<double>(text.text);
  if (value && *value * 1000 >= low && *value * 1000 <= high) {
    return static_cast<std::int32_t>(std::lround(*value * 1000));
  }
  Fault(text, std::string("'").append(key).append("' must be a number from ") +
                  std::to_string(low / 1000) + " to " + std::to_string(high / 1000));
  return fallback;
}

Millis StrictMap::Duration(const char* key, Millis fallback) {
  const Located text = Text(key, false);
  if (!text.given()) return fallback;
  const std::string_view digits = std::string_view(text.text).substr(0, text.text.size() - 1);
  const auto count = text.text.empty() ? std::nullopt : ParseNumber<std::int32_t>(digits);
  const char unit = text.text.empty() ? ' ' : text.text.back();
  const std::int64_t unit_s = unit == 's'   ? 1
                              : unit == 'm' ? 60
                              : unit == 'h' ? 3600
                              : unit == 'd' ? 86'400
                                            : 0;
  if (count && *count > 0 && unit_s > 0) return Millis(*count * unit_s * 1000);
  Fault(text, std::string("'").append(key).append("' must be a duration such as 30s, 15m, 24h, 7d"));
  return fallback;
}

std::vector<Located> StrictMap::Texts(const char* key, bool required) {
  const YAML::Node child = Take(key, required);
  std::vector<Located> texts;
  if (!child.IsDefined()) return texts;
  if (child.IsScalar()) return {At(child)};
  if (!child.IsSequence()) {
    faults_->Add(child.Mark(), subject_, std::string("'").append(key).append("' must be a list"));
    return texts;
  }
  for (const YAML::Node& item : child) {
    if (item.IsScalar()) {
      texts.push_back(At(item));
    } else {
      faults_->Add(item.Mark(), subject_, std::string("'").append(key).append("' must hold texts"));
    }
  }
  return texts;
}

YAML::Node StrictMap::Child(const char* key, bool required) { return Take(key, required); }

}  // namespace trigate::yaml
