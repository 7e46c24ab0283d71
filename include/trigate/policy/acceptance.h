// What an acceptance proves about the real-name gate and the route: typed facts, computed once per
// event, used by the gates of the engine and by the conditions of rules.
//
// Sources: Interim Regulations on Express Delivery art. 22 (mandatory waybill fields, identification,
// exemptions), real-name intake measures (valid documents), X-ray measures 2016 (screens due).
//
// Threads: pure functions.  Lifetime: no views are kept.

#pragma once

#include <cstdint>
#include <optional>

#include "trigate/model/event.h"
#include "trigate/model/identifier.h"
#include "trigate/model/route.h"

namespace trigate::policy {

/// How a phone number on a waybill looks.
enum class PhoneState : std::uint8_t {
  kOk = 0,
  kBlank = 1,
  kFormat = 2,      ///< neither mobile nor landline
  kFictitious = 3,  ///< all the same digit, 12345678
  kLandline = 4,
  kPrivacy = 5,     ///< privacy number of a platform
};
std::string_view PhoneStateName(PhoneState state);

struct AcceptanceFacts {
  model::RouteClass route = model::RouteClass::kUnspecified;
  model::ScreeningDuty duty;
  /// The exemption that holds: an agreement without a number or out of date exempts nobody.
  model::Exemption valid_exemption = model::Exemption::kNone;
  bool identified = false;       ///< a document was shown
  bool identified_on_time = false;  ///< not after acceptance
  model::IdentifierCheck document;  ///< of its number; meaningful when identified
  std::optional<bool> name_matches;  ///< document name = sender name; nothing when one is not known
  int blank_fields = 0;          ///< of the nine mandatory ones, blank or placeholder
  bool sender_blank = false;
  bool recipient_blank = false;
  PhoneState sender_phone = PhoneState::kBlank;
  PhoneState recipient_phone = PhoneState::kBlank;
  bool sender_phone_mvno = false;
  bool id_number_on_waybill = false;

  /// The real-name record is there, on time, with a document that can be right (K1).
  [[nodiscard]] bool real_name_passed() const {
    return identified && identified_on_time && !document.hard() &&
           document.code != model::IdentifierCode::kManual;
  }
};

AcceptanceFacts AssessAcceptance(const model::Event& event, const model::Accepted& accepted);

/// "2021-09-15" for a moment of that day in China: documents and agreements are judged by it.
std::chrono::sys_days ChinaDay(SystemTime time);

}  // namespace trigate::policy
