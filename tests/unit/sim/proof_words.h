// Words in which proofs of planted cases are written.

#pragma once

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

#include "trigate/model/id_finder.h"
#include "trigate/model/phone.h"
#include "trigate/model/resident_id.h"
#include "trigate/model/text.h"
#include "unit/sim/case_proofs.h"

namespace trigate::sim {

namespace pb = ::trigate::v1;

inline constexpr std::chrono::sys_days kDay = std::chrono::year(2021) / 9 / 15;

struct ProofRow {
  std::string_view id;
  Proof proof;
};
std::span<const ProofRow> GateProofs();
std::span<const ProofRow> RiskProofs();

/// Number of different values that a function has over the parcels of a group.
template <typename Value>
std::size_t Distinct(const Group& group, Value value) {
  std::set<decltype(value(group[0]))> values;
  for (const Parcel& parcel : group) values.insert(value(parcel));
  return values.size();
}
template <typename Predicate>
inline bool Each(const Group& group, Predicate predicate) {
  return std::all_of(group.begin(), group.end(), predicate);
}

inline std::string DocumentOf(const Parcel& p) { return p.shown().document_number(); }
inline std::string OutletOf(const Parcel& p) { return p.First(Event::kAccepted).site(); }
inline std::int64_t ScreenMs(const Parcel& p) {
  return Ms(p.First(Event::kXrayScreened).occur_time());
}
inline bool PhoneOk(const std::string& phone) {
  std::string normal;
  return model::NormalizePhone(phone, normal).ok() && model::CheckPhone(normal).check.ok();
}
inline std::string AddressOf(const Parcel& p) { return p.accepted().recipient().address(); }
inline std::string RecipientPhoneOf(const Parcel& p) { return p.accepted().recipient().phone(); }
inline std::string SenderPhoneOf(const Parcel& p) { return p.accepted().sender().phone(); }

/// A case of one parcel.
inline Proof One(std::function<bool(const Parcel&)> proof) {
  return [proof](const Group& group) { return group.size() == 1 && proof(group[0]); };
}
/// Declared by a name that holds `word`.
inline Proof Declares(std::string word) {
  return One([word](const Parcel& p) { return p.item().find(word) != std::string::npos; });
}
/// Refused at the door; the field is what simulator_test compares.
inline Proof Refused() {
  return One([](const Parcel& p) { return p.events.size() >= 5; });
}

}  // namespace trigate::sim
