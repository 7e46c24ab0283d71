// Rules, score, verdict and flag of one parcel, after something happened to it.

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/state.h"

namespace trigate::engine {
namespace {

std::int16_t Saturated(std::int32_t value) {
  return static_cast<std::int16_t>(std::clamp<std::int32_t>(
      value, std::numeric_limits<std::int16_t>::min(), std::numeric_limits<std::int16_t>::max()));
}

std::optional<SystemTime> TimeOf(Seconds at) {
  if (at == 0) return std::nullopt;
  return FromSeconds(at);
}

}  // namespace

policy::ParcelFacts Engine::State::FactsOf(const ParcelState& parcel) const {
  const GateStatuses gates = StatusesOf(parcel, policy->gates());
  return {.accepted_at = TimeOf(parcel.accepted_at),
          .real_name = gates.real_name,
          .inspection = gates.inspection,
          .xray = gates.xray,
          .inspected_at = TimeOf(parcel.inspected_at),
          .inspection_refused = parcel.Has(kInspectionRefused),
          .screens = parcel.screens,
          .bad_screens = parcel.bad_screens,
          .required_screens = parcel.required_screens,
          .route = parcel.route,
          .exemption = parcel.claimed_exemption,
          .arrived = parcel.Has(kFactArrived),
          .departed = parcel.Has(kFactDeparted),
          .delivered = parcel.Has(kFactDelivered),
          .held = parcel.Has(kFactHeld),
          .opened = parcel.Has(kFactOpened),
          .suspect = parcel.Has(kFactSuspect),
          .suspected_at = TimeOf(parcel.suspected_at),
          .reported = parcel.Has(kFactReported),
          .weight_g = parcel.weight_g,
          .last_weight_g = parcel.last_weight_g,
          .watch_listed = parcel.Has(kWatchListed),
          .event_count = parcel.event_count,
          .now = now};
}

void Engine::State::Screen(Slot slot, const Occasion& occasion) {
  ParcelState& parcel = parcels.at(slot);
  if (occasion.hub == kNoHub) facts->SetNoEvent();
  facts->SetParcel(FactsOf(parcel));
  Decide(slot, occasion, RunRules(parcel, occasion));
}

bool Engine::State::RunRules(ParcelState& parcel, const Occasion& occasion) {
  // A rule that has fired on the parcel has said what it has to say.
  const policy::RuleBits wanted =
      policy->rules_on(occasion.trigger).Without(rule_slots.ToRules(parcel.findings));
  if (wanted.empty()) return false;
  const std::size_t words = policy->rule_set().mask_words();
  const Status status = policy->rule_set().Evaluate(
      facts->rows(), std::span(wanted.words).first(words), *scratch, outcomes);
  bool changed = false;
  wanted.ForEach([&](std::size_t rule) {
    const bool error = !status.ok() || outcomes[rule] == policy::Outcome::kError;
    if (!error && outcomes[rule] != policy::Outcome::kTrue) return;
    if (error) ++rule_errors[rule_slots.slot_of(rule)];
    if (error && parcel.errors.Has(rule_slots.slot_of(rule))) return;
    Raise(parcel, rule, occasion, error);
    changed = true;
  });
  return changed;
}

void Engine::State::Raise(ParcelState& parcel, std::size_t rule_index, const Occasion& occasion,
                          bool error) {
  const policy::Rule& rule = policy->rules()[rule_index];
  const std::size_t slot = rule_slots.slot_of(rule_index);
  std::int32_t strength_milli = 1000;
  if (!error && rule.strength != nullptr) {
    const std::optional<std::int32_t> strength = StrengthOf(rule);
    if (!strength) {
      ++rule_errors[slot];
      error = true;
    }
    strength_milli = strength.value_or(0);
  }
  if (error) {
    strength_milli = 0;
    parcel.errors.Add(slot);
  } else {
    parcel.findings.Add(slot);
    ++rule_findings[slot];
    auto& sum = parcel.sums[static_cast<std::size_t>(rule.group)];
    sum = Saturated(sum + rule.weight_milli * strength_milli / 1000);
    parcel.rule_action = model::Stricter(parcel.rule_action, rule.action);
  }
  const FindingRecord record{occasion.meta.position, ToSeconds(occasion.decided_at),
                             static_cast<std::uint16_t>(slot),
                             static_cast<std::uint16_t>(strength_milli), error};
  const std::size_t ordinal = findings.Add(parcel, record);
  if (!parcel.Has(kFlagged)) return;
  out->findings.push_back({parcel.flag_id, record.position, record.rule,
                           static_cast<std::uint16_t>(ordinal), FromSeconds(record.raised_at),
                           strength_milli, error});
}

std::optional<std::int32_t> Engine::State::StrengthOf(const policy::Rule& rule) const {
  cel::Activation activation;
  for (std::size_t i = 0; i < policy::kRecordCount; ++i) {
    activation.SetRow(policy::RecordName(static_cast<policy::Record>(i)), facts->rows()[i]);
  }
  const Result<cel::Value> value = rule.strength->Evaluate(activation);
  if (!value.ok() || value->kind() != cel::Kind::kDouble) return std::nullopt;
  const double strength = value->double_value();
  if (std::isnan(strength)) return std::nullopt;
  return static_cast<std::int32_t>(std::lround(std::clamp(strength, 0.0, 1.0) * 1000));
}

void Engine::State::Decide(Slot slot, const Occasion& occasion, bool findings_changed) {
  ParcelState& parcel = parcels.at(slot);
  policy::GroupSums sums;
  std::copy(parcel.sums.begin(), parcel.sums.end(), sums.begin());
  const int score = policy->score().Score(sums);
  const model::Action by_score = score > parcel.settled_score ? policy->score().ActionOf(score)
                                                              : model::Action::kRelease;
  const model::Action action = model::Stricter(parcel.rule_action, by_score);
  const bool changed = findings_changed || action != parcel.action || score != parcel.score;
  parcel.action = action;
  parcel.score = static_cast<std::uint8_t>(score);
  parcel.peak_score = std::max(parcel.peak_score, parcel.score);
  parcel.peak_action = model::Stricter(parcel.peak_action, action);
  FlagOrUpdate(parcel, occasion, changed);
  if (!changed && !occasion.first_at_hub) return;
  Verdict verdict;
  verdict.parcel = parcel.key;
  verdict.action = action;
  verdict.score = parcel.score;
  verdict.findings = parcel.findings;
  verdict.errors = parcel.errors;
  verdict.sequence = occasion.sequence;
  verdict.decided_at = occasion.decided_at;
  ++figures.verdicts[static_cast<std::size_t>(action)];
  out->verdicts.push_back({parcel.last_hub, hubs.AddVerdict(parcel.last_hub, verdict)});
}

void Engine::State::FlagOrUpdate(ParcelState& parcel, const Occasion& occasion, bool changed) {
  const bool flag_now = !parcel.Has(kFlagged) && parcel.action >= policy->flag_from() &&
                        flags_of_record < kFlagsPerRecordMax;
  if (flag_now) {
    parcel.Set(kFlagged);
    parcel.flag_id = occasion.meta.position * kFlagsPerRecordMax + flags_of_record++;
    parcel.flagged_at = ToSeconds(occasion.decided_at);
    parcel.flag_hub = parcel.last_hub;
    ++figures.flags;
    std::uint16_t ordinal = 0;
    for (const FindingRecord& f : findings.Of(parcel)) {
      out->findings.push_back({parcel.flag_id, f.position, f.rule, ordinal++,
                               FromSeconds(f.raised_at), f.strength_milli, f.error});
    }
    parcels.ForEachRef(parcel, [&](const PackedRef& ref) {
      out->timeline.push_back(
          {parcel.flag_id, {parcel.first_position + ref.position_offset, ref.index}});
    });
  } else if (parcel.Has(kFlagged) && occasion.hub != kNoHub) {
    out->timeline.push_back({parcel.flag_id, {occasion.meta.position, occasion.index}});
  }
  if (!flag_now && !(changed && parcel.Has(kFlagged))) return;
  out->flags.push_back({parcel.flag_id, occasion.meta.position, parcel.key, parcel.flag_hub,
                        parcel.peak_action, parcel.score, parcel.peak_score,
                        FromSeconds(parcel.flagged_at), occasion.decided_at,
                        TimeOf(parcel.accepted_at)});
}

}  // namespace trigate::engine
