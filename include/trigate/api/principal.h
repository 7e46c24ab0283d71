// Who is calling: the name inside a client certificate, and what the registry says of it.
//
// A certificate names its holder in exactly one URI subject alternative name:
//   spiffe://<domain>/hub/<id>            a hub system
//   spiffe://<domain>/investigator/<id>   a member of the work team
//   spiffe://<domain>/hq/<carrier>/<id>   a regional headquarters of a courier company
//   spiffe://<domain>/supervisor/<id>     who oversees the team
//   spiffe://<domain>/admin/<id>          who runs Trigate
// The path without its leading slash is the principal id. Source: SPIFFE X.509-SVID, sections 2 and
// 4 (one URI name; path segments of letters, digits, '-', '.', '_').
//
// Threads: pure functions and values.
// Failure: kUnauthenticated, saying what is wrong with the certificate, never what would be right
// for somebody else.
// Limits: a segment has at most kSegmentBytesMax characters.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/store/registry.h"

namespace trigate::api {

using Role = store::PrincipalRole;

inline constexpr std::size_t kSegmentBytesMax = 63;

/// "hub", "investigator", "hq", "supervisor", "admin": as in the URI.
std::string_view RoleName(Role role);

/// A principal id, taken apart.
struct PrincipalName {
  Role role = Role::kHub;
  std::string carrier;  ///< headquarters only
  std::string name;     ///< last segment: the hub's registered name, the person's account
  bool operator==(const PrincipalName&) const = default;

  [[nodiscard]] std::string id() const;  ///< "hq/SF/nm-01"
};

/// The last segment of an id: 1 to kSegmentBytesMax lower case letters, digits, '-', '.', '_',
/// beginning with a letter or digit.
bool IsPrincipalSegment(std::string_view text);

/// Reads "hub/hohhot-01", "hq/SF/nm-01" … A carrier is 2 to 9 capitals or digits.
Result<PrincipalName> ParsePrincipalId(std::string_view id);

/// The principal of a verified certificate from all its URI names. More than one, of whatever
/// scheme, is refused: no order among names means anything.
Result<PrincipalName> PrincipalOfUris(std::span<const std::string> uris, std::string_view domain);

/// A caller of one call or stream: what the registry said when it began.
struct Caller {
  store::Principal principal;
  std::string name;  ///< last segment of the id
  /// End of the certificate's validity; none in plain text.
  std::optional<SystemTime> certificate_end;

  [[nodiscard]] Role role() const { return principal.role; }
};

/// "hubs/hohhot-01" -> "hohhot-01". Empty when it is no hub resource name.
std::string_view HubOfResource(std::string_view resource);
std::string HubResource(std::string_view hub);

}  // namespace trigate::api
