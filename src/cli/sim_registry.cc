#include "cli/sim_registry.h"

#include <sstream>

namespace trigate::cli {

std::string SimRegistry(std::span<const sim::HubInfo> hubs, const std::set<std::string>& carriers,
                        std::uint32_t province) {
  std::ostringstream yaml;
  yaml << "# Made by `trigate sim`: everybody who takes part in the simulated day.\nhubs:\n";
  for (const sim::HubInfo& hub : hubs) {
    yaml << "  - {id: " << hub.name << ", name: \"" << hub.title_zh
         << "\", region: " << hub.region.value() << "}\n";
  }
  yaml << "investigators:\n  - {id: wang, name: 王警官, regions: [" << province << "]}\n"
       << "supervisors:\n  - {id: zhao, name: 赵督导, regions: all}\n"
       << "admins:\n  - {id: ops}\n";
  if (!carriers.empty()) yaml << "hqs:\n";
  for (const std::string& carrier : carriers) {
    yaml << "  - {id: nm, carrier: " << carrier << ", regions: [" << province << "]}\n";
  }
  return yaml.str();
}

}  // namespace trigate::cli
