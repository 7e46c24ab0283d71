// The one place that includes Boost.Beast; see trigate/base/asio.h for why.

#pragma once

#include "trigate/base/asio.h"

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace trigate::web {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;

}  // namespace trigate::web
