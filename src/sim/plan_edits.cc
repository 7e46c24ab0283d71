#include "sim/plan_edits.h"

#include <algorithm>

namespace trigate::sim {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

Step* Begin(Plan& plan) { return plan.steps.data(); }
Step* End(Plan& plan) { return plan.steps.data() + plan.step_count; }

template <typename Predicate>
void RemoveIf(Plan& plan, Predicate predicate) {
  Step* end = std::remove_if(Begin(plan), End(plan), predicate);
  plan.step_count = static_cast<std::uint8_t>(end - Begin(plan));
}

}  // namespace

Step* FindStep(Plan& plan, StepKind kind, int n) {
  for (Step* step = Begin(plan); step != End(plan); ++step) {
    if (step->kind == kind && n-- == 0) return step;
  }
  return nullptr;
}

void RemoveSteps(Plan& plan, StepKind kind) {
  RemoveIf(plan, [kind](const Step& step) { return step.kind == kind; });
}

void EndAfter(Plan& plan, SystemTime at) {
  RemoveIf(plan, [at](const Step& step) { return step.occurs_at > at; });
}

void SortSteps(Plan& plan) {
  std::stable_sort(Begin(plan), End(plan),
                   [](const Step& a, const Step& b) { return a.occurs_at < b.occurs_at; });
}

Step* FirstSortingDeparture(Plan& plan) {
  for (Step* step = Begin(plan); step != End(plan); ++step) {
    if (step->kind == StepKind::kDeparted && step->site.outlet == 0) return step;
  }
  return nullptr;
}

void PinIntake(Plan& plan, SystemTime at) {
  plan.identified_at = at - seconds(plan.inspection_s + 40);
  plan.sealed_at = at + seconds(8);
  if (Step* inspected = FindStep(plan, StepKind::kInspected)) inspected->occurs_at = at;
  const SystemTime accepted_at = at + seconds(25);
  SystemTime before = accepted_at;
  for (Step* step = Begin(plan); step != End(plan); ++step) {
    if (step->kind == StepKind::kInspected) continue;
    if (step->kind == StepKind::kAccepted) {
      step->occurs_at = accepted_at;
      continue;
    }
    step->occurs_at = std::max(step->occurs_at, before + minutes(5));
    before = step->occurs_at;
  }
}

void PinFirstScreen(Plan& plan, SystemTime at) {
  if (FindStep(plan, StepKind::kScreened) == nullptr) {
    plan.Add(StepKind::kScreened, {plan.sender_county, 0}, at);
  }
  Step* screen = FindStep(plan, StepKind::kScreened);
  screen->occurs_at = at;
  Step* van = FindStep(plan, StepKind::kDeparted);
  Step* arrival = FindStep(plan, StepKind::kArrived);
  if (van != nullptr) van->occurs_at = at - minutes(80);
  if (arrival != nullptr) arrival->occurs_at = at - minutes(20);
  if (Step* weighed = FindStep(plan, StepKind::kWeighed)) weighed->occurs_at = at + minutes(2);
  Step* departure = FirstSortingDeparture(plan);
  if (departure != nullptr && departure->occurs_at < at + minutes(10)) {
    const Millis delay = at + minutes(10) - departure->occurs_at;
    const SystemTime from = departure->occurs_at;
    for (Step* step = Begin(plan); step != End(plan); ++step) {
      if (step->occurs_at >= from && step != screen && step->kind != StepKind::kWeighed) {
        step->occurs_at += delay;
      }
    }
  }
  SortSteps(plan);
}

void SetOriginOutlet(Plan& plan, const Network& network, std::uint32_t outlet) {
  const std::uint8_t number =
      static_cast<std::uint8_t>(1 + outlet % network.OutletCount(plan.sender_county));
  for (Step* step = Begin(plan); step != End(plan); ++step) {
    const bool intake = step->kind == StepKind::kInspected || step->kind == StepKind::kAccepted;
    const bool van = step->kind == StepKind::kDeparted && step->site.outlet != 0;
    if (intake || van) step->site.outlet = number;
    if (intake) step->person = 0;
    if (step->kind == StepKind::kArrived && step->other.outlet != 0) step->other.outlet = number;
  }
}

void ShareOrigin(Profile& profile, const Member& member) {
  Random random = member.Shared();
  profile.carrier = static_cast<std::uint8_t>(member.world.carriers.Pick(random));
  profile.sender_county = member.world.geography.PickFocusCounty(random);
}

void ShareDestination(Profile& profile, const Member& member) {
  Random random = member.Shared();
  profile.carrier = static_cast<std::uint8_t>(member.world.carriers.Pick(random));
  profile.recipient_county = member.world.geography.PickFocusCounty(random);
}

}  // namespace trigate::sim
