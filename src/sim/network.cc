#include "sim/network.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "trigate/model/region.h"

namespace trigate::sim {
namespace {

struct ExchangeRow {
  std::string_view name;
  std::uint32_t region;
  std::string_view title_zh;
};
constexpr std::array<ExchangeRow, kZoneCount> kExchanges = {
    {{"exchange-north", 110000, "华北交换中心"},
     {"exchange-northeast", 210000, "东北交换中心"},
     {"exchange-east", 310000, "华东交换中心"},
     {"exchange-south", 440000, "中南交换中心"},
     {"exchange-west", 610000, "西部交换中心"}}};

std::string TwoDigits(std::uint32_t value) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%02u", static_cast<unsigned>(value % 100));
  return text.data();
}

std::string Prefixed(std::string_view prefix, const model::Carrier& carrier) {
  std::string name(prefix);
  return name.append(carrier.code).append("-");
}

}  // namespace

Network::Network(const Geography& geography, std::uint32_t hubs) : geography_(geography) {
  first_hub_.assign(geography.prefectures().size(), 0);
  hub_count_.assign(geography.prefectures().size(), 1);
  AddFocusHubs(hubs);
  AddExchangeHubs();
}

void Network::AddFocusHubs(std::uint32_t hubs) {
  const auto focus = geography_.focus_prefectures();
  const auto weights = geography_.focus_weights();
  // The heaviest prefectures have hubs of their own when there are too few, and more when there are
  // more: give each next hub to the prefecture with the most inhabitants per hub.
  std::vector<std::uint32_t> counts(focus.size(), 0);
  for (std::uint32_t n = 0; n < hubs; ++n) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < focus.size(); ++i) {
      const std::uint64_t mine = std::uint64_t{weights[i]} * (counts[best] + 1);
      if (mine > std::uint64_t{weights[best]} * (counts[i] + 1)) best = i;
    }
    // While a prefecture is without a hub, it comes before any second one.
    if (n < focus.size()) {
      best = focus.size();
      for (std::size_t i = 0; i < focus.size(); ++i) {
        if (counts[i] == 0 && (best == focus.size() || weights[i] > weights[best])) best = i;
      }
    }
    ++counts[best];
  }
  for (std::size_t i = 0; i < focus.size(); ++i) {
    const Prefecture& prefecture = geography_.prefectures()[focus[i]];
    if (counts[i] == 0) continue;  // first_hub_ 0: the first hub reports for it
    first_hub_[focus[i]] = static_cast<std::uint8_t>(hubs_.size());
    hub_count_[focus[i]] = static_cast<std::uint8_t>(counts[i]);
    const auto region = model::RegionCode::FromNumber(prefecture.code);
    for (std::uint32_t n = 1; n <= counts[i]; ++n) {
      hubs_.push_back({PrefectureSlug(prefecture.code) + "-" + TwoDigits(n), region,
                       std::string(model::RegionName(region)) + std::to_string(n) + "号处理中心"});
    }
  }
}

void Network::AddExchangeHubs() {
  const std::size_t first = hubs_.size();
  for (const ExchangeRow& row : kExchanges) {
    hubs_.push_back({std::string(row.name), model::RegionCode::FromNumber(row.region),
                     std::string(row.title_zh)});
  }
  const auto prefectures = geography_.prefectures();
  for (std::size_t i = 0; i < prefectures.size(); ++i) {
    if (!prefectures[i].focus) {
      first_hub_[i] = static_cast<std::uint8_t>(first + prefectures[i].zone);
    }
  }
}

std::uint8_t Network::HubOf(std::uint16_t county, std::uint8_t carrier) const {
  const std::uint16_t prefecture = geography_.county(county).prefecture;
  return static_cast<std::uint8_t>(first_hub_[prefecture] + carrier % hub_count_[prefecture]);
}

std::uint8_t Network::OutletCount(std::uint16_t county) const {
  // 2 to 7, the same on every run: a county's code decides.
  return static_cast<std::uint8_t>(2 + Mix(geography_.county(county).code) % 6);
}

std::string Network::SiteName(const model::Carrier& carrier, Site site) const {
  std::string name(carrier.code);
  if (site.outlet == 0) {
    return name.append("-H").append(std::to_string(geography_.prefecture_of(site.county).code));
  }
  return name.append("-")
      .append(std::to_string(geography_.county(site.county).code))
      .append("-")
      .append(TwoDigits(site.outlet));
}

std::string Network::StaffNumber(const model::Carrier& carrier, Site site,
                                 std::uint8_t person) const {
  std::string name(carrier.code);
  name.append(std::to_string(geography_.county(site.county).code)).append(TwoDigits(site.outlet));
  return name.append("-").append(std::to_string(person + 1));
}

std::string Network::ScreenerNumber(const model::Carrier& carrier, Site site, std::uint8_t machine,
                                    std::uint8_t shift) const {
  std::string name(carrier.code);
  name.append("X").append(std::to_string(geography_.prefecture_of(site.county).code)).append("-");
  name.append(std::to_string(machine + 1)).push_back(static_cast<char>('A' + shift));
  return name;
}

std::string Network::MachineNumber(const model::Carrier& carrier, Site site,
                                   std::uint8_t machine) const {
  return Prefixed("XR-", carrier)
      .append(std::to_string(geography_.prefecture_of(site.county).code))
      .append("-")
      .append(std::to_string(machine + 1));
}

std::string Network::ReaderNumber(const model::Carrier& carrier, Site site) const {
  return Prefixed("RD-", carrier)
      .append(std::to_string(geography_.county(site.county).code))
      .append("-")
      .append(TwoDigits(site.outlet));
}

std::string Network::ScaleNumber(const model::Carrier& carrier, Site site) const {
  return Prefixed("SC-", carrier)
      .append(std::to_string(geography_.prefecture_of(site.county).code));
}

}  // namespace trigate::sim
