// Time zones by name.
//
// Source: language definition, "Timezones".
// Threads: safe from any.
// Limits: only names of the host's time zone database are looked up, of which there are some
// hundreds. absl keeps every name that it is ever asked for, known or not, for the life of the
// process; and it takes names of files and of host settings, which are no time zones.

#pragma once

#include <optional>
#include <string_view>

#include "absl/time/time.h"

namespace trigate::cel {

/// "UTC" (or nothing), a name of the database, or an offset "+08:00", "-02:30", "02:00". Nothing
/// for other text.
std::optional<absl::TimeZone> FindZone(std::string_view name);

}  // namespace trigate::cel
