#include "unit/sim/case_proofs.h"

#include <google/protobuf/util/time_util.h>

#include "unit/sim/proof_words.h"

namespace trigate::sim {

std::int64_t Ms(const google::protobuf::Timestamp& time) {
  return google::protobuf::util::TimeUtil::TimestampToMilliseconds(time);
}

bool IsRightResidentId(const std::string& number) {
  return model::CheckResidentId(number, kDay).ok();
}

std::vector<Event> Parcel::Of(Event::DetailCase kind) const {
  std::vector<Event> found;
  for (const Event& event : events) {
    if (event.detail_case() == kind) found.push_back(event);
  }
  return found;
}

Event Parcel::First(Event::DetailCase kind) const {
  const auto found = Of(kind);
  return found.empty() ? Event() : found[0];
}

pb::Accepted Parcel::accepted() const { return First(Event::kAccepted).accepted(); }
pb::SenderIdentification Parcel::shown() const { return accepted().identification(); }
pb::Inspected Parcel::inspected() const { return First(Event::kInspected).inspected(); }
pb::XrayScreened Parcel::xray() const { return First(Event::kXrayScreened).xray_screened(); }
pb::Opened Parcel::opened() const { return First(Event::kOpened).opened(); }
std::size_t Parcel::screens() const { return Of(Event::kXrayScreened).size(); }

std::string Parcel::item() const {
  const pb::Accepted of_parcel = accepted();
  return of_parcel.contents_size() == 0 ? std::string() : of_parcel.contents(0).name();
}

bool Parcel::delivered() const {
  return events.back().has_moved() && events.back().moved().movement() == pb::MOVEMENT_DELIVERED;
}

std::int64_t Parcel::departed_ms() const {
  for (const Event& event : events) {
    const bool departed =
        event.has_moved() && event.moved().movement() == pb::MOVEMENT_DEPARTED;
    if (departed && event.site().find("-H") != std::string::npos) return Ms(event.occur_time());
  }
  return 0;
}

const std::map<std::string_view, Proof>& Proofs() {
  static const auto* const kProofs = [] {
    auto* all = new std::map<std::string_view, Proof>;
    for (const auto rows : {GateProofs(), RiskProofs()}) {
      for (const ProofRow& row : rows) all->emplace(row.id, row.proof);
    }
    return all;
  }();
  return *kProofs;
}

}  // namespace trigate::sim
