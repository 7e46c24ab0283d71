// From a request line to an answer. Pure, but for the routes.

#pragma once

#include <string>
#include <string_view>

#include "trigate/web/http_server.h"

namespace trigate::web {

struct Answer {
  unsigned status = 200;
  std::string content_type;
  std::string body;
  bool allow_get = false;  ///< add "Allow: GET"
};

/// `target` may carry a query, which is ignored.
Answer AnswerFor(std::string_view method, std::string_view target, const HttpRoutes& routes);

/// The body of /readyz.
std::string ReadinessJson(const std::vector<ReadinessCheck>& checks);

}  // namespace trigate::web
