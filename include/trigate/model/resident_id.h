// Resident ID numbers and the numbers built like them.
//
// GB 11643-1999: six digits of the region at the time of assignment, eight of the birth date, three
// of sequence, one ISO 7064 MOD 11-2 check character. GB 11643-1989 had 15 digits (two-digit year,
// no check); cards with such numbers ended on 2013-01-01. Residence permits of Hong Kong, Macao and
// Taiwan residents (since 2018-09-01) use the same 18 characters with 810000, 820000, 830000 in
// front; the foreigners' PR card issued since 2023-12-01 uses them with a 9 in front.
//
// The checks go format, date, check character, region: what is hard first, so that a typing error
// is called a typing error. Notes on the region compare with the year of birth, because the code
// should have existed then; births before 1980, where the table begins, are not judged.
//
// Numbers are normalised text (half width, no blanks). A final 'x' is taken as 'X'.
//
// Threads: pure functions.  Allocation: none.

#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

#include "trigate/model/identifier.h"
#include "trigate/model/region.h"

namespace trigate::model {

/// An older holder is taken for a wrong date (domain §2.1; GB 11643 itself gives no bound).
inline constexpr int kAgeYearsMax = 120;

/// 18 characters, or 15 with notes. A residence permit number passes with a note. kRegion is soft:
/// a table may be incomplete.
IdentifierCheck CheckResidentId(std::string_view number, std::chrono::sys_days today);

/// 15 digits only.
IdentifierCheck CheckResidentId15(std::string_view number, std::chrono::sys_days today);

/// 港澳台居民居住证. A prefix other than the three is hard: no such permit exists.
IdentifierCheck CheckHmtResidencePermit(std::string_view number, std::chrono::sys_days today);

/// 外国人永久居留身份证: the 2017 form (three letters of the country, 12 digits) or the 2023 form
/// (9, province, three digits of the country, birth date, sequence, check).
IdentifierCheck CheckForeignResidentCard(std::string_view number, std::chrono::sys_days today);

/// The check character of 17 digits: '0'–'9' or 'X'. REQUIRES: 17 digits.
char ResidentIdCheckChar(std::string_view digits17);

/// The 18-character form of a 15-digit number: "19" before the year, then the check character.
/// nothing unless `number` is 15 digits.
std::optional<std::array<char, 18>> UpgradeResidentId15(std::string_view number);

/// The region of assignment of a number of 15 or 18 characters; no region when it is of another
/// shape.
RegionCode ResidentIdRegion(std::string_view number);

}  // namespace trigate::model
