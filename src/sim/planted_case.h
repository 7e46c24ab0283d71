// Planted cases: an honest parcel, changed in one way that a screening system should notice.
//
// A case changes the plan (steps added, dropped, moved), or the events (fields written over), or
// both. A case of several parcels gets consecutive ones; what they share is drawn from the
// group's stream.
//
// The table of cases is split by subject; docs of the families are in domain §1.1 and §3.3. Left
// out, because an event does not carry what they need: R06 (documents of staff), R28 (home area
// of a phone number), F7 (what an agreement covers), F9 (opening hours, device heartbeats).
//
// Threads: static tables; pure functions.

#pragma once

#include <trigate/v1/event.pb.h>

#include <span>
#include <string>

#include "sim/plan.h"
#include "sim/random.h"
#include "sim/world.h"

namespace trigate::sim {

namespace pb = ::trigate::v1;

/// One parcel of a planted occurrence.
struct Member {
  const World& world;
  std::uint32_t group = 0;
  std::uint32_t index = 0;  ///< which parcel of the group, from 0
  /// Not before the acceptance of any parcel of the group: events may be moved to this and later.
  SystemTime group_time;

  /// What the parcels of the group have in common: the same draws for each of them.
  [[nodiscard]] Random Shared() const { return {world.options.seed, Stream::kGroup, group}; }
  /// A person of this group; the same number gives the same one.
  [[nodiscard]] Person SharedPerson(std::uint32_t number, std::uint16_t county) const {
    return world.people.MakePerson((std::uint64_t{1} << 40) + group * 64ULL + number, county);
  }
};

struct PlantedCase {
  CaseInfo info;
  Profile profile = {};
  /// Sets in the profile what the parcels of a group share: carrier, counties. May be null.
  void (*localise)(Profile& profile, const Member& member) = nullptr;
  /// Changes the plan; sending times are set afterwards. May be null.
  void (*replan)(Plan& plan, const Member& member) = nullptr;
  /// Changes an event of the plan. May be null.
  void (*rewrite)(pb::ParcelEvent& event, const Step& step, const Plan& plan,
                  const Member& member) = nullptr;
  /// The case is about a watch-listed phone: the sender's.
  bool watch_sender_phone = false;
};

std::span<const PlantedCase> RealNameCases();
std::span<const PlantedCase> InspectionCases();
std::span<const PlantedCase> XrayCases();
std::span<const PlantedCase> CustodyCases();
std::span<const PlantedCase> IdentityCases();
std::span<const PlantedCase> DeclarationCases();
std::span<const PlantedCase> PhysicalCases();
std::span<const PlantedCase> BehaviourCases();
std::span<const PlantedCase> WireCases();

/// All of them, in the order above.
std::span<const PlantedCase* const> PlantedCases();

}  // namespace trigate::sim
