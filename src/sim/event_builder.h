// Writes the event of one step of a plan.
//
// Threads: one; the event is overwritten and its memory reused.

#pragma once

#include <trigate/v1/event.pb.h>

#include "sim/plan.h"
#include "sim/world.h"

namespace trigate::sim {

namespace pb = ::trigate::v1;

class EventBuilder {
 public:
  explicit EventBuilder(const World& world) : world_(world) {}

  /// The event as an honest hub records it, small faults of the plan included.
  void Build(const Plan& plan, const Step& step, pb::ParcelEvent* event) const;

  /// Waybill number of the parcel.
  [[nodiscard]] std::string Waybill(const Plan& plan) const;
  [[nodiscard]] const model::Carrier& CarrierOf(const Plan& plan) const {
    return *world_.carriers.carriers()[plan.carrier];
  }

 private:
  void BuildAccepted(const Plan& plan, const Step& step, pb::ParcelEvent* event) const;
  void BuildParties(const Plan& plan, pb::Accepted* accepted) const;
  void BuildIdentification(const Plan& plan, pb::Accepted* accepted) const;
  void BuildContents(const Plan& plan, pb::Accepted* accepted) const;
  void BuildAgreement(const Plan& plan, pb::Accepted* accepted) const;
  void BuildInspected(const Plan& plan, const Step& step, pb::ParcelEvent* event) const;
  void BuildScreened(const Plan& plan, const Step& step, pb::ParcelEvent* event) const;
  void BuildMoved(const Plan& plan, const Step& step, pb::ParcelEvent* event) const;
  void BuildCustody(const Plan& plan, const Step& step, pb::ParcelEvent* event) const;

  const World& world_;
};

void SetTime(SystemTime time, google::protobuf::Timestamp* out);

}  // namespace trigate::sim
