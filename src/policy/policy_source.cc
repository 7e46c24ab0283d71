// From YAML to a PolicySource. Every key of the file is named here and in docs/POLICY.md.

#include "policy/policy_source.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

namespace trigate::policy {
namespace {

constexpr std::int32_t kWeightMilliMax = 20'000;
constexpr std::size_t kMessageBytesMax = 512;
/// Reports take evidence for three days after the day that they are about (domain section 6): a parcel
/// that is forgotten sooner would count again, as another one that lacks everything.
constexpr Millis kRetentionMin = std::chrono::hours(24 * 4);
constexpr std::size_t kIdBytesMax = 64;

bool IsRuleId(std::string_view id) {
  if (id.empty() || id.size() > kIdBytesMax || id.front() < 'a' || id.front() > 'z') return false;
  return std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

/// A list becomes a field of the record `listed`, so it must be an identifier.
bool IsListId(std::string_view id) {
  return IsRuleId(id) && id.find('.') == std::string_view::npos;
}

std::optional<Trigger> ParseTrigger(std::string_view name) {
  for (int i = 0; i < kTriggerCount; ++i) {
    if (TriggerName(static_cast<Trigger>(i)) == name) return static_cast<Trigger>(i);
  }
  return std::nullopt;
}

std::optional<model::Gate> ParseRuleGate(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, model::Gate>, 4> kGates = {{
      {"none", model::Gate::kUnspecified},
      {"real_name", model::Gate::kRealName},
      {"inspection", model::Gate::kInspection},
      {"xray", model::Gate::kXray},
  }};
  for (const auto& [text, gate] : kGates) {
    if (text == name) return gate;
  }
  return std::nullopt;
}

void ReadScore(const YAML::Node& node, PolicySource* out, PolicyFaults* faults) {
  yaml::StrictMap map(node, "score", "", faults);
  ScoreModel& score = out->score;
  score.base_milli = map.Milli("base", -20'000, 20'000, score.base_milli);
  score.rescreen_from = static_cast<int>(map.Integer("rescreen_from", 1, 101, score.rescreen_from));
  score.hold_from = static_cast<int>(map.Integer("hold_from", 1, 101, score.hold_from));
  score.open_from = static_cast<int>(map.Integer("open_from", 1, 101, score.open_from));
  if (score.rescreen_from > score.hold_from || score.hold_from > score.open_from) {
    map.Fault("needs rescreen_from <= hold_from <= open_from");
  }
  const YAML::Node caps = map.Child("caps", false);
  if (!caps.IsDefined()) return;
  yaml::StrictMap cap_map(caps, "score.caps", "", faults);
  for (int g = 0; g < kScoreGroupCount; ++g) {
    const std::string name(ScoreGroupName(static_cast<ScoreGroup>(g)));
    auto& cap = score.cap_milli[static_cast<std::size_t>(g)];
    cap = cap_map.Milli(name.c_str(), 0, kWeightMilliMax, cap);
  }
}

void ReadGates(const YAML::Node& node, PolicySource* out, PolicyFaults* faults) {
  yaml::StrictMap map(node, "gates", "", faults);
  GateParameters& gates = out->gates;
  gates.inspection_after_accept_max =
      map.Duration("inspection_after_accept_max", gates.inspection_after_accept_max);
  gates.evidence_deadline = map.Duration("evidence_deadline", gates.evidence_deadline);
  gates.report_deadline = map.Duration("report_deadline", gates.report_deadline);
  gates.upload_grace = map.Duration("upload_grace", gates.upload_grace);
}

void ReadRetention(const YAML::Node& node, PolicySource* out, PolicyFaults* faults) {
  yaml::StrictMap map(node, "retention", "", faults);
  out->retention.idle = map.Duration("idle", out->retention.idle);
  out->retention.delivered = map.Duration("delivered", out->retention.delivered);
  const Millis shortest = std::min(out->retention.idle, out->retention.delivered);
  if (shortest < kRetentionMin && !faults->recorded()) {
    map.Fault("needs 4d at least for 'idle' and 'delivered': evidence counts for so long");
  }
}

void ReadList(const YAML::Node& node, PolicySource* out, PolicyFaults* faults) {
  yaml::StrictMap map(node, "list", "", faults);
  ListSource list;
  list.id = map.Text("id", true);
  list.lexicon = map.Text("lexicon", false);
  list.groups = map.Texts("groups", false);
  const yaml::Located ambiguous = map.Text("ambiguous", false);
  list.ambiguous = ambiguous.text == "true";
  if (ambiguous.given() && ambiguous.text != "true" && ambiguous.text != "false") {
    map.Fault(ambiguous, "'ambiguous' must be true or false");
  }
  list.terms = map.Texts("terms", false);
  list.exceptions = map.Texts("exceptions", false);
  if (list.id.given() && !IsListId(list.id.text)) {
    map.Fault(list.id, "a list id is made of a-z, 0-9 and '_', and begins with a letter");
    return;
  }
  if (!list.lexicon.given() && list.terms.empty()) map.Fault("has neither a lexicon nor terms");
  out->lists.push_back(std::move(list));
}

/// Action, weight and group: what the rule does when it fires.
void ReadEffect(yaml::StrictMap& map, Rule& rule) {
  const yaml::Located action = map.Text("action", false);
  if (action.given()) {
    const auto parsed = model::ParseAction(action.text);
    if (parsed && *parsed != model::Action::kUnspecified) {
      rule.action = *parsed;
    } else {
      map.Fault(action, "'action' must be RELEASE, RESCREEN, HOLD, OPEN or REPORT");
    }
  }
  rule.weight_milli = map.Milli("weight", 0, kWeightMilliMax, 0);
  const yaml::Located group = map.Text("group", rule.weight_milli != 0);
  if (group.given()) {
    const auto parsed = ParseScoreGroup(group.text);
    if (parsed) {
      rule.group = *parsed;
    } else {
      map.Fault(group, "'group' must be identity, declaration, physical, behaviour or link");
    }
  }
  if (!action.given() && rule.weight_milli == 0) map.Fault("has neither an action nor a weight");
}

void ReadTexts(yaml::StrictMap& map, Rule& rule, PolicyFaults* faults) {
  rule.legal_source = map.Text("source", true).text;
  if (rule.legal_source.size() > kMessageBytesMax && !faults->recorded()) {
    map.Fault("has a 'source' longer than 512 bytes");
  }
  const YAML::Node message = map.Child("message", true);
  if (!message.IsDefined()) return;
  yaml::StrictMap texts(message, "message", rule.id, faults);
  rule.message_zh = texts.Text("zh", true).text;
  rule.message_en = texts.Text("en", true).text;
  if (rule.message_zh.size() > kMessageBytesMax || rule.message_en.size() > kMessageBytesMax) {
    texts.Fault("is longer than 512 bytes");
  }
}

void ReadRule(const YAML::Node& node, PolicySource* out, PolicyFaults* faults) {
  const YAML::Node id_node = node.IsMap() ? node["id"] : YAML::Node();
  const std::string id = id_node && id_node.IsScalar() ? id_node.Scalar() : "";
  yaml::StrictMap map(node, id.empty() ? "rule" : "rule " + id, id, faults);
  RuleSource source;
  source.id = map.Text("id", true);
  source.rule.id = source.id.text;
  if (source.id.given() && !IsRuleId(source.id.text)) {
    map.Fault(source.id, "a rule id is made of a-z, 0-9, '_' and '.', and begins with a letter");
  }
  const yaml::Located gate = map.Text("gate", true);
  if (gate.given()) {
    const auto parsed = ParseRuleGate(gate.text);
    if (parsed) {
      source.rule.gate = *parsed;
    } else {
      map.Fault(gate, "'gate' must be real_name, inspection, xray or none");
    }
  }
  for (const yaml::Located& name : map.Texts("on", false)) {
    const auto trigger = ParseTrigger(name.text);
    if (trigger) {
      source.on.push_back(*trigger);
    } else {
      map.Fault(name, "'" + name.text + "' is no kind of event, nor deadline, nor watch_list");
    }
  }
  source.condition = map.Text("when", true);
  source.strength = map.Text("strength", false);
  ReadEffect(map, source.rule);
  ReadTexts(map, source.rule, faults);
  out->rules.push_back(std::move(source));
}

using ReadEntry = void (*)(const YAML::Node&, PolicySource*, PolicyFaults*);

void ReadEach(const YAML::Node& sequence, const char* key, ReadEntry read, PolicySource* out,
              PolicyFaults* faults) {
  if (!sequence.IsDefined()) return;
  if (!sequence.IsSequence()) {
    faults->Add(sequence.Mark(), "", std::string("'").append(key).append("' must be a list"));
    return;
  }
  for (const YAML::Node& entry : sequence) read(entry, out, faults);
}

void RefuseRepeatedIds(const PolicySource& source, PolicyFaults* faults) {
  std::set<std::string> seen;
  for (const RuleSource& rule : source.rules) {
    if (!rule.id.given() || seen.insert(rule.id.text).second) continue;
    faults->Add(rule.id.line, rule.id.column, rule.id.text, "the id is used twice");
  }
  seen.clear();
  for (const ListSource& list : source.lists) {
    if (seen.insert(list.id.text).second) continue;
    faults->Add(list.id.line, list.id.column, "", "list '" + list.id.text + "' stands here twice");
  }
}

void ReadDocument(const YAML::Node& document, PolicySource* out, PolicyFaults* faults) {
  yaml::StrictMap map(document, "policy", "", faults);
  out->version = map.Text("version", true).text;
  map.Text("description", false);
  const yaml::Located flag_from = map.Text("flag_from", false);
  if (flag_from.given()) {
    const auto action = model::ParseAction(flag_from.text);
    if (action && *action > model::Action::kRelease) {
      out->flag_from = *action;
    } else {
      map.Fault(flag_from, "'flag_from' must be RESCREEN, HOLD, OPEN or REPORT");
    }
  }
  if (const YAML::Node node = map.Child("score", false)) ReadScore(node, out, faults);
  if (const YAML::Node node = map.Child("gates", false)) ReadGates(node, out, faults);
  if (const YAML::Node node = map.Child("retention", false)) ReadRetention(node, out, faults);
  ReadEach(map.Child("lists", false), "lists", &ReadList, out, faults);
  ReadEach(map.Child("rules", true), "rules", &ReadRule, out, faults);
  if (out->rules.size() > kRulesMax) {
    map.Fault("has " + std::to_string(out->rules.size()) + " rules; at most " +
              std::to_string(kRulesMax));
  }
  if (out->lists.size() > kListsMax) {
    map.Fault("has " + std::to_string(out->lists.size()) + " lists; at most " +
              std::to_string(kListsMax));
  }
}

}  // namespace

std::string_view TriggerName(Trigger trigger) {
  if (trigger == Trigger::kDeadline) return "deadline";
  if (trigger == Trigger::kWatchList) return "watch_list";
  return model::EventKindName(static_cast<model::EventKind>(trigger));
}

PolicySource ReadSource(std::string_view text, PolicyFaults* faults) {
  PolicySource source;
  if (text.size() > kPolicyBytesMax) {
    faults->Add(0, 0, "", "the file is larger than 1 MiB");
    return source;
  }
  try {
    const YAML::Node document = YAML::Load(std::string(text));
    ReadDocument(document, &source, faults);
  } catch (const YAML::Exception& e) {
    faults->Add(e.mark, "", "not valid YAML: " + e.msg);
  }
  RefuseRepeatedIds(source, faults);
  return source;
}

}  // namespace trigate::policy
