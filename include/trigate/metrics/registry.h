// Registry: owns every instrument and renders them in Prometheus' text format 0.0.4.
//
//   Counter& events = registry.AddCounter({"trigate_intake_events_total", "Events received."});
//   auto& calls = registry.AddCounters({"trigate_api_calls_total", "Calls."}, {"method", "code"});
//   calls.With({"ListFlags", "OK"}).Add();
//
// Threads: Add… while the program is put together, by one thread; With, Render and the instruments
// from any thread. With takes a lock: callers on the hot path keep the reference.
// Ownership: instruments and families live as long as the registry, at fixed addresses.
// Failure: a name that is malformed or declared twice is a bug and aborts at start.
// Limits: kSeriesMax label combinations a family; further ones are counted under "other", so that a
// peer who chooses a label cannot grow memory.
//
// Names: trigate_<area>_<what>_<unit>, counters end in _total (prometheus.io, naming practices).

#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "trigate/base/mutex.h"
#include "trigate/metrics/instruments.h"

namespace trigate::metrics {

inline constexpr std::size_t kSeriesMax = 256;

/// A metric as declared. Literals: views are kept.
struct Description {
  std::string_view name;
  std::string_view help;  ///< one sentence
  std::string_view unit = "";  ///< "seconds", "bytes"; empty for a count
};

enum class Type { kCounter, kGauge, kHistogram };

/// "counter", "gauge", "histogram"
std::string_view TypeName(Type type);

/// Instruments of one name that differ in their labels.
template <typename Instrument>
class Family {
 public:
  using Make = std::function<std::unique_ptr<Instrument>()>;
  Family(std::vector<std::string_view> label_names, Make make)
      : label_names_(std::move(label_names)), make_(std::move(make)) {}

  /// The instrument with these label values, in the order of the declaration. Made when new.
  Instrument& With(std::initializer_list<std::string_view> values) TRIGATE_EXCLUDES(mutex_) {
    if (values.size() != label_names_.size()) std::abort();  // a bug of the caller, not of an input
    std::vector<std::string> key(values.begin(), values.end());
    MutexLock lock(mutex_);
    if (series_.size() >= kSeriesMax && !series_.contains(key)) {
      key.assign(label_names_.size(), "other");
    }
    std::unique_ptr<Instrument>& slot = series_[std::move(key)];
    if (!slot) slot = make_();
    return *slot;
  }

  /// Calls `visit(label_values, instrument)` in the order of the values.
  template <typename Visitor>
  void ForEach(Visitor visit) const TRIGATE_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    for (const auto& [values, instrument] : series_) visit(values, *instrument);
  }
  [[nodiscard]] const std::vector<std::string_view>& label_names() const { return label_names_; }

 private:
  const std::vector<std::string_view> label_names_;
  const Make make_;
  mutable Mutex mutex_;
  std::map<std::vector<std::string>, std::unique_ptr<Instrument>> series_
      TRIGATE_GUARDED_BY(mutex_);
};

class Registry {
 public:
  Registry() = default;
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  Counter& AddCounter(const Description& description);
  Gauge& AddGauge(const Description& description);
  Histogram& AddHistogram(const Description& description, std::span<const double> bounds);

  Family<Counter>& AddCounters(const Description& description,
                               std::initializer_list<std::string_view> labels);
  Family<Gauge>& AddGauges(const Description& description,
                           std::initializer_list<std::string_view> labels);
  Family<Histogram>& AddHistograms(const Description& description,
                                   std::initializer_list<std::string_view> labels,
                                   std::span<const double> bounds);
  /// A gauge that is read when rendered. `read` must not wait and must outlive the registry's use.
  void AddReadGauge(const Description& description, std::function<double()> read);

  /// Everything, sorted by name, then by labels.
  [[nodiscard]] std::string Render() const;

  struct Declared {
    Description description;
    Type type;
    bool operator<(const Declared& other) const {
      return description.name < other.description.name;
    }
  };
  /// What was declared, sorted by name.
  [[nodiscard]] std::vector<Declared> Declarations() const;

 private:
  using Renderer = std::function<void(std::string& out, std::string_view name)>;
  struct Entry {
    Description description;
    Type type;
    Renderer render;
  };
  template <typename Instrument>
  Family<Instrument>& AddFamily(const Description& description, Type type,
                                std::initializer_list<std::string_view> labels,
                                std::function<std::unique_ptr<Instrument>()> make);
  void Declare(const Description& description, Type type, Renderer render);

  std::map<std::string_view, Entry> entries_;
  std::vector<std::shared_ptr<void>> owned_;
};

}  // namespace trigate::metrics
