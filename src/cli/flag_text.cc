#include "cli/flag_text.h"

#include <algorithm>
#include <vector>

#include "trigate/model/gate.h"

namespace trigate::cli {

std::string ActionName(v1::Action action) {
  if (action == v1::ACTION_UNSPECIFIED) return "-";
  const std::string_view code = model::CodeOf(static_cast<model::Action>(action));
  return code.empty() ? std::to_string(action) : std::string(code);
}

std::string GateName(v1::Gate gate, Language language) {
  if (gate == v1::GATE_UNSPECIFIED) return "-";
  const model::Bilingual name = model::NameOf(static_cast<model::Gate>(gate));
  return std::string(language == Language::kChinese ? name.zh : name.en);
}

std::string FindingText(const v1::Finding& finding, Language language) {
  const bool chinese = language == Language::kChinese;
  const std::string& wanted = chinese ? finding.message_zh() : finding.message_en();
  const std::string& other = chinese ? finding.message_en() : finding.message_zh();
  std::string text = !wanted.empty() ? wanted : !other.empty() ? other : finding.rule_id();
  if (finding.evaluation_error()) {
    text += chinese ? " (规则出错，未计分)" : " (the rule failed and was not counted)";
  }
  return text;
}

std::string Reasons(const v1::Flag& flag, Language language) {
  std::vector<const v1::Finding*> findings;
  for (const v1::FlagFinding& finding : flag.findings()) findings.push_back(&finding.finding());
  std::stable_sort(findings.begin(), findings.end(), [](const auto* a, const auto* b) {
    return a->action() > b->action();
  });
  std::string text;
  for (const v1::Finding* finding : findings) {
    if (!text.empty()) text += language == Language::kChinese ? "；" : "; ";
    text += FindingText(*finding, language);
  }
  return text;
}

std::string ParcelText(const v1::Flag& flag) {
  return flag.carrier() + "/" + flag.waybill_number();
}

std::string RegionText(const v1::Flag& flag) {
  if (flag.region_code() == 0) return "-";
  const std::string code = std::to_string(flag.region_code());
  return flag.region_name().empty() ? code : code + " " + flag.region_name();
}

}  // namespace trigate::cli
