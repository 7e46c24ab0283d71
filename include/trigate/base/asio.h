// The one place that includes Boost.Asio. Nobody includes it directly: Boost 1.74 under g++ 12 and
// C++20 compiles only when <utility> comes first.

#pragma once

#include <utility>

#include <boost/asio.hpp>

namespace trigate {

namespace asio = boost::asio;

}  // namespace trigate
