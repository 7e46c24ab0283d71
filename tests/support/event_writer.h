// Writes event files for tests: the length-delimited form, by hand, so that the reader is not tested
// against its own twin.

#pragma once

#include <cstdint>
#include <string>

namespace trigate::cli {

inline std::string Varint(std::uint64_t value) {
  std::string bytes;
  while (value >= 0x80) {
    bytes += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  return bytes + static_cast<char>(value);
}

/// A field of wire type 2.
inline std::string Field(int number, const std::string& bytes) {
  return Varint(static_cast<std::uint64_t>(number) << 3 | 2) + Varint(bytes.size()) + bytes;
}

/// {1: hub, 2: event} with its size in front; no hub when it is empty.
inline std::string Record(const std::string& hub, const std::string& event) {
  const std::string record = (hub.empty() ? "" : Field(1, hub)) + Field(2, event);
  return Varint(record.size()) + record;
}

/// A ParcelEvent with only a waybill number.
inline std::string EventBytes(const std::string& waybill) { return Field(2, waybill); }

}  // namespace trigate::cli
