// Carriers (brands) and the shape of their waybill numbers.
//
// A brand, not a legal entity: the owner of the brand and of the waybill answers for all who use it
// (邮政业寄递安全监督管理办法, 交通运输部令2020年第1号, art. 6).
//
// A waybill's carrier comes with the event and is never inferred: 431234567890123 fits both Yunda's
// and STO's published shapes, and 12 digits fit SF, ZTO and STO. No carrier publishes a check
// digit, and public pattern sets disagree, so a number of another shape is a soft finding, never a
// refusal.
//
// Threads: pure functions over static tables.  Allocation: none.  Failure: an unknown carrier is
// nullptr, an unpublished shape is kUnknown; neither is "fine".

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "trigate/model/bilingual.h"

namespace trigate::model {

/// Stable: the numbers are journalled and stored. Add at the end; never reuse one.
enum class CarrierId : std::uint16_t {
  kUnspecified = 0,
  kSf = 1,
  kYto = 2,
  kZto = 3,
  kSto = 4,
  kYunda = 5,
  kJd = 6,
  kEms = 7,
  kChinaPost = 8,
  kJt = 9,
  kDeppon = 10,
  kBest = 11,
  kTtk = 12,
  kZjs = 13,
  kUce = 14,
  kAne = 15,
  kKye = 16,
  kFwx = 17,
  kDhl = 18,
  kFedex = 19,
  kUps = 20,
};

struct Carrier {
  CarrierId id = CarrierId::kUnspecified;
  std::string_view code;  ///< stable, upper-case ASCII, at most 9 bytes; what events carry
  Bilingual name;
};

/// Every carrier known, in the order of their numbers.
std::span<const Carrier> Carriers();

/// nullptr when there is none. `code` is exact: upper case, no blanks.
const Carrier* FindCarrier(CarrierId id);
const Carrier* FindCarrier(std::string_view code);

enum class WaybillShape : std::uint8_t {
  kMatches,
  kDiffers,
  kUnknown,  ///< no published shape for this carrier
};

/// `waybill` is normalised (upper case, half width, no blanks): see NormalizeDocumentNumber. EMS
/// and China Post numbers of the UPU S10 shape are checked for their shape only; the check digit
/// and country are CheckS10's (trigate/model/postal.h).
WaybillShape CheckWaybillShape(CarrierId carrier, std::string_view waybill);

}  // namespace trigate::model
