#include "trigate/model/credit_code.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "model/ascii.h"
#include "trigate/model/region.h"

namespace trigate::model {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
static_assert(kAlphabet.size() == 31);

/// Codes that were issued although their check fails. Source: the exception list in the public
/// validator github Rockyzsu/social_code_validation.
constexpr std::string_view kIssuedExceptions[] = {"91350203M0001QAY9B"};

/// The state as a whole: codes registered with the central authorities.
constexpr std::string_view kStateRegion = "100000";

constexpr std::array<signed char, 256> MakeValues() {
  std::array<signed char, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<signed char>(i);
  }
  return values;
}
constexpr std::array<signed char, 256> kValues = MakeValues();

/// -1 for a character outside the alphabet.
constexpr int ValueOf(char c) { return kValues[static_cast<unsigned char>(c)]; }

bool IsWellFormed(std::string_view code) {
  return code.size() == 18 && AllDigits(code.substr(2, 6)) &&
         std::all_of(code.begin(), code.end(), [](char c) { return ValueOf(c) >= 0; });
}

}  // namespace

char CreditCodeCheckChar(std::string_view characters17) {
  if (characters17.size() != 17) return '\0';
  int sum = 0;
  int weight = 1;  // powers of 3 modulo 31
  for (const char c : characters17) {
    const int value = ValueOf(c);
    if (value < 0) return '\0';
    sum += value * weight;
    weight = weight * 3 % 31;
  }
  return kAlphabet[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

char OrganisationCodeCheckChar(std::string_view characters8) {
  constexpr std::array<int, 8> kWeights = {3, 7, 9, 10, 5, 8, 4, 2};
  if (characters8.size() != 8 || !AllUpperOrDigit(characters8)) return '\0';
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const char c = characters8[i];
    sum += (IsAsciiDigit(c) ? c - '0' : c - 'A' + 10) * kWeights[i];
  }
  return "0X987654321"[sum % 11];
}

IdentifierCheck CheckCreditCode(std::string_view code) {
  if (!IsWellFormed(code)) return IdentifierCheck::Hard(IdentifierCode::kFormat);
  NoteSet notes;
  const std::string_view region = code.substr(2, 6);
  if (region != kStateRegion &&
      !IsKnownRegion(RegionCode::FromNumber(static_cast<std::uint32_t>(ToInt(region))))) {
    notes.Add(IdentifierNote::kUnknownRegion);
  }
  const bool inner_ok = OrganisationCodeCheckChar(code.substr(8, 8)) == code[16];
  if (!inner_ok) notes.Add(IdentifierNote::kOrganisationCheckFailed);
  if (inner_ok && CreditCodeCheckChar(code.substr(0, 17)) == code[17]) {
    return IdentifierCheck::Ok(notes);
  }
  if (std::find(std::begin(kIssuedExceptions), std::end(kIssuedExceptions), code) !=
      std::end(kIssuedExceptions)) {
    return IdentifierCheck::Ok(notes | IdentifierNote::kExceptionListed);
  }
  return IdentifierCheck::Soft(IdentifierCode::kCheck, notes);
}

}  // namespace trigate::model
