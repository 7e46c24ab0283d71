// The default policy over an acceptance, an X-ray screening and a departure: every rule of it, and
// those alone that the engine runs on such an event.

#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/cel/cases.h"
#include "trigate/policy/facts.h"
#include "unit/engine/engine_fixture.h"

namespace trigate::bench {
namespace {

std::shared_ptr<const policy::Policy> DefaultPolicy() {
  std::ifstream file(TRIGATE_SOURCE_DIR "/deploy/policy/default.yaml");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return policy::Load(text, "default.yaml").policy;
}

enum class Work { kFill, kAllRules, kRulesOfTheEvent, kAllRulesPlainly };

/// An event of a parcel, and what the engine knows when it comes.
struct Occasion {
  explicit Occasion(model::Event what) : event(std::move(what)) {
    if (const auto* accepted = std::get_if<model::Accepted>(&event.detail)) {
      acceptance = policy::AssessAcceptance(event, *accepted);
    }
    parcel.accepted_at = engine::kStart;
    parcel.real_name = policy::GateStatus::kPassed;
    parcel.inspection = policy::GateStatus::kPassed;
    parcel.xray = policy::GateStatus::kPassed;
    parcel.screens = 1;
    parcel.required_screens = 1;
    parcel.route = model::RouteClass::kInterProvince;
    parcel.weight_g = 1'000;
    parcel.event_count = 3;
    parcel.now = event.occurred_at;
  }
  void Fill(policy::Facts* facts) const {
    facts->SetEvent(event, acceptance ? &*acceptance : nullptr, "hohhot-01", event.occurred_at,
                    false);
    facts->SetParcel(parcel);
  }

  model::Event event;
  std::optional<policy::AcceptanceFacts> acceptance;
  policy::ParcelFacts parcel;
};

void Run(benchmark::State& state, const model::Event& event, Work work) {
  const std::shared_ptr<const policy::Policy> policy = DefaultPolicy();
  if (policy == nullptr) return state.SkipWithError("the default policy does not load");
  const cel::RuleSet& rules = policy->rule_set();
  const Occasion occasion(event);
  policy::Facts facts(*policy);
  occasion.Fill(&facts);
  cel::RuleSet::Scratch scratch(rules);
  std::vector<cel::Outcome> outcomes(rules.size());
  const policy::RuleBits wanted = policy->rules_on(policy::TriggerOf(event.kind()));
  std::span<const std::uint64_t> mask;
  if (work == Work::kRulesOfTheEvent) mask = std::span(wanted.words).first(rules.mask_words());
  for (auto _ : state) {
    if (work == Work::kFill) {
      occasion.Fill(&facts);
      benchmark::DoNotOptimize(facts.rows().data());
      continue;
    }
    const Status status = work == Work::kAllRulesPlainly
                              ? rules.EvaluatePlainly(facts.rows(), {}, outcomes)
                              : rules.Evaluate(facts.rows(), mask, scratch, outcomes);
    if (!status.ok()) return state.SkipWithError(status.message().c_str());
    benchmark::DoNotOptimize(outcomes.data());
  }
  CountRules(state, rules.size());
}

}  // namespace

void AddPolicyCases(const Add& add) {
  const auto at = engine::At(30);
  const std::array<std::pair<std::string, model::Event>, 3> events = {
      std::pair{"accepted", engine::Accept("SF1000000000001", at)},
      std::pair{"xray_screened", engine::Screen("SF1000000000001", at)},
      std::pair{"departed",
                engine::Move("SF1000000000001", at, model::Movement::kDeparted)}};
  const std::array<std::pair<std::string, Work>, 4> works = {
      std::pair{"", Work::kAllRules}, std::pair{"/plain", Work::kAllRulesPlainly},
      std::pair{"/of_the_event", Work::kRulesOfTheEvent}, std::pair{"/fill", Work::kFill}};
  for (const auto& [kind, event] : events) {
    for (const auto& [suffix, work] : works) {
      add("default_policy/" + kind + suffix,
          [event = event, work = work](benchmark::State& state) { Run(state, event, work); });
    }
  }
}

}  // namespace trigate::bench
