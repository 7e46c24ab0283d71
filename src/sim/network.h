// Sites, staff, machines and hubs: who is where, under which names.
//
// An outlet belongs to a county, a sorting site to a prefecture; every carrier has its own. A hub
// reports for the sites of its prefecture; where a prefecture has several, carriers are spread
// over them. Sites outside the focus province report through the exchange hub of their part of
// the country.
//
// Threads: immutable after construction.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/geography.h"
#include "trigate/model/carrier.h"
#include "trigate/sim/simulator.h"

namespace trigate::sim {

/// A place of one carrier.
struct Site {
  std::uint16_t county = 0;  ///< index
  std::uint8_t outlet = 0;   ///< 1 and up; 0: the sorting site of the county's prefecture
  bool operator==(const Site&) const = default;
};

inline constexpr std::uint8_t kStaffPerOutlet = 4;
inline constexpr std::uint8_t kMachinesPerSortingSite = 3;
inline constexpr std::uint8_t kShiftsPerMachine = 3;

class Network {
 public:
  /// `hubs` of the focus province, 1 or more, and kZoneCount exchange hubs behind them.
  Network(const Geography& geography, std::uint32_t hubs);

  [[nodiscard]] std::span<const HubInfo> hubs() const { return hubs_; }
  /// Index of the hub that reports what `carrier` (its index in the mix) does at a place.
  [[nodiscard]] std::uint8_t HubOf(std::uint16_t county, std::uint8_t carrier) const;

  /// Outlets that a carrier has in the county.
  [[nodiscard]] std::uint8_t OutletCount(std::uint16_t county) const;

  [[nodiscard]] std::string SiteName(const model::Carrier& carrier, Site site) const;
  /// Staff number at a site; `person` is below kStaffPerOutlet, or a machine and shift.
  [[nodiscard]] std::string StaffNumber(const model::Carrier& carrier, Site site,
                                        std::uint8_t person) const;
  [[nodiscard]] std::string ScreenerNumber(const model::Carrier& carrier, Site site,
                                           std::uint8_t machine, std::uint8_t shift) const;
  [[nodiscard]] std::string MachineNumber(const model::Carrier& carrier, Site site,
                                          std::uint8_t machine) const;
  [[nodiscard]] std::string ReaderNumber(const model::Carrier& carrier, Site site) const;
  [[nodiscard]] std::string ScaleNumber(const model::Carrier& carrier, Site site) const;

 private:
  void AddFocusHubs(std::uint32_t hubs);
  void AddExchangeHubs();

  const Geography& geography_;
  std::vector<HubInfo> hubs_;
  std::vector<std::uint8_t> first_hub_;  // by prefecture
  std::vector<std::uint8_t> hub_count_;  // by prefecture
};

}  // namespace trigate::sim
