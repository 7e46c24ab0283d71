#include "web/answer.h"

#include <algorithm>
#include <utility>

namespace trigate::web {
namespace {

constexpr char kText[] = "text/plain; charset=utf-8";
constexpr char kMetricsText[] = "text/plain; version=0.0.4; charset=utf-8";
constexpr char kJson[] = "application/json";

void AppendJsonString(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 0xF];
    } else {
      out += c;
    }
  }
  out += '"';
}

bool IsReady(const std::vector<ReadinessCheck>& checks) {
  return std::all_of(checks.begin(), checks.end(), [](const auto& check) { return check.ok; });
}

}  // namespace

std::string ReadinessJson(const std::vector<ReadinessCheck>& checks) {
  std::string out = IsReady(checks) ? "{\"ready\":true" : "{\"ready\":false";
  out += ",\"checks\":[";
  for (const ReadinessCheck& check : checks) {
    if (&check != &checks.front()) out += ',';
    out += "{\"name\":";
    AppendJsonString(out, check.name);
    out += check.ok ? ",\"ok\":true" : ",\"ok\":false";
    if (!check.reason.empty()) {
      out += ",\"reason\":";
      AppendJsonString(out, check.reason);
    }
    out += '}';
  }
  return out + "]}\n";
}

Answer AnswerFor(std::string_view method, std::string_view target, const HttpRoutes& routes) {
  if (method != "GET") return {405, kText, "only GET is served\n", true};
  const std::string_view path = target.substr(0, target.find('?'));
  if (path == "/metrics") return {200, kMetricsText, routes.metrics()};
  if (path == "/healthz") return {200, kText, "ok\n"};
  if (path == "/readyz") {
    const std::vector<ReadinessCheck> checks = routes.readiness();
    return {IsReady(checks) ? 200U : 503U, kJson, ReadinessJson(checks)};
  }
  return {404, kText, "not found\n"};
}

}  // namespace trigate::web
