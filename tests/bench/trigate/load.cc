#include "bench/trigate/load.h"

#include <cstdio>
#include <functional>
#include <unordered_set>
#include <utility>

#include "trigate/sim/simulator.h"
#include "trigate/v1/screening_service.pb.h"

namespace trigate::bench {
namespace {

constexpr int kRegion = 150'100;

std::string HubName(std::size_t number) {
  char name[32];
  std::snprintf(name, sizeof(name), "bench-%03zu", number);
  return name;
}

class Cutter {
 public:
  Cutter(Load* load, std::uint32_t events_per_message)
      : load_(load), events_per_message_(events_per_message), open_(load->hubs.size()) {}

  void Add(std::uint32_t hub, const v1::ParcelEvent& event) {
    *open_[hub].mutable_batch()->add_events() = event;
    ++load_->events;
    if (open_[hub].batch().events_size() == static_cast<int>(events_per_message_)) Close(hub);
  }
  void CloseAll() {
    for (std::uint32_t hub = 0; hub < open_.size(); ++hub) {
      if (open_[hub].batch().events_size() > 0) Close(hub);
    }
  }

 private:
  void Close(std::uint32_t hub) {
    HubLoad& to = load_->hubs[hub];
    v1::EventBatch& batch = *open_[hub].mutable_batch();
    batch.set_first_sequence(to.events + 1);
    to.events += batch.events_size();
    const std::string bytes = open_[hub].SerializeAsString();
    const grpc::Slice slice(bytes);
    to.messages.push_back({grpc::ByteBuffer(&slice, 1), to.events});
    load_->order.push_back(hub);
    load_->bytes += static_cast<std::int64_t>(bytes.size());
    batch.clear_events();
  }

  Load* const load_;
  const std::uint32_t events_per_message_;
  std::vector<v1::StreamEventsRequest> open_;
};

}  // namespace

Result<Load> MakeLoad(const LoadOptions& options) {
  Load load;
  for (std::size_t i = 0; i < options.hubs; ++i) load.hubs.push_back({HubName(i), {}, 0});
  sim::Options day;
  day.parcels = options.parcels;
  day.planted_ppm = options.planted_ppm;
  day.sloppy_ppm = 0;
  day.duplicate_ppm = 0;
  TRIGATE_ASSIGN_OR_RETURN(const auto simulator, sim::Simulator::Create(day));
  std::unordered_set<std::size_t> parcels;
  Cutter cutter(&load, options.events_per_message);
  while (const sim::HubEvent* next = simulator->Next()) {
    const std::size_t parcel = std::hash<std::string>()(next->event().waybill_number());
    if (parcel / options.hubs % options.one_in != 0) continue;
    parcels.insert(parcel);
    cutter.Add(static_cast<std::uint32_t>(parcel % options.hubs), next->event());
  }
  cutter.CloseAll();
  load.parcels = static_cast<std::int64_t>(parcels.size());
  return load;
}

std::string RegistryOf(const Load& load) {
  std::string yaml = "hubs:\n";
  for (const HubLoad& hub : load.hubs) {
    yaml += "  - {id: " + hub.hub + ", region: " + std::to_string(kRegion) + "}\n";
  }
  return yaml + "admins:\n  - {id: ops}\n";
}

}  // namespace trigate::bench
