// UTF-8 that a protobuf string field accepts, of a bounded size.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trigate::rpc_status {

/// At most `max_bytes` of `text`, cut between characters; every byte that belongs to no well-formed
/// character (Unicode 15, table 3-7) becomes U+FFFD.
std::string CleanUtf8(std::string_view text, std::size_t max_bytes);

}  // namespace trigate::rpc_status
