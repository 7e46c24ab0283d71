// A day of parcels as a province would see it, event by event, with the truth about them.
//
//   auto simulator = sim::Simulator::Create({.seed = 7, .parcels = 50'000});
//   simulator->SetTruthSink([&](const sim::Truth& truth) { … });
//   while (const sim::HubEvent* next = simulator->Next()) { … }
//
// What it makes: parcels of real carriers between GB/T 2260 counties, accepted on one day (Asia/
// Shanghai) and followed until they are delivered, about 12 events each, in the order in which hubs
// send them; disorder as in real scan data; honest sloppiness; and planted cases that each show one
// risk indicator (domain R01–R38) or one way to cheat at a gate. Everything is synthetic: names,
// numbers and addresses are drawn by rule, and a number that belongs to somebody does so by chance.
//
// Same options, same bytes, on every machine: integers only, own random numbers, no unordered
// iteration. A parcel is a function of its number, so nothing but a queue entry is kept for it.
//
// Threads: one per Simulator.  Lifetime: what Next returns is valid until the next call.
// Limits: kParcelsMax parcels; memory 16 bytes for each parcel that is on its way.
// Failure: Create refuses options out of range, naming them.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub_event.pb.h"
#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/model/bilingual.h"
#include "trigate/model/carrier.h"
#include "trigate/model/region.h"

namespace trigate::sim {

using HubEvent = v1::HubEvent;

inline constexpr std::uint32_t kParcelsMax = 100'000'000;

struct Options {
  std::uint64_t seed = 1;
  /// The day of acceptance, in China. 2018-01-01 to 2030-12-31.
  std::chrono::year_month_day date = std::chrono::year(2021) / 9 / 15;
  std::uint32_t parcels = 50'000;
  /// Province whose parcels are seen: those sent from, to and within it. GB/T 2260, two digits.
  std::uint32_t focus_province = 15;
  /// Hubs of the focus province; each prefecture has one while there are enough. 1 to 64. Five more
  /// report for the rest of the country.
  std::uint32_t hubs = 16;
  /// Carriers that take part; empty: the nine with the most parcels. Their shares are fixed.
  std::vector<model::CarrierId> carriers = {};

  // Shares in parts per million.
  /// Parcels from outside the focus province. Default from domain §4: 4.9 m seen a day, 0.66 m of
  /// them accepted in Inner Mongolia.
  std::uint32_t inbound_ppm = 865'000;
  /// Parcels that belong to planted cases. When the day is large enough each case occurs at least
  /// once, whatever the share; 0 plants none.
  std::uint32_t planted_ppm = 10'000;
  /// Honest parcels with one small fault: no mark, a blank nature, a missing phone digit.
  std::uint32_t sloppy_ppm = 5'000;
  /// Events sent after a later one of the same parcel (published scan data: 1.0 %).
  std::uint32_t out_of_order_ppm = 10'000;
  /// Events sent hours late.
  std::uint32_t late_ppm = 500;
  /// Events sent twice, to the byte.
  std::uint32_t duplicate_ppm = 2'000;

  /// Events sent later than this after the day's first moment are left out. Nothing: until the last
  /// parcel is delivered.
  std::optional<std::chrono::hours> cut_after = std::nullopt;
};

/// A hub whose stream the events come from.
struct HubInfo {
  std::string name;  ///< "hohhot-01": what a registry and HubEvent.hub call it
  model::RegionCode region;
  std::string title_zh;
};

/// A planted case: what is shown, and what a screening system is expected to say.
struct CaseInfo {
  std::string_view id;         ///< "xray.machine_expired"
  std::string_view indicator;  ///< "R34"; empty when it is only a breach of a gate
  std::string_view gate;       ///< "REAL_NAME", "INSPECTION", "XRAY"; empty when about none
  /// Kind of finding that is expected: identity, declaration, physical, behaviour, link, real_name,
  /// inspection, xray, custody, watch_list; or "rejected" when the event is refused at the door.
  std::string_view family;
  /// Field that the refusal names; only for "rejected".
  std::string_view rejected_field;
  int parcels = 1;  ///< that it takes to show it
  model::Bilingual title;
};

/// Every case, in the order in which they are planted.
std::span<const CaseInfo> Cases();

/// One fact about the stream, for the ground-truth file.
struct Truth {
  enum class Kind : std::uint8_t {
    kCase,        ///< a parcel of a planted case; told before its first event
    kSloppy,      ///< an honest parcel with a small fault; told before its first event
    kOutOfOrder,  ///< told with the event that was sent after a later one
    kLate,        ///< told with the event
    kDuplicate,   ///< told with the second sending
  };
  Kind kind = Kind::kCase;
  std::string_view carrier;
  std::string_view waybill;
  const CaseInfo* planted = nullptr;  ///< kCase
  std::uint32_t group = 0;            ///< kCase: number of the planted occurrence
  std::uint32_t member = 0;           ///< kCase: which of its parcels
  std::string_view watch_value;       ///< kCase: phone to put on the watch list first; else empty
  std::string_view fault;             ///< kSloppy: which
  std::string_view hub;               ///< disorder: whose event
  std::int64_t hub_sequence = 0;      ///< disorder: its number among the events of that hub
};

struct Counts {
  std::uint64_t parcels = 0;
  std::uint64_t events = 0;  ///< duplicates included
  std::uint64_t out_of_order = 0;
  std::uint64_t late = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t planted_parcels = 0;
  std::uint64_t sloppy_parcels = 0;
  std::uint64_t cut = 0;  ///< events left out by cut_after
};

class Simulator {
 public:
  /// Fails: kInvalidArgument naming the option.
  static Result<std::unique_ptr<Simulator>> Create(const Options& options);
  ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  /// Called with each fact as the stream reaches it. Views are valid during the call.
  void SetTruthSink(std::function<void(const Truth&)> sink);

  /// The next event in the order of sending; nullptr at the end.
  const HubEvent* Next();

  /// So far.
  [[nodiscard]] const Counts& counts() const;
  /// In a fixed order; every event names one of them.
  [[nodiscard]] std::span<const HubInfo> hubs() const;

 private:
  class Impl;
  explicit Simulator(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace trigate::sim
