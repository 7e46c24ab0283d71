#include "sim/itinerary.h"

#include <algorithm>

#include "sim/day_clock.h"

namespace trigate::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// As needed: the share of parcels that are screened where the law asks for none.
constexpr std::uint32_t kVoluntaryScreenPpm = 550'000;
/// Screened at the transit site too.
constexpr std::uint32_t kTransitScreenPpm = 300'000;
/// Share of inter-province parcels that change at a third site.
constexpr std::uint32_t kTransitPpm = 480'000;
constexpr std::uint32_t kWeighedAgainPpm = 300'000;
/// Images that cannot be judged; the parcel is turned and screened again.
constexpr std::uint32_t kUnclearPpm = 8'000;

Millis Minutes(Random& random, std::int64_t min, std::int64_t max) {
  return Millis(random.Between(min * 60'000, max * 60'000));
}

class Traveller {
 public:
  Traveller(const World& world, SystemTime accepted_at, Random& random, Plan* plan)
      : world_(world), random_(random), plan_(*plan), now_(accepted_at) {}

  void Intake();
  void FromOutletToSorting();
  void Screen(Site site);
  void AtSorting(bool screened, bool weighed);
  void LineHaul(Site to);
  void FromSortingToOutlet();
  void Deliver();
  void Abroad();

  [[nodiscard]] bool FirstScreenIsDue();
  /// Whether the parcel changes at a third site; and which.
  bool PickTransit(Site* site);

 private:
  void Depart(Site to, SystemTime at) {
    plan_.Add(StepKind::kDeparted, at_, at).other = to;
    now_ = at;
  }
  void Arrive(Site to, Millis after) {
    now_ += after;
    plan_.Add(StepKind::kArrived, to, now_).other = at_;
    at_ = to;
  }
  std::uint8_t PickOutlet(std::uint16_t county) {
    return static_cast<std::uint8_t>(1 + random_.Below(world_.network.OutletCount(county)));
  }
  [[nodiscard]] Millis HaulTime(Site to);

  const World& world_;
  Random& random_;
  Plan& plan_;
  SystemTime now_;
  Site at_;
};

void Traveller::Intake() {
  at_ = {plan_.sender_county, PickOutlet(plan_.sender_county)};
  const auto person = static_cast<std::uint8_t>(random_.Below(kStaffPerOutlet));
  plan_.inspection_s = static_cast<std::int32_t>(random_.Between(18, 95));
  const Millis before_acceptance(random_.Between(25'000, 71'000));
  const SystemTime inspected_at = now_ - before_acceptance;
  plan_.identified_at =
      inspected_at - seconds(plan_.inspection_s) - seconds(random_.Between(15, 90));
  plan_.sealed_at = inspected_at + seconds(random_.Between(5, 20));
  if (plan_.sender_kind != SenderKind::kLetter) {
    plan_.Add(StepKind::kInspected, at_, inspected_at).person = person;
  }
  plan_.Add(StepKind::kAccepted, at_, now_).person = person;
}

void Traveller::FromOutletToSorting() {
  const Site sorting{plan_.sender_county, 0};
  Depart(sorting, NextDeparture(now_ + minutes(12), kOutletVans, world_.day_start) +
                      Minutes(random_, 0, 12));
  Arrive(sorting, Minutes(random_, 20, 110));
}

bool Traveller::FirstScreenIsDue() {
  const bool agreement = plan_.sender_kind == SenderKind::kMerchant;
  const model::ScreeningDuty duty = model::RequiredScreens(
      {.route = plan_.flow == Flow::kSameCity        ? model::RouteClass::kSameCity
                : plan_.flow == Flow::kIntraProvince ? model::RouteClass::kIntraProvince
                : plan_.flow == Flow::kHmtOut        ? model::RouteClass::kHkMacaoTaiwan
                : plan_.flow == Flow::kOutbound || plan_.flow == Flow::kInbound
                    ? model::RouteClass::kInterProvince
                    : model::RouteClass::kInternational,
       .mode = plan_.mode,
       .to_key_place = plan_.to_key_place,
       .exemption = agreement ? model::Exemption::kAgreement : model::Exemption::kNone,
       .agreement_filed = agreement && plan_.merchant.agreement_filed});
  return duty.screens > 0 || random_.Chance(kVoluntaryScreenPpm);
}

void Traveller::Screen(Site site) {
  const auto machine = static_cast<std::uint8_t>(random_.Below(kMachinesPerSortingSite));
  const bool unclear = random_.Chance(kUnclearPpm);
  for (int pass = unclear ? 0 : 1; pass < 2; ++pass) {
    now_ += Millis(random_.Between(20'000, 400'000));
    Step& step = plan_.Add(StepKind::kScreened, site, now_);
    step.machine = machine;
    // Shifts change at 8, 16 and 24 o'clock.
    step.shift = static_cast<std::uint8_t>(((now_ - world_.day_start) / hours(8)) %
                                           kShiftsPerMachine);
    step.unclear = pass == 0;
  }
}

void Traveller::AtSorting(bool screened, bool weighed) {
  now_ += Minutes(random_, 4, 35);
  if (screened) Screen(at_);
  if (weighed) {
    now_ += seconds(random_.Between(5, 60));
    plan_.Add(StepKind::kWeighed, at_, now_);
  }
}

Millis Traveller::HaulTime(Site to) {
  const auto& from_place = world_.geography.prefecture_of(at_.county);
  const auto& to_place = world_.geography.prefecture_of(to.county);
  switch (plan_.mode) {
    case model::TransportMode::kAir:
      return Minutes(random_, 260, 520);
    case model::TransportMode::kHighSpeedRail:
      return Minutes(random_, 300, 620);
    default:
      break;
  }
  if (from_place.code == to_place.code) return Minutes(random_, 30, 90);
  if (from_place.code / 100 == to_place.code / 100) return Minutes(random_, 240, 900);
  if (from_place.zone == to_place.zone) return Minutes(random_, 480, 1'080);
  return Minutes(random_, 1'080, 2'400);
}

void Traveller::LineHaul(Site to) {
  const Millis way = HaulTime(to);
  Depart(to, NextDeparture(now_ + minutes(5), kLineHauls, world_.day_start) +
                 Minutes(random_, 0, 25));
  Arrive(to, way);
}

bool Traveller::PickTransit(Site* site) {
  const bool inter_province = plan_.flow == Flow::kOutbound || plan_.flow == Flow::kInbound;
  if (!inter_province || plan_.mode == model::TransportMode::kAir ||
      !random_.Chance(kTransitPpm)) {
    return false;
  }
  *site = {world_.geography.PickOutsideRecipient(random_), 0};
  const std::uint16_t prefecture = world_.geography.county(site->county).prefecture;
  return prefecture != world_.geography.county(plan_.sender_county).prefecture &&
         prefecture != world_.geography.county(plan_.recipient_county).prefecture;
}

void Traveller::FromSortingToOutlet() {
  const Site outlet{plan_.recipient_county, PickOutlet(plan_.recipient_county)};
  Depart(outlet, NextDeparture(now_ + minutes(10), kDistribution, world_.day_start) +
                     Minutes(random_, 0, 15));
  Arrive(outlet, Minutes(random_, 25, 160));
}

void Traveller::Deliver() {
  const auto person = static_cast<std::uint8_t>(random_.Below(kStaffPerOutlet));
  now_ = NextDeparture(now_ + minutes(10), kCourierRounds, world_.day_start) +
         Minutes(random_, 0, 20);
  plan_.Add(StepKind::kOutForDelivery, at_, now_).person = person;
  now_ += Minutes(random_, 15, 320);
  plan_.Add(StepKind::kDelivered, at_, now_).person = person;
}

/// Leaves the country at a sorting site; what happens abroad nobody here reports.
void Traveller::Abroad() {
  plan_.Add(StepKind::kDeparted, at_,
            NextDeparture(now_ + minutes(30), kLineHauls, world_.day_start))
      .other = at_;
}

}  // namespace

void BuildItinerary(const World& world, SystemTime accepted_at, Random& random, Plan* plan) {
  Traveller traveller(world, accepted_at, random, plan);
  plan->step_count = 0;
  traveller.Intake();
  traveller.FromOutletToSorting();
  const bool weighed = random.Chance(kWeighedAgainPpm);
  traveller.AtSorting(traveller.FirstScreenIsDue(), weighed);
  if (plan->flow == Flow::kInternationalOut || plan->flow == Flow::kHmtOut) {
    traveller.Abroad();
    return;
  }
  const Site destination{plan->recipient_county, 0};
  Site transit;
  if (traveller.PickTransit(&transit)) {
    traveller.LineHaul(transit);
    traveller.AtSorting(random.Chance(kTransitScreenPpm), false);
  }
  if (plan->flow != Flow::kSameCity) {
    traveller.LineHaul(destination);
    traveller.AtSorting(plan->to_key_place, false);
  } else if (plan->to_key_place) {
    traveller.AtSorting(true, false);
  }
  traveller.FromSortingToOutlet();
  traveller.Deliver();
}

void ScheduleSending(const Options& options, bool disorder, Random& random, Plan* plan) {
  const std::uint8_t count = plan->step_count;
  for (std::uint8_t i = 0; i < count; ++i) {
    plan->steps[i].sent_at = plan->steps[i].occurs_at + Millis(random.Between(800, 15'000));
    // Steps seconds apart leave a hub in their order.
    if (i > 0) {
      plan->steps[i].sent_at =
          std::max(plan->steps[i].sent_at, plan->steps[i - 1].sent_at + Millis(1));
    }
  }
  if (!disorder) return;
  // The last step cannot be overtaken, so the others are a little more often.
  const std::uint32_t out_of_order_ppm =
      count > 1 ? options.out_of_order_ppm * count / (count - 1U) : 0;
  bool moved = false;  // the step before was: leave this one in place, or both keep their order
  for (std::uint8_t i = 0; i < count; ++i) {
    Step& step = plan->steps[i];
    if (!moved && random.Chance(options.late_ppm)) {
      step.late = true;
      step.sent_at += Millis(random.Between(2 * 3'600'000, 20 * 3'600'000));
      moved = true;
    } else if (i + 1 < count && !moved && random.Chance(out_of_order_ppm)) {
      step.out_of_order = true;
      step.sent_at = plan->steps[i + 1].sent_at + Millis(random.Between(1'000, 900'000));
      moved = true;
    } else {
      moved = false;
    }
  }
  for (std::uint8_t i = 0; i < count && plan->step_count < kStepsMax; ++i) {
    if (!random.Chance(options.duplicate_ppm)) continue;
    Step& again = plan->steps[plan->step_count++];
    again = plan->steps[i];
    again.late = false;
    again.out_of_order = false;
    again.duplicate = true;
    again.original = i;
    again.sent_at += Millis(random.Between(1'000, 3'600'000));
  }
}

}  // namespace trigate::sim
