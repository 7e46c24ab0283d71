#include "report/labels.h"

namespace trigate::report {
namespace {

using FigureOf = const GateFigure& (*)(const ComplianceRow&);

const GateFigure& RealName(const ComplianceRow& row) { return row.real_name; }
const GateFigure& Inspection(const ComplianceRow& row) { return row.inspection; }
const GateFigure& Xray(const ComplianceRow& row) { return row.xray; }
const GateFigure& AllThree(const ComplianceRow& row) { return row.all_three; }

template <FigureOf figure>
void AppendGate(const std::string& zh, const std::string& en, std::vector<ReportColumn>* out) {
  out->push_back({zh + "应检", en + ": subject",
                  [](const ComplianceRow& r) -> Cell { return figure(r).subject; }});
  out->push_back({zh + "合格", en + ": passed",
                  [](const ComplianceRow& r) -> Cell { return figure(r).passed; }});
  out->push_back({zh + "不合格", en + ": failed",
                  [](const ComplianceRow& r) -> Cell { return figure(r).failed; }});
  out->push_back({zh + "未上报", en + ": unreported",
                  [](const ComplianceRow& r) -> Cell { return figure(r).Unreported(); }});
  out->push_back({zh + "免检(信件)", en + ": exempt, letters",
                  [](const ComplianceRow& r) -> Cell { return figure(r).exempt_letter; }});
  out->push_back({zh + "免检(协议)", en + ": exempt, agreement",
                  [](const ComplianceRow& r) -> Cell { return figure(r).exempt_agreement; }});
  out->push_back({zh + "率", en + ": rate",
                  [](const ComplianceRow& r) -> Cell { return Rate{figure(r).Rate()}; }});
}

void AppendKey(Dimension dimension, std::vector<ReportColumn>* out) {
  switch (dimension) {
    case Dimension::kCarrier:
      out->push_back({"品牌", "Carrier", [](const ComplianceRow& r) -> Cell { return r.carrier; }});
      break;
    case Dimension::kRegion:
      out->push_back({"地区代码", "Region code", [](const ComplianceRow& r) -> Cell {
                        return r.region_code == 0 ? "" : std::to_string(r.region_code);
                      }});
      out->push_back(
          {"地区", "Region", [](const ComplianceRow& r) -> Cell { return r.region_name; }});
      break;
    case Dimension::kHub:
      out->push_back({"处理场所", "Hub", [](const ComplianceRow& r) -> Cell { return r.hub; }});
      break;
    case Dimension::kDay:
      out->push_back(
          {"收寄日期", "Day of intake", [](const ComplianceRow& r) -> Cell { return r.day; }});
      break;
  }
}

std::string OrAll(const std::string& text) { return text.empty() ? "全部 / all" : text; }

}  // namespace

std::vector<ReportColumn> ColumnsOf(const std::vector<Dimension>& group_by) {
  std::vector<ReportColumn> columns;
  for (const Dimension dimension : group_by) AppendKey(dimension, &columns);
  columns.push_back(
      {"收寄件数", "Parcels accepted", [](const ComplianceRow& r) -> Cell { return r.accepted; }});
  AppendGate<RealName>("实名", "K1 real name", &columns);
  AppendGate<Inspection>("验视", "K4 inspection", &columns);
  AppendGate<Xray>("安检", "K5 X-ray", &columns);
  AppendGate<AllThree>("三项齐全", "K6 all three", &columns);
  return columns;
}

std::vector<Note> NotesOf(const ComplianceReport& report) {
  return {
      {"统计期间 / Period", report.start_date + " – " + report.end_date +
                                " (按收寄时间, 北京时间 / by time of intake, Asia/Shanghai)"},
      {"品牌 / Carrier", OrAll(report.carrier)},
      {"地区 / Region", OrAll(report.region)},
      {"处理场所 / Hub", OrAll(report.hub)},
      {"数据位置 / Data position", std::to_string(report.data_position)},
      {"数据截止 / Data until", FormatRfc3339(report.data_time)},
      {"策略版本 / Policy version", report.policy_version},
      {"策略摘要 / Policy SHA-256", report.policy_digest},
      {"K1 实名率 / Real-name rate",
       "有效且及时的实名记录件数 ÷ (收寄件数 − 信件 − 有效协议件) / parcels with a valid, timely "
       "real-name record ÷ (accepted − letters − parcels of valid agreements)"},
      {"K4 验视率 / Inspection rate",
       "有验视标识、由受训人员按序验视的件数 ÷ (收寄件数 − 信件) / parcels inspected in order, "
       "with "
       "mark, by a trained inspector ÷ (accepted − letters)"},
      {"K5 安检率 / X-ray rate",
       "Σ min(实际次数, 应检次数) ÷ Σ 应检次数; 计次不计件 / counts screens, not parcels: "
       "sum of min(actual, required) ÷ sum of required"},
      {"K6 三项齐全率 / All-three rate",
       "K1、K4、K5 均合格的件数 ÷ 适用件数 / parcels in order by K1, K4 and K5 ÷ parcels subject "
       "to "
       "them"},
      {"免检 / Exempt",
       "免检件不计入分子分母, 单独列示 / exempt parcels are in neither numerator nor denominator "
       "and "
       "are shown apart"},
      {"未上报 / Unreported",
       "未上报视为不合格, 与不合格分列 / what was not reported counts as not in order, apart from "
       "what "
       "failed"},
      {"n/a", "分母为零, 无比率 / the denominator is 0: there is no rate"},
  };
}

}  // namespace trigate::report
