#include "trigate/api/principal.h"

#include <array>
#include <cstdlib>
#include <utility>

namespace trigate::api {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 5> kRoles = {{
    {Role::kHub, "hub"},
    {Role::kInvestigator, "investigator"},
    {Role::kHeadquarters, "hq"},
    {Role::kSupervisor, "supervisor"},
    {Role::kAdmin, "admin"},
}};

constexpr std::string_view kHubCollection = "hubs/";

Status Unauthenticated(std::string message) {
  return {StatusCode::kUnauthenticated, std::move(message)};
}

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool IsCarrier(std::string_view text) {
  if (text.size() < 2 || text.size() > 9) return false;
  for (const char c : text) {
    if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) return false;
  }
  return true;
}

/// Takes the text up to the next slash off the front of `rest`.
std::string_view TakeSegment(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  const std::string_view segment = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  return segment;
}

}  // namespace

std::string_view RoleName(Role role) {
  for (const auto& [value, name] : kRoles) {
    if (value == role) return name;
  }
  std::abort();
}

bool IsPrincipalSegment(std::string_view text) {
  if (text.empty() || text.size() > kSegmentBytesMax || !IsLowerOrDigit(text.front())) return false;
  for (const char c : text) {
    if (!IsLowerOrDigit(c) && c != '-' && c != '.' && c != '_') return false;
  }
  return true;
}

std::string PrincipalName::id() const {
  std::string out(RoleName(role));
  if (!carrier.empty()) out += "/" + carrier;
  return out + "/" + name;
}

Result<PrincipalName> ParsePrincipalId(std::string_view id) {
  std::string_view rest = id;
  const std::string_view role_text = TakeSegment(rest);
  PrincipalName parsed;
  bool known = false;
  for (const auto& [value, name] : kRoles) {
    if (name == role_text) {
      parsed.role = value;
      known = true;
    }
  }
  if (!known) {
    return Unauthenticated(
        "the principal's kind must be hub, investigator, hq, supervisor or admin");
  }
  if (parsed.role == Role::kHeadquarters) {
    const std::string_view carrier = TakeSegment(rest);
    if (!IsCarrier(carrier)) {
      return Unauthenticated("a headquarters is named hq/<carrier>/<id>, the carrier in capitals");
    }
    parsed.carrier = carrier;
  }
  if (!IsPrincipalSegment(rest)) {
    return Unauthenticated(
        "the principal's id must have 1 to 63 lower case letters, digits, '-', '.' or '_'");
  }
  parsed.name = rest;
  return parsed;
}

Result<PrincipalName> PrincipalOfUris(std::span<const std::string> uris, std::string_view domain) {
  if (uris.empty()) return Unauthenticated("the client certificate carries no URI name");
  if (uris.size() > 1) {
    return Unauthenticated("the client certificate carries more than one URI name");
  }
  constexpr std::string_view kScheme = "spiffe://";
  std::string_view rest = uris.front();
  if (!rest.starts_with(kScheme)) {
    return Unauthenticated("the URI name of the client certificate is no spiffe:// name");
  }
  rest.remove_prefix(kScheme.size());
  if (TakeSegment(rest) != domain) {
    return Unauthenticated("the client certificate belongs to another trust domain");
  }
  return ParsePrincipalId(rest);
}

std::string_view HubOfResource(std::string_view resource) {
  if (!resource.starts_with(kHubCollection)) return {};
  const std::string_view hub = resource.substr(kHubCollection.size());
  return IsPrincipalSegment(hub) ? hub : std::string_view();
}

std::string HubResource(std::string_view hub) { return std::string(kHubCollection).append(hub); }

}  // namespace trigate::api
