// A registry for a simulated day: its hubs, and somebody in every role.

#pragma once

#include <set>
#include <span>
#include <string>

#include "trigate/sim/simulator.h"

namespace trigate::cli {

/// registry.yaml: the hubs; investigator wang for the province, supervisor zhao for everywhere, admin
/// ops, and one headquarters per carrier, hq/<carrier>/nm.
std::string SimRegistry(std::span<const sim::HubInfo> hubs, const std::set<std::string>& carriers,
                        std::uint32_t province);

}  // namespace trigate::cli
