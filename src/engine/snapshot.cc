// The state as bytes. Order and width of everything are fixed, unordered tables are not written (they
// are derived), so equal states give equal bytes.
//
//   snapshot := magic:u32 version:u32 now figures policy_text rule_ids rule_errors hubs watch_entries
//               slot_count:u32 free_slots parcel*
//   parcel   := for each slot in order: facts:u32, and if kLive the rest, its references, findings

#include <utility>

#include "engine/codec.h"
#include "engine/state.h"

namespace trigate::engine {
namespace {

constexpr std::uint32_t kMagic = 0x53475254;  // "TRGS"
constexpr std::uint32_t kVersion = 2;

void PutKey(Encoder& out, const model::ParcelKey& key) {
  out.Put(key.carrier());
  out.PutText(key.waybill());
}

model::ParcelKey GetKey(Decoder& in) {
  const auto carrier = in.Get<model::CarrierId>();
  const std::string waybill = in.GetText();
  if (carrier == model::CarrierId::kUnspecified && waybill.empty()) return {};
  Result<model::ParcelKey> key = model::ParcelKey::Make(carrier, waybill);
  if (!key.ok()) {
    in.Fail("a parcel key is none");
    return {};
  }
  return *key;
}

void PutBits(Encoder& out, const policy::RuleBits& bits) {
  for (const std::uint64_t word : bits.words) out.Put(word);
}
policy::RuleBits GetBits(Decoder& in) {
  policy::RuleBits bits;
  for (std::uint64_t& word : bits.words) word = in.Get<std::uint64_t>();
  return bits;
}

void PutVerdict(Encoder& out, const Verdict& v) {
  out.Put(v.verdict_id);
  PutKey(out, v.parcel);
  out.PutAll(v.action, v.score);
  PutBits(out, v.findings);
  PutBits(out, v.errors);
  out.PutAll(v.sequence, ToUnixMillis(v.decided_at));
}
Verdict GetVerdict(Decoder& in) {
  Verdict v;
  v.verdict_id = in.Get<std::int64_t>();
  v.parcel = GetKey(in);
  in.GetAll(v.action, v.score);
  v.findings = GetBits(in);
  v.errors = GetBits(in);
  v.sequence = in.Get<std::int64_t>();
  v.decided_at = FromUnixMillis(in.Get<std::int64_t>());
  return v;
}

void PutHub(Encoder& out, const Hub& hub) {
  out.PutText(hub.name);
  out.PutAll(hub.region.value(), hub.epoch, hub.durable_sequence, hub.acked_verdict_id,
             hub.last_verdict_id, ToUnixMillis(hub.event_time),
             static_cast<std::uint32_t>(hub.pending.size()));
  for (const Verdict& verdict : hub.pending) PutVerdict(out, verdict);
}
Hub GetHub(Decoder& in) {
  Hub hub;
  hub.name = in.GetText();
  hub.region = model::RegionCode::FromNumber(in.Get<std::uint32_t>());
  in.GetAll(hub.epoch, hub.durable_sequence, hub.acked_verdict_id, hub.last_verdict_id);
  hub.event_time = FromUnixMillis(in.Get<std::int64_t>());
  const auto pending = in.Get<std::uint32_t>();
  for (std::uint32_t i = 0; i < pending && in.ok(); ++i) hub.pending.push_back(GetVerdict(in));
  return hub;
}

void PutWatchEntry(Encoder& out, std::int64_t id, const WatchEntry& entry) {
  out.Put(id);
  out.PutText(entry.request_id);
  out.PutAll(entry.kind, entry.link_key);
  PutKey(out, entry.parcel);
  out.Put(entry.expires_at);
}

/// Fields of a parcel that are plain numbers, in the order of the format; shared by both directions.
template <typename Parcel, typename Visit>
void VisitNumbers(Parcel& p, Visit&& visit) {
  visit(p.intake_hub), visit(p.last_hub), visit(p.event_count);
  visit(p.accepted_at), visit(p.inspected_at), visit(p.inspected_in_order_at);
  visit(p.last_event_at), visit(p.suspected_at);
  visit(p.last_active_at), visit(p.evidence_due_at), visit(p.report_due_at);
  visit(p.scheduled_at), visit(p.weight_g), visit(p.last_weight_g);
  visit(p.real_name), visit(p.counted_inspection), visit(p.claimed_exemption);
  visit(p.valid_exemption), visit(p.route);
  visit(p.required_screens), visit(p.screens), visit(p.bad_screens);
  visit(p.rule_action), visit(p.action), visit(p.peak_action);
  visit(p.score), visit(p.peak_score), visit(p.settled_score);
  for (auto& sum : p.sums) visit(sum);
  for (auto& word : p.findings.words) visit(word);
  for (auto& word : p.errors.words) visit(word);
  visit(p.sender_phone), visit(p.recipient_phone), visit(p.document);
  visit(p.sender_address), visit(p.recipient_address);
  visit(p.flag_id), visit(p.flagged_at), visit(p.flag_hub), visit(p.first_position);
}

void PutParcel(Encoder& out, const ParcelState& parcel, const ParcelTable& table,
               const FindingPool& pool) {
  out.Put(parcel.facts);
  if (!parcel.Has(kLive)) return;
  PutKey(out, parcel.key);
  out.Put(parcel.intake_region.value());
  VisitNumbers(parcel, [&](auto value) { out.Put(value); });
  out.Put(parcel.ref_count);
  table.ForEachRef(parcel, [&](const PackedRef& ref) {
    out.PutAll(ref.position_offset, ref.fingerprint, ref.index);
  });
  const auto findings = pool.Of(parcel);
  out.Put(static_cast<std::uint32_t>(findings.size()));
  for (const FindingRecord& f : findings) {
    out.PutAll(f.position, f.raised_at, f.rule, f.strength_milli, f.error);
  }
}

void GetParcel(Decoder& in, ParcelState& parcel, ParcelTable& table, FindingPool& pool) {
  parcel.facts = in.Get<std::uint32_t>();
  if (!parcel.Has(kLive)) return;
  parcel.key = GetKey(in);
  parcel.intake_region = model::RegionCode::FromNumber(in.Get<std::uint32_t>());
  VisitNumbers(parcel, [&]<typename T>(T& value) { value = in.Get<T>(); });
  const auto refs = in.Get<std::uint16_t>();
  for (std::uint16_t i = 0; i < refs && in.ok(); ++i) {
    PackedRef ref;
    in.GetAll(ref.position_offset, ref.fingerprint, ref.index);
    table.AddRef(parcel, ref);
  }
  const auto findings = in.Get<std::uint32_t>();
  for (std::uint32_t i = 0; i < findings && in.ok(); ++i) {
    FindingRecord f;
    in.GetAll(f.position, f.raised_at, f.rule, f.strength_milli, f.error);
    pool.Add(parcel, f);
  }
}

template <typename FiguresType, typename Visit>
void VisitFigures(FiguresType& f, Visit&& visit) {
  visit(f.position), visit(f.events), visit(f.duplicate_events), visit(f.unlisted_events);
  visit(f.parcels_seen), visit(f.parcels_in_flight), visit(f.flags);
  for (auto& count : f.verdicts) visit(count);
}

}  // namespace

Status Engine::State::Save(SnapshotSink& sink) const {
  Encoder encoder(sink);
  encoder.PutAll(kMagic, kVersion, ToUnixMillis(now));
  VisitFigures(figures, [&](auto value) { encoder.Put(value); });
  encoder.PutText(policy ? policy->text() : std::string_view());
  for (std::size_t slot = 0; slot < policy::kRulesMax; ++slot) {
    encoder.PutText(rule_slots.id(slot));
    encoder.Put(rule_errors[slot]);
  }
  encoder.Put(static_cast<std::uint32_t>(hubs.size()));
  for (std::size_t h = 0; h < hubs.size(); ++h) PutHub(encoder, hubs.at(static_cast<HubId>(h)));
  encoder.Put(static_cast<std::uint32_t>(watch_list.entries().size()));
  for (const auto& [id, entry] : watch_list.entries()) PutWatchEntry(encoder, id, entry);
  encoder.PutAll(parcels.slot_count(), static_cast<std::uint32_t>(parcels.free_slots().size()));
  for (const Slot slot : parcels.free_slots()) encoder.Put(slot);
  for (Slot slot = 0; slot < parcels.slot_count(); ++slot) {
    PutParcel(encoder, parcels.at(slot), parcels, findings);
  }
  return encoder.Finish();
}

Status Engine::State::Restore(SnapshotSource& source) {
  Decoder in(source);
  if (in.Get<std::uint32_t>() != kMagic) return DataLoss("snapshot: not one of the engine");
  if (in.Get<std::uint32_t>() != kVersion) {
    return FailedPrecondition("snapshot: written by another version of the engine");
  }
  now = FromUnixMillis(in.Get<std::int64_t>());
  VisitFigures(figures, [&]<typename T>(T& value) { value = in.Get<T>(); });
  const std::string text = in.GetText();
  rule_slots.Clear();
  for (std::size_t slot = 0; slot < policy::kRulesMax; ++slot) {
    rule_slots.SetId(slot, in.GetText());
    rule_errors[slot] = in.Get<std::int64_t>();
  }
  hubs.Clear();
  const auto hub_count = in.Get<std::uint32_t>();
  for (std::uint32_t h = 0; h < hub_count && in.ok(); ++h) hubs.Append(GetHub(in));
  watch_list.Clear();
  const auto entry_count = in.Get<std::uint32_t>();
  for (std::uint32_t i = 0; i < entry_count && in.ok(); ++i) {
    const auto id = in.Get<std::int64_t>();
    WatchEntry entry;
    entry.request_id = in.GetText();
    in.GetAll(entry.kind, entry.link_key);
    entry.parcel = GetKey(in);
    entry.expires_at = in.Get<Seconds>();
    watch_list.Add(id, std::move(entry));
  }
  const auto slot_count = in.Get<Slot>();
  const auto free_count = in.Get<std::uint32_t>();
  std::vector<Slot> free_slots;
  for (std::uint32_t i = 0; i < free_count && in.ok(); ++i) free_slots.push_back(in.Get<Slot>());
  TRIGATE_RETURN_IF_ERROR(in.status());
  parcels.Reset(slot_count, std::move(free_slots));
  findings.Clear();
  deadlines.Clear();
  for (Slot slot = 0; slot < slot_count && in.ok(); ++slot) {
    ParcelState& parcel = parcels.at(slot);
    GetParcel(in, parcel, parcels, findings);
    if (!parcel.Has(kLive)) continue;
    parcels.Index(slot);
    if (parcel.scheduled_at != 0) deadlines.Push(parcel.scheduled_at, slot);
  }
  TRIGATE_RETURN_IF_ERROR(in.status());
  if (text.empty()) return OkStatus();
  policy::LoadResult loaded = policy::LoadRecorded(text, "policy in snapshot");
  if (!loaded.policy) return DataLoss("snapshot: its policy does not compile");
  AdoptPolicy(std::move(loaded.policy));
  return OkStatus();
}

}  // namespace trigate::engine
