#include "trigate/model/mask.h"

#include <cstddef>

#include "model/ascii.h"
#include "model/utf8.h"

namespace trigate::model {
namespace {

constexpr std::size_t kStarsMax = 3;

std::size_t CountCodePoints(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at += DecodeUtf8(text, at).size) ++count;
  return count;
}

/// `head` characters, `stars` stars, `tail` characters. REQUIRES: head + tail <= text.size().
std::string Frame(std::string_view text, std::size_t head, std::size_t stars, std::size_t tail) {
  std::string out(text.substr(0, head));
  out.append(stars, '*');
  out.append(text.substr(text.size() - tail));
  return out;
}

}  // namespace

std::string MaskName(std::string_view name) {
  if (name.empty()) return {};
  const CodePoint first = DecodeUtf8(name, 0);
  if (first.value == kIllFormed) return std::string(kStarsMax, '*');
  const std::size_t rest = CountCodePoints(name.substr(first.size));
  return Frame(name, first.size, rest < kStarsMax ? rest : kStarsMax, 0);
}

std::string MaskPhone(std::string_view phone) {
  constexpr std::size_t kMobileSize = 11;
  if (!phone.empty() && phone[0] == '1' && phone.size() >= kMobileSize &&
      AllDigits(phone.substr(0, kMobileSize))) {
    std::string out = Frame(phone.substr(0, kMobileSize), 3, 4, 4);
    if (phone.size() > kMobileSize) out.append("-****");
    return out;
  }
  if (phone.size() < 8) return std::string(phone.size(), '*');
  const std::size_t head = phone[0] == '0' ? 4 : 3;
  if (!AllDigits(phone.substr(1, head - 1))) return std::string(phone.size(), '*');
  return Frame(phone, head, 4, 3);
}

std::string MaskDocument(std::string_view number) {
  if (!AllUpperOrDigit(number) || number.size() < 6) {
    return std::string(CountCodePoints(number), '*');
  }
  if (number.size() == 18) return Frame(number, 6, 8, 4);
  if (number.size() == 15) return Frame(number, 6, 6, 3);
  return Frame(number, 2, number.size() - 4, 2);
}

std::string MaskAddress(std::string_view address) { return address.empty() ? "" : "***"; }

}  // namespace trigate::model
