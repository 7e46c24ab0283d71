// An engine fed by hand: events in, outputs out, positions counted.

#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "trigate/engine/engine.h"

namespace trigate::engine {

inline constexpr SystemTime kStart = FromUnixMillis(1'631'664'000'000);  // 2021-09-15T00:00:00Z

inline SystemTime At(int minutes) { return kStart + std::chrono::minutes(minutes); }

/// A policy with one rule per mechanism.
inline constexpr std::string_view kPolicyText = R"(
version: test-1
flag_from: RESCREEN
score: {base: -4.6, rescreen_from: 30, hold_from: 60}
rules:
  - id: xray.missing
    gate: xray
    on: [moved]
    when: moved.movement == 'DEPARTED' && parcel.required_screens > 0 && parcel.screens == 0
    action: RESCREEN
    source: L16
    message: {zh: 未过机, en: not screened}
  - id: xray.late
    gate: xray
    on: [deadline]
    when: parcel.xray == 'UNREPORTED'
    action: HOLD
    source: L16
    message: {zh: 逾期未过机, en: no screen in time}
  - id: suspect.unreported
    gate: xray
    on: [deadline]
    when: parcel.suspect && !parcel.reported
    action: REPORT
    source: L6
    message: {zh: 未报告, en: not reported}
  - id: xray.suspect
    gate: xray
    when: xray.result == 'SUSPECT'
    action: HOLD
    weight: 3
    group: physical
    source: R35
    message: {zh: 可疑, en: suspicious}
  - id: weak.urgent
    gate: none
    when: accepted.urgent
    weight: 2
    group: behaviour
    strength: 'accepted.quantity > 1 ? 1.0 : 0.5'
    source: R20
    message: {zh: 加急, en: urgent}
  - id: weak.collect
    gate: none
    when: accepted.payment_mode == 'COLLECT'
    weight: 3
    group: declaration
    source: R21
    message: {zh: 到付, en: collect}
  - id: broken.rule
    gate: none
    on: [weighed]
    when: 1000 / (weighed.weight_g - 500) > 0
    action: HOLD
    source: test
    message: {zh: 坏规则, en: broken}
  - id: watch.hit
    gate: none
    on: [accepted, moved, watch_list]
    when: parcel.watch_listed
    action: OPEN
    source: R37
    message: {zh: 布控, en: watch list}
)";

inline std::shared_ptr<const policy::Policy> MustLoad(std::string_view text) {
  policy::LoadResult loaded = policy::Load(text, "test.yaml");
  for (const auto& diagnostic : loaded.diagnostics) ADD_FAILURE() << diagnostic.ToString();
  return loaded.policy;
}

inline model::ParcelKey Key(std::string_view waybill) {
  return *model::ParcelKey::Make(model::CarrierId::kSf, waybill);
}

inline model::Event Make(std::string_view waybill, SystemTime at, model::Event::Detail detail) {
  model::Event event;
  event.parcel = Key(waybill);
  event.occurred_at = at;
  event.site = "outlet-1";
  event.staff = "s-1";
  event.detail = std::move(detail);
  return event;
}

/// Inter-province by road, sender identified in order: one screen is due.
inline model::Accepted CleanAcceptance(SystemTime at) {
  model::Accepted accepted;
  accepted.sender = {"张三", "13800138000", "新华大街1号", "CN",
                     model::RegionCode::FromNumber(150102), false, 11, 12};
  accepted.recipient = {"李四", "13900139000", "长安街2号", "CN",
                        model::RegionCode::FromNumber(110101), false, 21, 22};
  accepted.identification.emplace();
  accepted.identification->document_type = model::DocumentType::kResidentId;
  accepted.identification->document_number = "150102199001010019";
  accepted.identification->document_name = "张三";
  accepted.identification->identified_at = at - std::chrono::minutes(1);
  accepted.identification->document_key = 31;
  accepted.content_names = "奶酪";
  accepted.content_natures = "固体";
  accepted.content_count = 1;
  accepted.quantity = 1;
  accepted.weight_g = 1'000;
  accepted.transport_mode = model::TransportMode::kRoad;
  return accepted;
}
inline model::Event Accept(std::string_view waybill, SystemTime at) {
  return Make(waybill, at, CleanAcceptance(at));
}

inline model::Event Inspect(std::string_view waybill, SystemTime at) {
  model::Inspected inspected;
  inspected.result = model::InspectionResult::kPassed;
  inspected.mark_number = "Y-1";
  inspected.inspector_trained = true;
  inspected.sealed_at = at + std::chrono::minutes(1);
  return Make(waybill, at, inspected);
}

inline model::Event Screen(std::string_view waybill, SystemTime at,
                           model::XrayResult result = model::XrayResult::kClear) {
  model::XrayScreened xray;
  xray.result = result;
  xray.mark_number = "A-1";
  xray.device_valid_until = at + std::chrono::hours(24);
  xray.operator_certificate_until = at + std::chrono::hours(24);
  xray.operator_background_checked = true;
  return Make(waybill, at, xray);
}

inline model::Event Move(std::string_view waybill, SystemTime at, model::Movement movement) {
  model::Moved moved;
  moved.movement = movement;
  return Make(waybill, at, moved);
}

/// Text as a snapshot.
class TextSnapshot final : public SnapshotSink, public SnapshotSource {
 public:
  Status Write(std::string_view bytes) override {
    text_.append(bytes);
    return OkStatus();
  }
  Result<std::size_t> Read(std::span<char> out) override {
    const std::size_t size = std::min(out.size(), text_.size() - read_);
    std::copy_n(text_.data() + read_, size, out.data());
    read_ += size;
    return size;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::size_t read_ = 0;
};

inline std::string Saved(const Engine& engine) {
  TextSnapshot snapshot;
  EXPECT_TRUE(engine.Save(snapshot).ok());
  return snapshot.text();
}

class EngineTest : public ::testing::Test {
 protected:
  EngineTest() {
    Apply(PolicyActivated{MustLoad(kPolicyText)});
    Apply(HubOpened{"a", 1, model::RegionCode::FromNumber(150100)});
    Apply(HubOpened{"b", 1, model::RegionCode::FromNumber(110100)});
  }

  /// Applies an input at the next position; its results are in out_.
  void Apply(const Input& input) {
    out_.Clear();
    engine_.Apply({++position_, kStart}, input, out_);
  }
  /// One event of hub `hub`, with the hub's next sequence number.
  void Send(std::string_view hub, const model::Event& event) {
    const std::uint32_t index = 0;
    std::int64_t& sequence = sequences_[std::string(hub)];
    Apply(Batch{.hub = hub, .first_sequence = ++sequence, .event_count = 1, .skipped_count = 0,
                .events = {&event, 1}, .indices = {&index, 1}});
  }
  void TickTo(SystemTime now) { Apply(Tick{now}); }

  [[nodiscard]] std::string RuleOf(const policy::RuleBits& bits) const {
    std::string ids;
    bits.ForEach([&](std::size_t slot) { ids += engine_.rule_at(slot)->id + ";"; });
    return ids;
  }

  Engine engine_;
  Output out_;
  std::int64_t position_ = 0;
  std::map<std::string, std::int64_t> sequences_;
};

}  // namespace trigate::engine
