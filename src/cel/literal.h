// Escape sequences of string and bytes literals.
//
// Source: language definition, "String and Bytes Values".  Threads: pure function.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trigate::cel {

struct LiteralError {
  std::size_t begin = 0;  ///< offset into the content
  std::size_t size = 0;
  std::string message;
};

/// Decodes what stands between the quotes. False with `*error` set on a wrong escape.
bool DecodeLiteral(std::string_view content, bool raw, bool bytes, std::string* out,
                   LiteralError* error);

}  // namespace trigate::cel
