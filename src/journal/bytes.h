// Integers in the byte order of the disk formats: big-endian, so that keys sort by value.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trigate::journal {

template <typename T>
void AppendInt(std::string& out, T value) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(static_cast<std::uint64_t>(value) >> shift & 0xff));
  }
}

/// Takes integers and strings off the front of a value. Once something was not there, ok() is false
/// and everything read is zero.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <typename T>
  T Int() {
    std::uint64_t value = 0;
    for (const char c : Take(sizeof(T))) value = value << 8 | static_cast<unsigned char>(c);
    return static_cast<T>(value);
  }
  /// The next `size` bytes; empty when there are fewer.
  std::string_view Take(std::size_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace trigate::journal
