#include "trigate/model/gate.h"

#include "model/enum_table.h"

namespace trigate::model {
namespace {

constexpr EnumRow<Gate> kGates[] = {
    {Gate::kUnspecified, "UNSPECIFIED", {"unspecified", "未指定"}},
    {Gate::kRealName, "REAL_NAME", {"real-name intake", "实名收寄"}},
    {Gate::kInspection, "INSPECTION", {"open-box inspection", "收寄验视"}},
    {Gate::kXray, "XRAY", {"X-ray screening", "过机安检"}},
};

constexpr EnumRow<Action> kActions[] = {
    {Action::kUnspecified, "UNSPECIFIED", {"unspecified", "未指定"}},
    {Action::kRelease, "RELEASE", {"release", "放行"}},
    {Action::kRescreen, "RESCREEN", {"screen again", "重新过机"}},
    {Action::kHold, "HOLD", {"hold", "暂扣待查"}},
    {Action::kOpen, "OPEN", {"open in front of the authorised people", "依法开拆"}},
    {Action::kReport, "REPORT", {"report immediately", "立即报告"}},
};

constexpr EnumRow<Exemption> kExemptions[] = {
    {Exemption::kNone, "NONE", {"none", "无"}},
    {Exemption::kLetter, "LETTER", {"letter", "信件"}},
    {Exemption::kAgreement, "AGREEMENT", {"sender with a safety agreement", "安全协议用户"}},
};

}  // namespace

std::string_view CodeOf(Gate gate) { return RowCode(kGates, gate); }
Bilingual NameOf(Gate gate) { return RowName(kGates, gate); }
std::optional<Gate> ParseGate(std::string_view code) { return ParseCode(kGates, code); }

std::string_view CodeOf(Action action) { return RowCode(kActions, action); }
Bilingual NameOf(Action action) { return RowName(kActions, action); }
std::optional<Action> ParseAction(std::string_view code) { return ParseCode(kActions, code); }

std::string_view CodeOf(Exemption exemption) { return RowCode(kExemptions, exemption); }
Bilingual NameOf(Exemption exemption) { return RowName(kExemptions, exemption); }
std::optional<Exemption> ParseExemption(std::string_view code) {
  return ParseCode(kExemptions, code);
}

}  // namespace trigate::model
