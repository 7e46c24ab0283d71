#include "trigate/model/phone.h"

#include <cstddef>

#include "model/ascii.h"

namespace trigate::model {
namespace {

/// 162, 165, 167, 170, 171: virtual operators.
constexpr bool IsMvno(std::string_view n) {
  const std::string_view head = n.substr(1, 2);
  return head == "62" || head == "65" || head == "67" || head == "70" || head == "71";
}

/// Ranges assigned by 2021: ^1(?:3\d|4[5-79]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9]).
constexpr bool IsAssignedRange(std::string_view n) {
  const char third = n[2];
  switch (n[1]) {
    case '3':
    case '8':
      return true;
    case '4':
      return third >= '5' && third != '8';
    case '5':
    case '9':
      return third != '4';
    case '6':
      return third == '2' || (third >= '5' && third <= '7');
    case '7':
      return third != '9';
    default:
      return false;
  }
}

/// The last eight digits all the same, or 12345678.
constexpr bool IsPlaceholderTail(std::string_view n) {
  const std::string_view tail = n.substr(n.size() - 8);
  return tail == "12345678" || tail.find_first_not_of(tail[0]) == std::string_view::npos;
}

constexpr bool IsMobile(std::string_view n) {
  return n.size() == 11 && n[0] == '1' && n[1] >= '3' && AllDigits(n);
}

/// Area code 0xx or 0xxx, then 7 or 8 digits; a hyphen may part them. 00 is the prefix for abroad.
constexpr bool IsLandline(std::string_view n) {
  if (n.size() < 10 || n[0] != '0' || n[1] == '0') return false;
  for (const std::size_t area : {std::size_t{3}, std::size_t{4}}) {
    if (n[area] != '-') continue;
    const std::string_view local = n.substr(area + 1);
    return AllDigits(n.substr(0, area)) && AllDigits(local) &&
           (local.size() == 7 || local.size() == 8);
  }
  return n.size() <= 12 && AllDigits(n);
}

/// 400 and 800 numbers (10 digits), 95xxx and 96xxx (5 to 8 digits).
constexpr bool IsService(std::string_view n) {
  if (!AllDigits(n)) return false;
  if (n.size() == 10) return n.substr(0, 3) == "400" || n.substr(0, 3) == "800";
  return n.size() >= 5 && n.size() <= 8 && n[0] == '9' && (n[1] == '5' || n[1] == '6');
}

constexpr bool IsForeign(std::string_view n) {
  return n.size() >= 8 && n.size() <= 16 && n[0] == '+' && n[1] != '0' &&
         n.substr(1, 2) != "86" && AllDigits(n.substr(1));
}

constexpr std::string_view StripCountry(std::string_view n) {
  for (const std::string_view prefix : {"+86", "0086", "86"}) {
    if (n.substr(0, prefix.size()) == prefix && IsMobile(n.substr(prefix.size()))) {
      return n.substr(prefix.size());
    }
  }
  return n;
}

/// The number and, after the last hyphen, 1 to 6 digits of extension.
constexpr bool SplitExtension(std::string_view n, std::string_view* number,
                              std::string_view* extension) {
  const std::size_t hyphen = n.rfind('-');
  if (hyphen == std::string_view::npos) return false;
  *number = n.substr(0, hyphen);
  *extension = n.substr(hyphen + 1);
  return !extension->empty() && extension->size() <= 6 && AllDigits(*extension);
}

NoteSet MobileNotes(std::string_view n) {
  NoteSet notes;
  if (!IsAssignedRange(n)) notes.Add(IdentifierNote::kOutsideKnownRanges);
  if (IsMvno(n)) notes.Add(IdentifierNote::kMvnoRange);
  if (IsPlaceholderTail(n)) notes.Add(IdentifierNote::kPlaceholderNumber);
  return notes;
}

/// The kind of a number without an extension, kUnknown when it is none.
PhoneKind KindOf(std::string_view n) {
  if (IsMobile(n)) return PhoneKind::kMobile;
  if (IsLandline(n)) return PhoneKind::kLandline;
  if (IsService(n)) return PhoneKind::kService;
  if (IsForeign(n)) return PhoneKind::kForeign;
  return PhoneKind::kUnknown;
}

}  // namespace

PhoneCheck CheckPhone(std::string_view phone) {
  PhoneCheck result;
  result.number = StripCountry(phone);
  result.kind = KindOf(result.number);
  if (result.kind == PhoneKind::kUnknown) {
    std::string_view number;
    std::string_view extension;
    if (SplitExtension(phone, &number, &extension)) {
      number = StripCountry(number);
      result.kind = KindOf(number);
      if (result.kind != PhoneKind::kUnknown) {
        result.number = number;
        result.extension = extension;
      }
    }
  }
  switch (result.kind) {
    case PhoneKind::kUnknown:
      result.check = IdentifierCheck::Hard(IdentifierCode::kFormat);
      return result;
    case PhoneKind::kMobile:
      result.check = IdentifierCheck::Ok(MobileNotes(result.number));
      break;
    case PhoneKind::kLandline:
      if (IsPlaceholderTail(result.number)) {
        result.check.notes.Add(IdentifierNote::kPlaceholderNumber);
      }
      break;
    case PhoneKind::kService:
    case PhoneKind::kForeign:
      break;
  }
  if (!result.extension.empty()) {
    result.check.notes.Add(result.kind == PhoneKind::kMobile ? IdentifierNote::kPrivacyNumber
                                                             : IdentifierNote::kExtension);
  }
  return result;
}

bool IsLinkablePhone(const PhoneCheck& phone) {
  return phone.check.ok() && phone.kind != PhoneKind::kService &&
         !phone.check.notes.Has(IdentifierNote::kPrivacyNumber) &&
         !phone.check.notes.Has(IdentifierNote::kPlaceholderNumber);
}

}  // namespace trigate::model
