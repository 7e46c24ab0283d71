#include "trigate/metrics/registry.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace trigate::metrics {
namespace {

bool IsName(std::string_view name) {
  if (name.empty() || name.size() > 100) return false;
  for (const char c : name) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
  }
  return name.front() >= 'a';
}

void AppendNumber(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value > 0 ? "+Inf" : "-Inf";
  } else {
    std::array<char, 40> buffer;
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    out.append(buffer.data(), end);
  }
}

/// Help and label values: a backslash, a quote or a line end must not end the line early.
void AppendEscaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '\\' || c == '"') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
}

using LabelNames = std::vector<std::string_view>;
using LabelValues = std::vector<std::string>;

/// `{method="ListFlags",le="0.5"}`; nothing when there are no labels.
std::string LabelText(const LabelNames& names, const LabelValues& values,
                      std::string_view bound = {}) {
  if (names.empty() && bound.empty()) return {};
  std::string out = "{";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += ',';
    out += names[i];
    out += "=\"";
    AppendEscaped(out, values[i]);
    out += '"';
  }
  if (!bound.empty()) {
    if (!names.empty()) out += ',';
    out += "le=\"";
    out += bound;
    out += '"';
  }
  out += '}';
  return out;
}

void AppendSample(std::string& out, std::string_view name, std::string_view suffix,
                  std::string_view labels, double value) {
  out += name;
  out += suffix;
  out += labels;
  out += ' ';
  AppendNumber(out, value);
  out += '\n';
}

void RenderOne(std::string& out, std::string_view name, const LabelNames& names,
               const LabelValues& values, const Counter& counter) {
  out += name;
  out += LabelText(names, values);
  out += ' ' + std::to_string(counter.value()) + '\n';
}

void RenderOne(std::string& out, std::string_view name, const LabelNames& names,
               const LabelValues& values, const Gauge& gauge) {
  AppendSample(out, name, "", LabelText(names, values), gauge.value());
}

void RenderOne(std::string& out, std::string_view name, const LabelNames& names,
               const LabelValues& values, const Histogram& histogram) {
  const std::span<const double> bounds = histogram.bounds();
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    below += histogram.bucket_count(i);
    std::string bound;
    AppendNumber(bound, bounds[i]);
    AppendSample(out, name, "_bucket", LabelText(names, values, bound), static_cast<double>(below));
  }
  below += histogram.bucket_count(bounds.size());
  AppendSample(out, name, "_bucket", LabelText(names, values, "+Inf"), static_cast<double>(below));
  AppendSample(out, name, "_sum", LabelText(names, values), histogram.sum());
  AppendSample(out, name, "_count", LabelText(names, values), static_cast<double>(below));
}

}  // namespace

std::string_view TypeName(Type type) {
  switch (type) {
    case Type::kCounter:
      return "counter";
    case Type::kGauge:
      return "gauge";
    case Type::kHistogram:
      return "histogram";
  }
  std::abort();
}

void Registry::Declare(const Description& description, Type type, Renderer render) {
  const bool counts = type == Type::kCounter;
  if (!IsName(description.name) || description.help.empty() ||
      counts != description.name.ends_with("_total") ||
      (!counts && !description.name.ends_with(description.unit)) ||
      !entries_.try_emplace(description.name, Entry{description, type, std::move(render)}).second) {
    std::abort();
  }
}

template <typename Instrument>
Family<Instrument>& Registry::AddFamily(const Description& description, Type type,
                                        std::initializer_list<std::string_view> labels,
                                        std::function<std::unique_ptr<Instrument>()> make) {
  for (const std::string_view label : labels) {
    if (!IsName(label)) std::abort();
  }
  auto family = std::make_shared<Family<Instrument>>(LabelNames(labels), std::move(make));
  owned_.push_back(family);
  Family<Instrument>* const kept = family.get();
  Declare(description, type, [kept](std::string& out, std::string_view name) {
    kept->ForEach([&](const LabelValues& values, const Instrument& instrument) {
      RenderOne(out, name, kept->label_names(), values, instrument);
    });
  });
  return *kept;
}

Family<Counter>& Registry::AddCounters(const Description& description,
                                       std::initializer_list<std::string_view> labels) {
  return AddFamily<Counter>(description, Type::kCounter, labels,
                            [] { return std::make_unique<Counter>(); });
}

Family<Gauge>& Registry::AddGauges(const Description& description,
                                   std::initializer_list<std::string_view> labels) {
  return AddFamily<Gauge>(description, Type::kGauge, labels,
                          [] { return std::make_unique<Gauge>(); });
}

Family<Histogram>& Registry::AddHistograms(const Description& description,
                                           std::initializer_list<std::string_view> labels,
                                           std::span<const double> bounds) {
  std::vector<double> kept(bounds.begin(), bounds.end());
  return AddFamily<Histogram>(description, Type::kHistogram, labels, [kept = std::move(kept)] {
    return std::make_unique<Histogram>(kept);
  });
}

Counter& Registry::AddCounter(const Description& description) {
  return AddCounters(description, {}).With({});
}

Gauge& Registry::AddGauge(const Description& description) {
  return AddGauges(description, {}).With({});
}

Histogram& Registry::AddHistogram(const Description& description, std::span<const double> bounds) {
  return AddHistograms(description, {}, bounds).With({});
}

void Registry::AddReadGauge(const Description& description, std::function<double()> read) {
  Declare(description, Type::kGauge,
          [read = std::move(read)](std::string& out, std::string_view name) {
            AppendSample(out, name, "", "", read());
          });
}

std::string Registry::Render() const {
  std::string out;
  for (const auto& [name, entry] : entries_) {
    out += "# HELP ";
    out += name;
    out += ' ';
    AppendEscaped(out, entry.description.help);
    out += "\n# TYPE ";
    out += name;
    out += ' ';
    out += TypeName(entry.type);
    out += '\n';
    entry.render(out, name);
  }
  return out;
}

std::vector<Registry::Declared> Registry::Declarations() const {
  std::vector<Declared> all;
  all.reserve(entries_.size());
  for (const auto& [name, entry] : entries_) all.push_back({entry.description, entry.type});
  return all;
}

}  // namespace trigate::metrics
