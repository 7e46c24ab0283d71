#include "trigate/model/travel_document.h"

#include <cstddef>

#include "model/ascii.h"
#include "model/utf8.h"

namespace trigate::model {
namespace {

IdentifierCheck FormatOnly(bool well_formed) {
  return well_formed ? IdentifierCheck::Ok(IdentifierNote::kFormatOnly)
                     : IdentifierCheck::Hard(IdentifierCode::kFormat);
}

/// Ordinary passports: E or G and 8 digits; E, a letter but I and O, 7 digits; the old 14 and 15.
bool IsOrdinaryPassport(std::string_view n) {
  if (n.size() != 9) return false;
  if (n[0] == '1') return (n[1] == '4' || n[1] == '5') && AllDigits(n.substr(2));
  if (n[0] != 'E' && n[0] != 'G') return false;
  if (AllDigits(n.substr(1))) return true;
  return n[0] == 'E' && IsAsciiUpper(n[1]) && n[1] != 'I' && n[1] != 'O' && AllDigits(n.substr(2));
}

/// Diplomatic, service and public-affairs passports: DE, SE, PE and 7 digits; D, S, P and 7 or 8.
bool IsOfficialPassport(std::string_view n) {
  if (n.size() < 8 || n.size() > 9 || (n[0] != 'D' && n[0] != 'S' && n[0] != 'P')) return false;
  if (n.size() == 9 && n[1] == 'E') return AllDigits(n.substr(2));
  return AllDigits(n.substr(1));
}

}  // namespace

IdentifierCheck CheckHmTravelPermit(std::string_view number) {
  const bool shape = (number.size() == 9 || number.size() == 11) &&
                     (number[0] == 'H' || number[0] == 'M') && AllDigits(number.substr(1));
  return FormatOnly(shape);
}

IdentifierCheck CheckTaiwanTravelPermit(std::string_view number) {
  if (number.size() == 8) return FormatOnly(AllDigits(number));
  return FormatOnly(number.size() == 11 && AllDigits(number.substr(0, 10)) &&
                    IsAsciiUpper(number[10]));
}

IdentifierCheck CheckPrcPassport(std::string_view number) {
  if (IsOrdinaryPassport(number) || IsOfficialPassport(number)) {
    return IdentifierCheck::Ok(IdentifierNote::kFormatOnly);
  }
  return IdentifierCheck::Soft(IdentifierCode::kFormat);
}

IdentifierCheck CheckForeignPassport(std::string_view number) {
  return FormatOnly(number.size() >= 5 && number.size() <= 17 && AllUpperOrDigit(number));
}

IdentifierCheck CheckMilitaryDocument(std::string_view number) {
  constexpr std::size_t kBytesMax = 32;
  constexpr int kDigitsMin = 4;
  constexpr int kDigitsMax = 12;
  int digits = 0;
  for (std::size_t at = 0; at < number.size();) {
    const CodePoint point = DecodeUtf8(number, at);
    const bool allowed = IsCjkIdeograph(point.value) ||
                         (point.value < 0x80 && IsUpperOrDigit(static_cast<char>(point.value)));
    if (!allowed) return IdentifierCheck::Hard(IdentifierCode::kFormat);
    if (point.value < 0x80 && IsAsciiDigit(static_cast<char>(point.value))) ++digits;
    at += point.size;
  }
  return FormatOnly(number.size() <= kBytesMax && digits >= kDigitsMin && digits <= kDigitsMax);
}

int MrzCheckDigit(std::string_view field) {
  constexpr int kWeights[3] = {7, 3, 1};
  int sum = 0;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const char c = field[i];
    int value = 0;
    if (IsAsciiDigit(c)) {
      value = c - '0';
    } else if (IsAsciiUpper(c)) {
      value = c - 'A' + 10;
    } else if (c != '<') {
      return -1;
    }
    sum = (sum + value * kWeights[i % 3]) % 10;
  }
  return sum;
}

bool IsMrzFieldValid(std::string_view field) {
  if (field.size() < 2 || !IsAsciiDigit(field.back())) return false;
  return MrzCheckDigit(field.substr(0, field.size() - 1)) == field.back() - '0';
}

}  // namespace trigate::model
