// One event of one parcel: what it adds to what is known of the parcel and to the counters.

#include <algorithm>
#include <cstring>
#include <limits>

#include "engine/state.h"

namespace trigate::engine {
namespace {

/// Mixes eight bytes into a hash (the multiply-and-fold step of wyhash).
std::uint64_t Mix(std::uint64_t hash, std::uint64_t bytes) {
  const auto product = static_cast<unsigned __int128>(hash ^ bytes) * 0x9e3779b97f4a7c15ULL;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t MixText(std::uint64_t hash, std::string_view text) {
  std::uint64_t word = 0;
  std::size_t at = 0;
  for (; at + sizeof(word) <= text.size(); at += sizeof(word)) {
    std::memcpy(&word, text.data() + at, sizeof(word));
    hash = Mix(hash, word);
  }
  if (at < text.size()) {
    word = 0;
    std::memcpy(&word, text.data() + at, text.size() - at);
    hash = Mix(hash, word);
  }
  return Mix(hash, text.size());
}

/// The part of an event's detail that tells two events of one kind, moment and place apart.
std::uint64_t DetailOf(const model::Event& event) {
  if (const auto* moved = std::get_if<model::Moved>(&event.detail)) {
    return static_cast<std::uint64_t>(moved->movement);
  }
  if (const auto* xray = std::get_if<model::XrayScreened>(&event.detail)) {
    return static_cast<std::uint64_t>(xray->result);
  }
  return 0;
}

/// Tells a repeated report of the same happening. Stored in snapshots: do not change.
std::uint32_t FingerprintOf(const model::Event& event) {
  std::uint64_t hash = Mix(0x7472696761746531ULL, static_cast<std::uint64_t>(event.kind()));
  hash = Mix(hash, static_cast<std::uint64_t>(ToUnixMillis(event.occurred_at)));
  hash = Mix(hash, DetailOf(event));
  hash = MixText(hash, event.site);
  hash = MixText(hash, event.staff);
  hash = MixText(hash, event.device);
  return static_cast<std::uint32_t>(hash ^ (hash >> 32));
}

/// Only these change what is counted of the gates; the many others are spared the counting.
bool IsGateEvidence(model::EventKind kind) {
  return kind == model::EventKind::kAccepted || kind == model::EventKind::kInspected ||
         kind == model::EventKind::kXrayScreened;
}

SystemTime HourOf(SystemTime time) { return std::chrono::floor<std::chrono::hours>(time); }

template <typename T>
void Increment(T& count) {
  if (count < std::numeric_limits<T>::max()) ++count;
}

}  // namespace

void Engine::State::ApplyEvent(const RecordMeta& meta, HubId hub, const model::Event& event,
                               std::uint64_t parcel_hash, std::uint32_t index,
                               std::int64_t sequence) {
  ++figures.events;
  hubs.at(hub).event_time = std::max(hubs.at(hub).event_time, event.occurred_at);
  bool added = false;
  const Slot slot = parcels.FindOrAdd(event.parcel, parcel_hash, &added);
  ParcelState& parcel = parcels.at(slot);
  if (added) {
    ++figures.parcels_seen;
    parcel.first_position = meta.position;
  }
  const std::uint32_t fingerprint = FingerprintOf(event);
  if (!added && parcels.HasFingerprint(parcel, fingerprint)) {
    ++figures.duplicate_events;
    return;
  }
  const PackedRef ref{static_cast<std::uint32_t>(meta.position - parcel.first_position),
                      fingerprint, static_cast<std::uint16_t>(index)};
  if (!parcels.AddRef(parcel, ref)) ++figures.unlisted_events;
  CountHubHour(hub, event);

  const bool out_of_order =
      parcel.last_event_at != 0 && ToSeconds(event.occurred_at) < parcel.last_event_at;
  const bool first_at_hub = parcel.last_hub != hub;
  std::optional<policy::AcceptanceFacts> acceptance;
  if (const auto* accepted = std::get_if<model::Accepted>(&event.detail)) {
    acceptance = policy::AssessAcceptance(event, *accepted);
  }
  const policy::AcceptanceFacts* const accepted = acceptance ? &*acceptance : nullptr;
  if (IsGateEvidence(event.kind())) {
    const ParcelState before = parcel;
    Learn(parcel, hub, event, accepted);
    Count(before, parcel);
  } else {
    Learn(parcel, hub, event, accepted);
  }
  if (!parcel.Has(kWatchListed) && watch_list.Names(parcel, ToSeconds(now))) {
    parcel.Set(kWatchListed);
  }
  facts->SetEvent(event, accepted, hubs.at(hub).name, meta.received_at, out_of_order);
  if (event.kind() == model::EventKind::kReported && parcel.suspected_at != 0) {
    facts->SetReportDelay(event.occurred_at - FromSeconds(parcel.suspected_at));
  }
  Screen(slot, {.meta = meta, .trigger = policy::TriggerOf(event.kind()), .hub = hub,
                .sequence = sequence, .decided_at = meta.received_at, .index = index,
                .first_at_hub = first_at_hub});
  Schedule(parcel, slot);
}

void Engine::State::Learn(ParcelState& parcel, HubId hub, const model::Event& event,
                          const policy::AcceptanceFacts* acceptance) {
  const Seconds at = ToSeconds(event.occurred_at);
  parcel.last_hub = hub;
  parcel.last_event_at = std::max(parcel.last_event_at, at);
  parcel.last_active_at = ToSeconds(now);
  Increment(parcel.event_count);
  switch (event.kind()) {
    case model::EventKind::kAccepted:
      LearnAcceptance(parcel, hub, event, *acceptance);
      break;
    case model::EventKind::kInspected: {
      const auto& inspected = std::get<model::Inspected>(event.detail);
      if (parcel.inspected_at == 0 || at < parcel.inspected_at) parcel.inspected_at = at;
      parcel.Set(kFactInspected);
      Seconds& in_order_at = parcel.inspected_in_order_at;
      if (InspectionInOrder(event, inspected) && (in_order_at == 0 || at < in_order_at)) {
        in_order_at = at;
      }
      if (inspected.result == model::InspectionResult::kRefused) parcel.Set(kInspectionRefused);
      break;
    }
    case model::EventKind::kXrayScreened:
      LearnScreen(parcel, event, std::get<model::XrayScreened>(event.detail));
      break;
    case model::EventKind::kMoved: {
      const auto movement = std::get<model::Moved>(event.detail).movement;
      if (movement == model::Movement::kArrived) parcel.Set(kFactArrived);
      if (movement == model::Movement::kDeparted) parcel.Set(kFactDeparted);
      if (movement == model::Movement::kDelivered || movement == model::Movement::kReturned) {
        parcel.Set(kFactDelivered);
      }
      break;
    }
    case model::EventKind::kHeld: parcel.Set(kFactHeld); break;
    case model::EventKind::kReleased:
      // Somebody with the authority looked into it: what was known until now asks for nothing more.
      parcel.Unset(kFactHeld);
      parcel.rule_action = model::Action::kRelease;
      parcel.settled_score = parcel.score;
      break;
    case model::EventKind::kOpened: {
      const auto& opened = std::get<model::Opened>(event.detail);
      parcel.Set(kFactOpened);
      if (opened.result == model::OpeningResult::kSuspectedDrug) {
        LearnSuspicion(parcel, event.occurred_at);
      }
      break;
    }
    case model::EventKind::kReported:
      parcel.Set(kFactReported);
      parcel.report_due_at = 0;
      break;
    case model::EventKind::kWeighed:
      parcel.last_weight_g = std::get<model::Weighed>(event.detail).weight_g;
      break;
  }
}

void Engine::State::LearnAcceptance(ParcelState& parcel, HubId hub, const model::Event& event,
                                    const policy::AcceptanceFacts& acceptance) {
  const auto& accepted = std::get<model::Accepted>(event.detail);
  parcel.Set(kFactAccepted);
  parcel.accepted_at = ToSeconds(event.occurred_at);
  parcel.intake_hub = hub;
  parcel.intake_region = hubs.at(hub).region;
  parcel.real_name = RealNameStatus(acceptance);
  parcel.claimed_exemption = accepted.exemption;
  parcel.valid_exemption = acceptance.valid_exemption;
  parcel.route = acceptance.route;
  parcel.required_screens = acceptance.duty.screens;
  parcel.weight_g = accepted.weight_g;
  parcel.sender_phone = accepted.sender.phone_key;
  parcel.sender_address = accepted.sender.address_key;
  parcel.recipient_phone = accepted.recipient.phone_key;
  parcel.recipient_address = accepted.recipient.address_key;
  parcel.document = accepted.identification ? accepted.identification->document_key : 0;
  const policy::GateParameters& gates = policy->gates();
  parcel.evidence_due_at = std::max(ToSeconds(event.occurred_at + gates.evidence_deadline),
                                    ToSeconds(now + gates.upload_grace));
}

void Engine::State::LearnScreen(ParcelState& parcel, const model::Event& event,
                                const model::XrayScreened& xray) {
  if (xray.weight_g > 0) parcel.last_weight_g = xray.weight_g;
  if (xray.result == model::XrayResult::kSuspect) LearnSuspicion(parcel, event.occurred_at);
  if (!ScreenCounts(event, xray)) {
    Increment(parcel.bad_screens);
    return;
  }
  Increment(parcel.screens);
  if (xray.result == model::XrayResult::kClear && parcel.action == model::Action::kRescreen) {
    // That is the screening again that was asked for.
    parcel.rule_action = model::Action::kRelease;
    parcel.settled_score = parcel.score;
  }
}

void Engine::State::LearnSuspicion(ParcelState& parcel, SystemTime at) {
  parcel.Set(kFactSuspect);
  if (parcel.suspected_at != 0) return;
  parcel.suspected_at = ToSeconds(at);
  if (parcel.Has(kFactReported)) return;
  const policy::GateParameters& gates = policy->gates();
  parcel.report_due_at = std::max(ToSeconds(at + gates.report_deadline), ToSeconds(now) + 1);
}

void Engine::State::Count(const ParcelState& before, ParcelState& after) {
  if (!after.Has(kFactAccepted)) return;
  // What stands in the counters, not what today's policy would have put there: else the difference
  // would take away what was never added.
  GateStatuses counted = StatusesOf(before, policy->gates());
  counted.inspection = before.counted_inspection;
  const GateStatuses statuses = StatusesOf(after, policy->gates());
  after.counted_inspection = statuses.inspection;
  const CounterCell old_tally = TallyOf(before, counted);
  const CounterCell new_tally = TallyOf(after, statuses);
  const auto key = [](const ParcelState& parcel) {
    return CounterKey{HourOf(FromSeconds(parcel.accepted_at)), parcel.key.carrier(),
                      parcel.intake_hub, parcel.intake_region};
  };
  if (before.Has(kFactAccepted) && key(before) != key(after)) {
    AddDifference(out->counters[key(before)], {}, old_tally);
    AddDifference(out->counters[key(after)], new_tally, {});
  } else if (new_tally != old_tally) {
    AddDifference(out->counters[key(after)], new_tally, old_tally);
  }
}

void Engine::State::CountHubHour(HubId hub, const model::Event& event) {
  const HubHourKey key{HourOf(event.occurred_at), hub, event.parcel.carrier()};
  if (hub_hour_cell == nullptr || key != hub_hour_key) {
    hub_hour_key = key;
    hub_hour_cell = &out->hub_hours[key];
  }
  ++hub_hour_cell->events;
  switch (event.kind()) {
    case model::EventKind::kAccepted:
      ++hub_hour_cell->accepted;
      if (std::get<model::Accepted>(event.detail).identification) ++hub_hour_cell->identified;
      break;
    case model::EventKind::kInspected: ++hub_hour_cell->inspected; break;
    case model::EventKind::kXrayScreened: ++hub_hour_cell->screened; break;
    default: break;
  }
}

}  // namespace trigate::engine
