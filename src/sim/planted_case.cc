#include "sim/planted_case.h"

#include <vector>

namespace trigate::sim {

std::span<const PlantedCase* const> PlantedCases() {
  static const std::vector<const PlantedCase*>* const kAll = [] {
    auto* all = new std::vector<const PlantedCase*>;
    for (const auto cases :
         {RealNameCases(), InspectionCases(), XrayCases(), CustodyCases(), IdentityCases(),
          DeclarationCases(), PhysicalCases(), BehaviourCases(), WireCases()}) {
      for (const PlantedCase& planted : cases) all->push_back(&planted);
    }
    return all;
  }();
  return *kAll;
}

std::span<const CaseInfo> Cases() {
  static const std::vector<CaseInfo>* const kInfos = [] {
    auto* infos = new std::vector<CaseInfo>;
    for (const PlantedCase* planted : PlantedCases()) infos->push_back(planted->info);
    return infos;
  }();
  return *kInfos;
}

}  // namespace trigate::sim
