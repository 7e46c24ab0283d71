#include "trigate/sim/simulator.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/calendar_queue.h"
#include "sim/day_clock.h"
#include "sim/event_builder.h"
#include "sim/itinerary.h"
#include "sim/placement.h"
#include "sim/plan_edits.h"
#include "sim/planner.h"
#include "sim/world.h"

namespace trigate::sim {
namespace {

/// Every sending lies at or after this much before the day: intake just after midnight.
constexpr auto kCalendarLead = std::chrono::hours(1);

constexpr std::uint32_t kPpm = 1'000'000;
/// More planted parcels than this would leave no room between groups.
constexpr std::uint32_t kPlantedPpmMax = 50'000;
constexpr std::uint32_t kDisorderPpmMax = 200'000;
constexpr std::uint32_t kHubsMax = 64;

constexpr std::array<std::pair<Fault, std::string_view>, 6> kFaultNames = {
    {{kFaultNoInspectionMark, "no_inspection_mark"},
     {kFaultNoXrayMark, "no_xray_mark"},
     {kFaultNoNature, "no_nature"},
     {kFaultPhoneDigitMissing, "phone_digit_missing"},
     {kFaultNoQuantity, "no_quantity"},
     {kFaultPlaceholderAddress, "placeholder_address"}}};

std::string_view FaultName(std::uint16_t faults) {
  for (const auto& [fault, name] : kFaultNames) {
    if (faults & fault) return name;
  }
  return {};
}

Status CheckShares(const Options& options) {
  const std::pair<const char*, std::pair<std::uint32_t, std::uint32_t>> shares[] = {
      {"inbound_ppm", {options.inbound_ppm, kPpm}},
      {"planted_ppm", {options.planted_ppm, kPlantedPpmMax}},
      {"sloppy_ppm", {options.sloppy_ppm, kPpm}},
      {"out_of_order_ppm", {options.out_of_order_ppm, kDisorderPpmMax}},
      {"late_ppm", {options.late_ppm, kDisorderPpmMax}},
      {"duplicate_ppm", {options.duplicate_ppm, kDisorderPpmMax}}};
  for (const auto& [name, bounds] : shares) {
    if (bounds.first > bounds.second) {
      return InvalidField(name, "is " + std::to_string(bounds.first) + "; it must be at most " +
                                    std::to_string(bounds.second));
    }
  }
  return OkStatus();
}

Status CheckOptions(const Options& options) {
  using std::chrono::year;
  if (!options.date.ok() || options.date.year() < year(2018) || options.date.year() > year(2030)) {
    return InvalidField("date", "is no day from 2018-01-01 to 2030-12-31");
  }
  if (options.parcels < 1 || options.parcels > kParcelsMax) {
    return InvalidField("parcels", "is " + std::to_string(options.parcels) +
                                       "; it must be from 1 to " + std::to_string(kParcelsMax));
  }
  if (!IsProvince(options.focus_province)) {
    return InvalidField("focus_province", "is " + std::to_string(options.focus_province) +
                                              ", no province of GB/T 2260; use two digits, for "
                                              "example 15");
  }
  if (options.hubs < 1 || options.hubs > kHubsMax) {
    return InvalidField("hubs", "is " + std::to_string(options.hubs) + "; it must be from 1 to 64");
  }
  for (const model::CarrierId carrier : options.carriers) {
    if (model::FindCarrier(carrier) == nullptr) {
      return InvalidField("carriers", "holds an unknown carrier");
    }
  }
  return CheckShares(options);
}

}  // namespace

class Simulator::Impl {
 public:
  explicit Impl(const Options& options)
      : world_(options),
        placement_(options.seed, options.parcels, options.planted_ppm),
        planner_(world_),
        builder_(world_),
        calendar_start_(world_.day_start - kCalendarLead),
        sent_by_hub_(world_.network.hubs().size(), 0) {}

  void SetTruthSink(std::function<void(const Truth&)> sink) { truth_sink_ = std::move(sink); }
  const HubEvent* Next();
  [[nodiscard]] const World& world() const { return world_; }
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  /// Makes the plan of a parcel, its steps in the order of sending. Gives its group, or nullptr.
  const Group* MakePlan(std::uint32_t parcel);
  /// Takes in every parcel that may have something to send before what is queued.
  void Admit();
  void AdmitOne();
  void Enqueue(std::uint32_t parcel, std::uint32_t order);
  const HubEvent* Emit(const Step& step, const Group* group);
  void TellOfParcel(const Group* group);
  void TellOfDisorder(const Step& step, std::size_t hub);
  [[nodiscard]] Member MemberOf(std::uint32_t parcel, const Group& group) const;

  const World world_;
  const Placement placement_;
  const Planner planner_;
  const EventBuilder builder_;
  const SystemTime calendar_start_;
  std::function<void(const Truth&)> truth_sink_;
  CalendarQueue queue_;
  std::uint32_t next_parcel_ = 0;
  Plan plan_;  // of the parcel at hand
  std::vector<std::int64_t> sent_by_hub_;
  HubEvent event_;
  Counts counts_;
};

Member Simulator::Impl::MemberOf(std::uint32_t parcel, const Group& group) const {
  const std::uint32_t last = group.first + static_cast<std::uint32_t>(group.planted->info.parcels);
  return {world_, group.number, parcel - group.first,
          IntakeTime(std::min(last, world_.options.parcels - 1), world_.options.parcels, 0,
                     world_.day_start)};
}

const Group* Simulator::Impl::MakePlan(std::uint32_t parcel) {
  const Group* group = placement_.Find(parcel);
  if (group == nullptr) {
    planner_.Make(parcel, {}, /*may_be_sloppy=*/true, &plan_);
  } else {
    const PlantedCase& planted = *group->planted;
    const Member member = MemberOf(parcel, *group);
    Profile profile = planted.profile;
    if (planted.localise != nullptr) planted.localise(profile, member);
    planner_.Make(parcel, profile, /*may_be_sloppy=*/false, &plan_);
    if (planted.replan != nullptr) planted.replan(plan_, member);
    SortSteps(plan_);
  }
  Random random(world_.options.seed, Stream::kDisorder, parcel);
  ScheduleSending(world_.options, /*disorder=*/group == nullptr, random, &plan_);
  std::stable_sort(plan_.steps.begin(), plan_.steps.begin() + plan_.step_count,
                   [](const Step& a, const Step& b) { return a.sent_at < b.sent_at; });
  return group;
}

void Simulator::Impl::Enqueue(std::uint32_t parcel, std::uint32_t order) {
  if (order >= plan_.step_count) return;
  const Millis at = plan_.steps[order].sent_at - calendar_start_;
  queue_.Push({static_cast<std::uint32_t>(at.count()), parcel, order});
}

void Simulator::Impl::AdmitOne() {
  const Group* group = MakePlan(next_parcel_);
  ++counts_.parcels;
  TellOfParcel(group);
  Enqueue(next_parcel_, 0);
  ++next_parcel_;
}

void Simulator::Impl::Admit() {
  while (next_parcel_ < world_.options.parcels) {
    const auto earliest = static_cast<std::uint32_t>(
        (planner_.EarliestSending(next_parcel_) - calendar_start_).count());
    if (!queue_.empty() && queue_.Top().at_ms < earliest) return;
    AdmitOne();
  }
}

void Simulator::Impl::TellOfParcel(const Group* group) {
  if (group == nullptr && plan_.faults == 0) return;
  ++(group != nullptr ? counts_.planted_parcels : counts_.sloppy_parcels);
  if (!truth_sink_) return;
  const std::string waybill = builder_.Waybill(plan_);
  Truth truth;
  truth.carrier = builder_.CarrierOf(plan_).code;
  truth.waybill = waybill;
  if (group == nullptr) {
    truth.kind = Truth::Kind::kSloppy;
    truth.fault = FaultName(plan_.faults);
  } else {
    truth.planted = &group->planted->info;
    truth.group = group->number;
    truth.member = plan_.parcel - group->first;
    if (group->planted->watch_sender_phone) truth.watch_value = plan_.sender.Phone();
  }
  truth_sink_(truth);
}

void Simulator::Impl::TellOfDisorder(const Step& step, std::size_t hub) {
  counts_.out_of_order += step.out_of_order ? 1 : 0;
  counts_.late += step.late ? 1 : 0;
  counts_.duplicates += step.duplicate ? 1 : 0;
  if (!truth_sink_ || !(step.out_of_order || step.late || step.duplicate)) return;
  Truth truth;
  truth.kind = step.duplicate ? Truth::Kind::kDuplicate
               : step.late    ? Truth::Kind::kLate
                              : Truth::Kind::kOutOfOrder;
  truth.carrier = event_.event().carrier();
  truth.waybill = event_.event().waybill_number();
  truth.hub = event_.hub();
  truth.hub_sequence = sent_by_hub_[hub];
  truth_sink_(truth);
}

const HubEvent* Simulator::Impl::Emit(const Step& step, const Group* group) {
  builder_.Build(plan_, step, event_.mutable_event());
  if (group != nullptr && group->planted->rewrite != nullptr) {
    group->planted->rewrite(*event_.mutable_event(), step, plan_, MemberOf(plan_.parcel, *group));
  }
  const std::size_t hub = world_.network.HubOf(step.site.county, plan_.carrier);
  event_.set_hub(world_.network.hubs()[hub].name);
  SetTime(step.sent_at, event_.mutable_send_time());
  ++sent_by_hub_[hub];
  ++counts_.events;
  TellOfDisorder(step, hub);
  return &event_;
}

const HubEvent* Simulator::Impl::Next() {
  const auto& cut_after = world_.options.cut_after;
  for (;;) {
    Admit();
    if (queue_.empty()) return nullptr;
    const Pending pending = queue_.Pop();
    const Group* group = MakePlan(pending.parcel);
    const Step step = plan_.steps[pending.order];
    Enqueue(pending.parcel, pending.order + 1);
    if (cut_after && step.sent_at > world_.day_start + *cut_after) {
      ++counts_.cut;
      continue;
    }
    return Emit(step, group);
  }
}

Simulator::Simulator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Simulator::~Simulator() = default;

Result<std::unique_ptr<Simulator>> Simulator::Create(const Options& options) {
  TRIGATE_RETURN_IF_ERROR(CheckOptions(options));
  return std::unique_ptr<Simulator>(new Simulator(std::make_unique<Impl>(options)));
}

void Simulator::SetTruthSink(std::function<void(const Truth&)> sink) {
  impl_->SetTruthSink(std::move(sink));
}
const HubEvent* Simulator::Next() { return impl_->Next(); }
const Counts& Simulator::counts() const { return impl_->counts(); }
std::span<const HubInfo> Simulator::hubs() const { return impl_->world().network.hubs(); }

}  // namespace trigate::sim
