#include "sim/planner.h"

#include <algorithm>

#include "sim/day_clock.h"
#include "sim/goods.h"
#include "sim/itinerary.h"

namespace trigate::sim {
namespace {

constexpr std::uint32_t kJitterRange = 1U << 20;
/// Identification and inspection come before acceptance by less than this.
constexpr auto kIntakeLead = std::chrono::minutes(8);

// Accepted in the focus province (domain §4, January to May 2022): same city 13.1 %, other 86.8 %,
// abroad 0.16 %; of the others an eighth stays within the province.
constexpr std::uint32_t kSameCityPpm = 131'000;
constexpr std::uint32_t kIntraProvincePpm = 109'000;
constexpr std::uint32_t kInternationalPpm = 1'600;
constexpr std::uint32_t kHmtPpm = 400;

constexpr std::uint32_t kLetterPpm = 20'000;
constexpr std::uint32_t kOrganisationPpm = 15'000;
constexpr std::uint32_t kMerchantFromFocusPpm = 550'000;
constexpr std::uint32_t kMerchantFromOutsidePpm = 860'000;

/// A consumer sends or receives about so many parcels a day in this world.
constexpr std::uint32_t kParcelsPerMerchant = 40;

constexpr std::uint32_t kKeyPlacePpm = 12'000;
constexpr std::uint32_t kUrgentPpm = 30'000;
constexpr std::uint32_t kPrivacyPhonePpm = 350'000;
constexpr std::uint32_t kThirdPartyPpm = 450'000;
constexpr std::uint32_t kMachineReadPpm = 800'000;

constexpr std::int32_t kLetterWeightMax = 400;
constexpr std::int32_t kParcelWeightMax = 40'000;
constexpr std::int32_t kPackagingG = 60;

constexpr model::CarrierId kAirCarriers[] = {model::CarrierId::kSf, model::CarrierId::kJd,
                                             model::CarrierId::kEms};

/// Integer cube root of a value below 2^33, rounded down.
std::int64_t CubeRoot(std::int64_t value) {
  std::int64_t root = 0;
  for (std::int64_t bit = 1024; bit > 0; bit /= 2) {
    const std::int64_t next = root + bit;
    if (next * next * next <= value) root = next;
  }
  return root;
}

}  // namespace

SystemTime Planner::EarliestSending(std::uint32_t parcel) const {
  return IntakeTime(parcel, world_.options.parcels, 0, world_.day_start) - kIntakeLead;
}

void Planner::PickFlow(const Profile& profile, Random& random, Plan* plan) const {
  const bool inbound = random.Chance(world_.options.inbound_ppm);
  const std::uint32_t roll = random.Below(1'000'000);
  if (profile.flow) {
    plan->flow = *profile.flow;
  } else if (inbound) {
    plan->flow = Flow::kInbound;
  } else if (roll < kSameCityPpm) {
    plan->flow = Flow::kSameCity;
  } else if (roll < kSameCityPpm + kIntraProvincePpm) {
    plan->flow = Flow::kIntraProvince;
  } else if (roll < kSameCityPpm + kIntraProvincePpm + kInternationalPpm) {
    plan->flow = Flow::kInternationalOut;
  } else if (roll < kSameCityPpm + kIntraProvincePpm + kInternationalPpm + kHmtPpm) {
    plan->flow = Flow::kHmtOut;
  } else {
    plan->flow = Flow::kOutbound;
  }
}

void Planner::PickParties(const Profile& profile, Random& random, Plan* plan) const {
  const Geography& geography = world_.geography;
  const bool from_outside = plan->flow == Flow::kInbound || plan->flow == Flow::kInternationalIn;
  plan->sender_county = from_outside ? geography.PickOutsideSender(random)
                                     : geography.PickFocusCounty(random);
  switch (plan->flow) {
    case Flow::kSameCity:
      plan->recipient_county = geography.PickFocusCountyIn(
          geography.county(plan->sender_county).prefecture, random);
      break;
    case Flow::kOutbound:
      plan->recipient_county = geography.PickOutsideRecipient(random);
      break;
    default:
      plan->recipient_county = geography.PickFocusCounty(random);
  }
  if (profile.sender_county) plan->sender_county = *profile.sender_county;
  if (profile.recipient_county) plan->recipient_county = *profile.recipient_county;
  // Two counties of one prefecture are the same city, whatever was drawn.
  if (plan->flow == Flow::kIntraProvince &&
      geography.prefecture_of(plan->sender_county).code ==
          geography.prefecture_of(plan->recipient_county).code) {
    plan->flow = Flow::kSameCity;
  }
  plan->foreign_country = static_cast<std::uint8_t>(random.Below(256));

  const std::uint32_t merchants = from_outside ? kMerchantFromOutsidePpm : kMerchantFromFocusPpm;
  const std::uint32_t roll = random.Below(1'000'000);
  plan->sender_kind = roll < kLetterPpm                      ? SenderKind::kLetter
                      : roll < kLetterPpm + kOrganisationPpm ? SenderKind::kOrganisation
                      : roll < kLetterPpm + kOrganisationPpm + merchants ? SenderKind::kMerchant
                                                                         : SenderKind::kConsumer;
  if (profile.sender_kind) plan->sender_kind = *profile.sender_kind;

  // Consumers are drawn from a population as large as the day; firms send often.
  const std::uint32_t population = std::max(world_.options.parcels, 1000U);
  const std::uint64_t sender = random.Below(population);
  const std::uint64_t recipient = population + std::uint64_t{random.Below(population)};
  plan->sender = world_.people.MakePerson(sender, plan->sender_county);
  plan->recipient = world_.people.MakePerson(recipient, plan->recipient_county);
  if (plan->sender_kind == SenderKind::kMerchant ||
      plan->sender_kind == SenderKind::kOrganisation) {
    const std::uint32_t firms = std::max(population / kParcelsPerMerchant, 25U);
    plan->merchant = world_.people.MakeMerchant(random.Below(firms), plan->sender_county);
  }
}

void Planner::PickMode(const Profile& profile, Random& random, Plan* plan) const {
  const model::CarrierId carrier = world_.carriers.carriers()[plan->carrier]->id;
  const bool flies = std::find(std::begin(kAirCarriers), std::end(kAirCarriers), carrier) !=
                     std::end(kAirCarriers);
  const bool inter_province = plan->flow == Flow::kOutbound || plan->flow == Flow::kInbound;
  const Prefecture& from = world_.geography.prefecture_of(plan->sender_county);
  const Prefecture& to = world_.geography.prefecture_of(plan->recipient_county);
  const bool far = inter_province && from.zone != to.zone;
  const std::uint32_t roll = random.Below(1000);
  if (profile.mode) {
    plan->mode = *profile.mode;
  } else if (plan->flow == Flow::kInternationalOut || plan->flow == Flow::kInternationalIn ||
             plan->flow == Flow::kHmtOut) {
    plan->mode = model::TransportMode::kAir;
  } else if (far && roll < (flies ? 350U : 25U)) {
    plan->mode = model::TransportMode::kAir;
  } else if (inter_province && roll >= 975) {
    plan->mode = model::TransportMode::kHighSpeedRail;
  } else if (inter_province && roll >= 930) {
    plan->mode = model::TransportMode::kRail;
  } else {
    plan->mode = model::TransportMode::kRoad;
  }
  plan->to_key_place = random.Chance(kKeyPlacePpm);
  if (profile.to_key_place) plan->to_key_place = *profile.to_key_place;
}

void Planner::PickGoods(Random& random, Plan* plan) const {
  const auto goods = AllGoods();
  const bool focus = world_.geography.IsFocus(plan->sender_county);
  plan->item_count = static_cast<std::uint8_t>(random.Chance(850'000) ? 1 : 2 + random.Below(2));
  if (plan->sender_kind == SenderKind::kLetter) plan->item_count = 1;
  std::int64_t weight = kPackagingG;
  std::int64_t volume_ml = 0;
  plan->value_fen = 0;
  for (std::uint8_t i = 0; i < plan->item_count; ++i) {
    const std::size_t pick = plan->sender_kind == SenderKind::kLetter ? PickDocument(random)
                             : plan->sender_kind == SenderKind::kConsumer
                                 ? PickPersonalGoods(random)
                             : focus ? PickFocusGoods(random)
                                     : PickShopGoods(random);
    const Goods& item = goods[pick];
    // Most parcels hold one piece.
    const std::uint32_t pieces =
        random.Chance(600'000) ? 1 : 1 + random.Below(std::max<std::uint32_t>(item.pieces_max, 1));
    plan->items[i] = {static_cast<std::uint16_t>(pick), static_cast<std::uint8_t>(pieces)};
    const std::int64_t grams = random.Around(item.weight_g, item.spread_permille) * pieces;
    weight += grams;
    volume_ml += grams * 1000 / item.density_g_per_l;
    plan->value_fen += random.Around(item.value_fen, 300) / 10 * 10 * pieces;
  }
  const bool letter = plan->sender_kind == SenderKind::kLetter;
  plan->weight_g = static_cast<std::int32_t>(
      std::min<std::int64_t>(weight, letter ? kLetterWeightMax : kParcelWeightMax));
  // A box of 30 : 20 : 14 that holds the volume: 0.311 of the cube over its longest edge.
  const std::int64_t edge = CubeRoot(std::max<std::int64_t>(volume_ml, 200) * 1'000'000 / 311);
  const auto length = static_cast<std::int32_t>(std::min<std::int64_t>(edge, 1500));
  plan->size_mm = {length, length * 2 / 3, letter ? 10 : std::max(length * 14 / 30, 20)};
}

void Planner::PickPrice(Random& random, Plan* plan) const {
  const bool inter_province = plan->flow != Flow::kSameCity && plan->flow != Flow::kIntraProvince;
  const std::int64_t first_kg = inter_province ? 1000 : 600;
  const std::int64_t more_kg = inter_province ? 350 : 150;
  const std::int64_t kilograms = (plan->weight_g + 999) / 1000;
  plan->freight_fen = first_kg + (kilograms - 1) * more_kg;
  if (plan->sender_kind == SenderKind::kMerchant) plan->freight_fen = plan->freight_fen * 4 / 10;
  plan->urgent = random.Chance(kUrgentPpm);
  if (plan->urgent || plan->mode == model::TransportMode::kAir) plan->freight_fen *= 2;
  plan->cash = random.Chance(60'000);
  plan->collect = !plan->cash && random.Chance(50'000);
  plan->machine_read = random.Chance(kMachineReadPpm);
  plan->privacy_phone =
      plan->sender_kind == SenderKind::kMerchant && random.Chance(kPrivacyPhonePpm);
  plan->third_party = random.Chance(kThirdPartyPpm);
}

void Planner::Make(std::uint32_t parcel, const Profile& profile, bool may_be_sloppy,
                   Plan* plan) const {
  Random random(world_.options.seed, Stream::kParcel, parcel);
  plan->parcel = parcel;
  plan->faults = 0;
  const SystemTime accepted_at = IntakeTime(parcel, world_.options.parcels,
                                            random.Below(kJitterRange), world_.day_start);
  PickFlow(profile, random, plan);
  plan->carrier = static_cast<std::uint8_t>(world_.carriers.Pick(random));
  if (plan->flow == Flow::kInternationalOut || plan->flow == Flow::kInternationalIn) {
    const int post = world_.carriers.Find(model::CarrierId::kEms);
    if (post >= 0) plan->carrier = static_cast<std::uint8_t>(post);
  }
  if (profile.carrier) plan->carrier = *profile.carrier;
  PickParties(profile, random, plan);
  PickMode(profile, random, plan);
  PickGoods(random, plan);
  PickPrice(random, plan);
  const bool sloppy = random.Chance(world_.options.sloppy_ppm);
  const auto fault = static_cast<std::uint16_t>(1U << random.Below(6));
  if (sloppy && may_be_sloppy) plan->faults = fault;
  BuildItinerary(world_, accepted_at, random, plan);
}

}  // namespace trigate::sim
