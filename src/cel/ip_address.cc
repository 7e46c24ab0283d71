#include "cel/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace trigate::cel {
namespace {

/// The longest text of an address; anything longer is none.
constexpr std::size_t kAddressTextMax = 45;
/// "/128".
constexpr std::size_t kLengthTextMax = 4;

bool IsMapped(const std::array<std::uint8_t, 16>& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](std::uint8_t b) { return b == 0; }) &&
         bytes[10] == 0xFF && bytes[11] == 0xFF;
}

std::uint16_t Group(const std::array<std::uint8_t, 16>& bytes, int i) {
  return static_cast<std::uint16_t>(bytes[static_cast<std::size_t>(2 * i)] << 8 |
                                    bytes[static_cast<std::size_t>(2 * i + 1)]);
}

struct Parsed {
  IpAddress address;
  bool mapped = false;
};

std::optional<Parsed> Parse(std::string_view text) {
  if (text.size() > kAddressTextMax || text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  const std::string terminated(text);
  Parsed out;
  if (inet_pton(AF_INET, terminated.c_str(), out.address.bytes.data()) == 1) return out;
  out.address.family = 6;
  if (inet_pton(AF_INET6, terminated.c_str(), out.address.bytes.data()) != 1) return std::nullopt;
  out.mapped = IsMapped(out.address.bytes);
  return out;
}

}  // namespace

std::optional<IpAddress> ParseIp(std::string_view text) {
  const auto parsed = Parse(text);
  if (!parsed) return std::nullopt;
  if (!parsed->mapped) return parsed->address;
  if (text.find('.') != std::string_view::npos) return std::nullopt;
  IpAddress four;
  std::copy_n(parsed->address.bytes.begin() + 12, 4, four.bytes.begin());
  return four;
}

std::optional<IpPrefix> ParsePrefix(std::string_view text) {
  // Before it is searched: the text may be long.
  if (text.size() > kAddressTextMax + kLengthTextMax) return std::nullopt;
  const std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto parsed = Parse(text.substr(0, slash));
  const std::string_view digits = text.substr(slash + 1);
  if (!parsed || parsed->mapped || digits.empty() || digits.size() > 3 ||
      (digits.size() > 1 && digits[0] == '0') ||
      digits.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  IpPrefix prefix{parsed->address, 0};
  std::from_chars(digits.data(), digits.data() + digits.size(), prefix.length);
  if (prefix.length > prefix.address.bits()) return std::nullopt;
  return prefix;
}

std::string IpAddress::ToString() const {
  char buffer[40];
  if (family == 4) {
    std::snprintf(buffer, sizeof(buffer), "%d.%d.%d.%d", bytes[0], bytes[1], bytes[2], bytes[3]);
    return buffer;
  }
  // RFC 5952: the longest run of two or more zero groups is "::", the first of equals.
  int best = -1;
  int best_size = 1;
  for (int i = 0; i < 8; ++i) {
    int size = 0;
    while (i + size < 8 && Group(bytes, i + size) == 0) ++size;
    if (size > best_size) {
      best = i;
      best_size = size;
    }
    if (size > 0) i += size - 1;
  }
  std::string out;
  for (int i = 0; i < 8; ++i) {
    if (i == best) {
      out += "::";
      i += best_size - 1;
      continue;
    }
    if (!out.empty() && !out.ends_with(':')) out += ':';
    std::snprintf(buffer, sizeof(buffer), "%x", Group(bytes, i));
    out += buffer;
  }
  return out;
}

bool IpAddress::IsUnspecified() const {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0; });
}

bool IpAddress::IsLoopback() const {
  if (family == 4) return bytes[0] == 127;
  return bytes[15] == 1 &&
         std::all_of(bytes.begin(), bytes.begin() + 15, [](std::uint8_t b) { return b == 0; });
}

bool IpAddress::IsMulticast() const {
  return family == 4 ? (bytes[0] & 0xF0) == 0xE0 : bytes[0] == 0xFF;
}

bool IpAddress::IsLinkLocalMulticast() const {
  return family == 4 ? bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0
                     : bytes[0] == 0xFF && (bytes[1] & 0x0F) == 0x02;
}

bool IpAddress::IsLinkLocalUnicast() const {
  return family == 4 ? bytes[0] == 169 && bytes[1] == 254
                     : bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80;
}

bool IpAddress::IsGlobalUnicast() const {
  const bool broadcast = family == 4 && std::all_of(bytes.begin(), bytes.begin() + 4,
                                                    [](std::uint8_t b) { return b == 0xFF; });
  return !broadcast && !IsUnspecified() && !IsLoopback() && !IsMulticast() &&
         !IsLinkLocalUnicast();
}

IpPrefix IpPrefix::Masked() const {
  IpPrefix masked = *this;
  for (int bit = length; bit < address.bits(); ++bit) {
    masked.address.bytes[static_cast<std::size_t>(bit / 8)] &=
        static_cast<std::uint8_t>(~(0x80 >> bit % 8));
  }
  return masked;
}

bool IpPrefix::Contains(const IpAddress& other) const {
  if (other.family != address.family) return false;
  return IpPrefix{other, length}.Masked().address == Masked().address;
}

}  // namespace trigate::cel
