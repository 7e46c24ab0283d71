// The plan of one parcel: who sends what to whom, and what will happen to it, step by step.
//
// A plan is a function of (options, parcel number). It is made again for each of the parcel's
// events instead of being kept: about a microsecond against some two kilobytes for each parcel on
// its way.
//
// Threads: plain values.

#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "sim/network.h"
#include "sim/people.h"
#include "trigate/base/clock.h"
#include "trigate/model/route.h"

namespace trigate::sim {

enum class Flow : std::uint8_t {
  kSameCity,
  kIntraProvince,
  kOutbound,           ///< from the focus province to another
  kInbound,            ///< the other way
  kInternationalOut,   ///< from the focus province abroad
  kInternationalIn,
  kHmtOut,             ///< to Hong Kong, Macao or Taiwan
};

enum class SenderKind : std::uint8_t {
  kConsumer,
  kMerchant,      ///< under a safety agreement
  kOrganisation,  ///< shows its credit code, no agreement
  kLetter,        ///< a consumer's letter
};

enum class StepKind : std::uint8_t {
  kInspected,
  kAccepted,
  kDeparted,
  kArrived,
  kScreened,
  kWeighed,
  kOutForDelivery,
  kDelivered,
  kHeld,
  kReleased,
  kOpened,
  kReported,
};

/// Small faults of honest people; bits of Plan::faults.
enum Fault : std::uint16_t {
  kFaultNoInspectionMark = 1 << 0,
  kFaultNoXrayMark = 1 << 1,
  kFaultNoNature = 1 << 2,
  kFaultPhoneDigitMissing = 1 << 3,
  kFaultNoQuantity = 1 << 4,
  kFaultPlaceholderAddress = 1 << 5,
};

inline constexpr std::size_t kStepsMax = 32;
inline constexpr std::size_t kItemsMax = 3;

struct Step {
  StepKind kind = StepKind::kAccepted;
  Site site;
  Site other;                   ///< departed, arrived
  std::uint8_t person = 0;      ///< staff at an outlet
  std::uint8_t machine = 0;     ///< screened
  std::uint8_t shift = 0;       ///< screened
  bool unclear = false;         ///< screened: not to be judged, screened again
  bool late = false;
  bool out_of_order = false;
  bool duplicate = false;       ///< the same event as the step before it in time, sent again
  std::uint8_t original = 0;    ///< duplicate: index of what is sent again
  SystemTime occurs_at;
  SystemTime sent_at;
};

struct Item {
  std::uint16_t goods = 0;  ///< index of AllGoods()
  std::uint8_t pieces = 1;
};

struct Plan {
  std::uint32_t parcel = 0;
  std::uint8_t carrier = 0;  ///< index in the mix
  Flow flow = Flow::kInbound;
  SenderKind sender_kind = SenderKind::kConsumer;
  model::TransportMode mode = model::TransportMode::kRoad;
  bool to_key_place = false;
  bool urgent = false;
  bool cash = false;
  bool collect = false;
  bool machine_read = true;
  bool privacy_phone = false;
  bool third_party = false;  ///< somebody else takes it
  std::uint16_t faults = 0;

  Person sender;      ///< consumers and letters; who acts for an organisation
  Merchant merchant;  ///< merchants and organisations
  Person recipient;
  std::uint16_t sender_county = 0;
  std::uint16_t recipient_county = 0;
  std::uint8_t foreign_country = 0;  ///< international: index of the table in event_builder.cc

  std::array<Item, kItemsMax> items{};
  std::uint8_t item_count = 1;
  std::int32_t weight_g = 0;
  std::array<std::int32_t, 3> size_mm{};
  std::int64_t value_fen = 0;
  std::int64_t freight_fen = 0;

  SystemTime identified_at;
  SystemTime sealed_at;
  std::int32_t inspection_s = 0;

  std::array<Step, kStepsMax> steps;
  std::uint8_t step_count = 0;

  Step& Add(StepKind kind, Site site, SystemTime at) {
    Step& step = steps[step_count < kStepsMax ? step_count++ : kStepsMax - 1];
    step = Step{};
    step.kind = kind;
    step.site = site;
    step.occurs_at = at;
    return step;
  }
};

/// What a planted case asks of the parcel that is to show it; unset: as it comes.
struct Profile {
  std::optional<Flow> flow = std::nullopt;
  std::optional<SenderKind> sender_kind = std::nullopt;
  std::optional<model::TransportMode> mode = std::nullopt;
  std::optional<bool> to_key_place = std::nullopt;
  std::optional<std::uint8_t> carrier = std::nullopt;
  std::optional<std::uint16_t> sender_county = std::nullopt;
  std::optional<std::uint16_t> recipient_county = std::nullopt;
};

}  // namespace trigate::sim
