#include "trigate/model/resident_id.h"

#include <cstddef>

#include "model/ascii.h"
#include "model/country.h"
#include "model/resident_number.h"

namespace trigate::model {
namespace {

using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;
using std::chrono::years;

constexpr sys_days kCards15End{year{2013} / 1 / 1};
constexpr sys_days kForm2023Begin{year{2023} / 12 / 1};
constexpr int kAdultYears = 16;

/// The day on which somebody born on `birth` reaches `age`; 29 February counts as 1 March.
sys_days Birthday(year_month_day birth, int age) {
  const year_month_day day = birth + years(age);
  return day.ok() ? sys_days(day) : sys_days(day.year() / std::chrono::March / 1);
}

struct Birth {
  bool ok = false;
  int year = 0;
  NoteSet notes;
};

/// Reads YYYYMMDD and judges it by `today`.
Birth ReadBirth(std::string_view yyyymmdd, sys_days today) {
  const year_month_day date = ReadDate(yyyymmdd);
  if (!date.ok() || sys_days(date) > today || Birthday(date, kAgeYearsMax + 1) <= today) return {};
  Birth birth{true, static_cast<int>(date.year()), {}};
  if (Birthday(date, kAdultYears) > today) birth.notes.Add(IdentifierNote::kUnder16);
  return birth;
}

bool IsPermitPrefix(std::string_view prefix) {
  return prefix == "810000" || prefix == "820000" || prefix == "830000";
}

NoteSet RegionNotes(RegionCode region, int birth_year) {
  if (birth_year < kRegionTableFirstYear || FindRegion(region, birth_year) != nullptr) return {};
  return IdentifierNote::kRegionNotInForceAtBirth;
}

/// Region of a number whose date and check character are right.
IdentifierCheck JudgeRegion(std::string_view prefix, int birth_year, NoteSet notes) {
  if (IsPermitPrefix(prefix)) {
    return IdentifierCheck::Ok(notes | IdentifierNote::kResidencePermit);
  }
  const RegionCode region = RegionCode::FromNumber(static_cast<std::uint32_t>(ToInt(prefix)));
  // Not only counties: a few prefectures have none, and their numbers begin with 441900, 442000 …
  if (region.is_province() || !IsKnownRegion(region)) {
    return IdentifierCheck::Soft(IdentifierCode::kRegion, notes | IdentifierNote::kUnknownRegion);
  }
  return IdentifierCheck::Ok(notes | RegionNotes(region, birth_year));
}

}  // namespace

char ResidentIdCheckChar(std::string_view digits17) { return Mod11CheckChar(digits17); }

IdentifierCheck CheckResidentId(std::string_view number, sys_days today) {
  if (number.size() == 15) return CheckResidentId15(number, today);
  if (!IsResidentNumberShape(number)) return IdentifierCheck::Hard(IdentifierCode::kFormat);
  const Birth birth = ReadBirth(number.substr(6, 8), today);
  if (!birth.ok) return IdentifierCheck::Hard(IdentifierCode::kDate);
  if (!HasValidCheckChar(number)) return IdentifierCheck::Hard(IdentifierCode::kCheck);
  return JudgeRegion(number.substr(0, 6), birth.year, birth.notes);
}

IdentifierCheck CheckResidentId15(std::string_view number, sys_days today) {
  const auto upgraded = UpgradeResidentId15(number);
  if (!upgraded) return IdentifierCheck::Hard(IdentifierCode::kFormat);
  const std::string_view number18(upgraded->data(), upgraded->size());
  Birth birth = ReadBirth(number18.substr(6, 8), today);
  if (!birth.ok) return IdentifierCheck::Hard(IdentifierCode::kDate);
  birth.notes.Add(IdentifierNote::kLegacy15Digit | IdentifierNote::kFormatOnly);
  if (today >= kCards15End) birth.notes.Add(IdentifierNote::kLegacyOutOfUse);
  return JudgeRegion(number18.substr(0, 6), birth.year, birth.notes);
}

IdentifierCheck CheckHmtResidencePermit(std::string_view number, sys_days today) {
  if (!IsResidentNumberShape(number)) return IdentifierCheck::Hard(IdentifierCode::kFormat);
  const Birth birth = ReadBirth(number.substr(6, 8), today);
  if (!birth.ok) return IdentifierCheck::Hard(IdentifierCode::kDate);
  if (!HasValidCheckChar(number)) return IdentifierCheck::Hard(IdentifierCode::kCheck);
  if (!IsPermitPrefix(number.substr(0, 6))) return IdentifierCheck::Hard(IdentifierCode::kRegion);
  return IdentifierCheck::Ok(birth.notes | IdentifierNote::kResidencePermit);
}

IdentifierCheck CheckForeignResidentCard(std::string_view number, sys_days today) {
  if (number.size() == 15) {
    if (!AllUpper(number.substr(0, 3)) || !AllDigits(number.substr(3))) {
      return IdentifierCheck::Hard(IdentifierCode::kFormat);
    }
    NoteSet notes = IdentifierNote::kFormatOnly;
    if (!IsCountryAlpha3(number.substr(0, 3))) notes.Add(IdentifierNote::kUnknownCountry);
    return IdentifierCheck::Ok(notes);
  }
  if (!IsResidentNumberShape(number) || number[0] != '9') {
    return IdentifierCheck::Hard(IdentifierCode::kFormat);
  }
  const Birth birth = ReadBirth(number.substr(6, 8), today);
  if (!birth.ok) return IdentifierCheck::Hard(IdentifierCode::kDate);
  if (!HasValidCheckChar(number)) return IdentifierCheck::Hard(IdentifierCode::kCheck);
  NoteSet notes = birth.notes;
  const auto province = static_cast<std::uint32_t>(ToInt(number.substr(1, 2)));
  if (!IsKnownRegion(RegionCode::FromNumber(province))) notes.Add(IdentifierNote::kUnknownRegion);
  if (!IsCountryNumeric(ToInt(number.substr(3, 3)))) notes.Add(IdentifierNote::kUnknownCountry);
  if (today < kForm2023Begin) notes.Add(IdentifierNote::kFutureForm2023);
  return IdentifierCheck::Ok(notes);
}

std::optional<std::array<char, 18>> UpgradeResidentId15(std::string_view number) {
  if (number.size() != 15 || !AllDigits(number)) return std::nullopt;
  std::array<char, 18> out{};
  std::size_t at = 0;
  for (const char c : number.substr(0, 6)) out[at++] = c;
  out[at++] = '1';
  out[at++] = '9';
  for (const char c : number.substr(6)) out[at++] = c;
  out[at] = Mod11CheckChar({out.data(), at});
  return out;
}

RegionCode ResidentIdRegion(std::string_view number) {
  const bool is_15 = number.size() == 15 && AllDigits(number);
  if (!is_15 && !IsResidentNumberShape(number)) return {};
  return RegionCode::FromNumber(static_cast<std::uint32_t>(ToInt(number.substr(0, 6))));
}

}  // namespace trigate::model
