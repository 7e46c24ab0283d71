#include "rpc_status/utf8.h"

namespace trigate::rpc_status {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool IsContinuation(unsigned char byte, unsigned char low = 0x80, unsigned char high = 0xBF) {
  return byte >= low && byte <= high;
}

/// Bytes of the well-formed character at the start of `text`, 0 when there is none.
std::size_t CharacterBytes(std::string_view text) {
  const auto at = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0);
  };
  const unsigned char lead = at(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return IsContinuation(at(1)) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const unsigned char low = lead == 0xE0 ? 0xA0 : 0x80;
    const unsigned char high = lead == 0xED ? 0x9F : 0xBF;
    return IsContinuation(at(1), low, high) && IsContinuation(at(2)) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const unsigned char low = lead == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = lead == 0xF4 ? 0x8F : 0xBF;
    return IsContinuation(at(1), low, high) && IsContinuation(at(2)) && IsContinuation(at(3)) ? 4
                                                                                               : 0;
  }
  return 0;
}

}  // namespace

std::string CleanUtf8(std::string_view text, std::size_t max_bytes) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = CharacterBytes(text);
    const std::string_view character = size == 0 ? kReplacement : text.substr(0, size);
    if (out.size() + character.size() > max_bytes) break;
    out += character;
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

}  // namespace trigate::rpc_status
