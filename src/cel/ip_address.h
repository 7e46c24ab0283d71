// IP addresses and prefixes: parsing, printing, classes.
//
// Source: RFC 4291, RFC 5952 (text form), RFC 4632 (prefixes).  Threads: values and pure functions.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trigate::cel {

struct IpAddress {
  int family = 4;                         ///< 4 or 6
  std::array<std::uint8_t, 16> bytes{};   ///< network order; the first 4 for IPv4

  bool operator==(const IpAddress&) const = default;
  [[nodiscard]] int bits() const { return family == 4 ? 32 : 128; }
  [[nodiscard]] std::string ToString() const;
  [[nodiscard]] bool IsUnspecified() const;
  [[nodiscard]] bool IsLoopback() const;
  [[nodiscard]] bool IsMulticast() const;
  [[nodiscard]] bool IsLinkLocalMulticast() const;
  [[nodiscard]] bool IsLinkLocalUnicast() const;
  [[nodiscard]] bool IsGlobalUnicast() const;
};

struct IpPrefix {
  IpAddress address;
  int length = 0;  ///< bits

  bool operator==(const IpPrefix&) const = default;
  [[nodiscard]] std::string ToString() const {
    return address.ToString() + "/" + std::to_string(length);
  }
  [[nodiscard]] IpPrefix Masked() const;
  [[nodiscard]] bool Contains(const IpAddress& other) const;
  [[nodiscard]] bool Contains(const IpPrefix& other) const {
    return other.length >= length && Contains(other.address);
  }
};

/// IPv4 in four decimal parts without leading zeros, IPv6 without zone. An IPv4 address mapped into
/// IPv6 and written in hexadecimal (::ffff:c0a8:1) is that IPv4 address; written with dots
/// (::ffff:192.168.0.1) it is refused, since programs disagree about it.
std::optional<IpAddress> ParseIp(std::string_view text);
/// Address "/" length. No mapped addresses.
std::optional<IpPrefix> ParsePrefix(std::string_view text);

}  // namespace trigate::cel
