// Telephone numbers on waybills.
//
// Hard: the shape of a mainland mobile number, 1[3-9] and 9 digits, or of a landline, a service
// number or an international number. Soft: the ranges assigned to mobile operators in 2021 (domain
// §2.3); ranges grow, so an unassigned one is a note. A mobile number with an extension is a
// privacy number (隐私号) of a platform: it changes hands within days and links nobody.
//
// Expected: the form NormalizePhone gives; the country prefixes +86, 0086 and 86 are understood
// too.
//
// Threads: pure functions.  Allocation: none.

#pragma once

#include <cstdint>
#include <string_view>

#include "trigate/model/identifier.h"

namespace trigate::model {

enum class PhoneKind : std::uint8_t {
  kUnknown = 0,
  kMobile = 1,
  kLandline = 2,  ///< area code 0xx or 0xxx and 7 or 8 digits
  kService = 3,   ///< 400 and 800 numbers, 95xxx, 96xxx
  kForeign = 4,   ///< +, country, number: ITU-T E.164, at most 15 digits
};

struct PhoneCheck {
  IdentifierCheck check;
  PhoneKind kind = PhoneKind::kUnknown;
  std::string_view number;     ///< without prefix and extension; a view into the input
  std::string_view extension;  ///< digits; empty when there is none
};

PhoneCheck CheckPhone(std::string_view phone);

/// True when the number may link two parcels: valid, no privacy number, no placeholder, and no
/// service number (everybody's).
bool IsLinkablePhone(const PhoneCheck& phone);

}  // namespace trigate::model
