// What the parcels of a planted case must show, case by case.

#pragma once

#include <trigate/v1/event.pb.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trigate::sim {

using Event = ::trigate::v1::ParcelEvent;

/// The events of one parcel, as they were sent.
struct Parcel {
  std::vector<Event> events;
  std::string watch_value;

  [[nodiscard]] std::vector<Event> Of(Event::DetailCase kind) const;
  /// An empty event when there is none of the kind.
  [[nodiscard]] Event First(Event::DetailCase kind) const;
  [[nodiscard]] ::trigate::v1::Accepted accepted() const;
  [[nodiscard]] ::trigate::v1::SenderIdentification shown() const;
  [[nodiscard]] ::trigate::v1::Inspected inspected() const;
  [[nodiscard]] ::trigate::v1::XrayScreened xray() const;
  [[nodiscard]] ::trigate::v1::Opened opened() const;
  [[nodiscard]] std::size_t screens() const;
  /// Name of the first declared item; "" without one.
  [[nodiscard]] std::string item() const;
  [[nodiscard]] bool delivered() const;
  /// When it first left a sorting site, milliseconds since 1970; 0: never.
  [[nodiscard]] std::int64_t departed_ms() const;
};
using Group = std::vector<Parcel>;
using Proof = std::function<bool(const Group&)>;

/// By the id of the case.
const std::map<std::string_view, Proof>& Proofs();

std::int64_t Ms(const google::protobuf::Timestamp& time);
/// True when the number passes every check of a resident ID on the simulated day.
bool IsRightResidentId(const std::string& number);

}  // namespace trigate::sim
