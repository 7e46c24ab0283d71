#include "trigate/wire/event_text.h"

#include <array>
#include <cmath>

#include "trigate/model/document.h"
#include "trigate/model/gate.h"
#include "trigate/model/route.h"
#include "wire/text_line.h"

namespace trigate::wire {
namespace {

using model::Bilingual;

/// The words of an enumeration whose values count up from 0.
template <typename Enum, std::size_t kSize>
Bilingual WordOf(const std::array<Bilingual, kSize>& words, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  return index < kSize ? words[index] : Bilingual{"unknown value", "未知值"};
}

constexpr std::array<Bilingual, 5> kPaymentWords = {{{"payment not recorded", "付款方式未记录"},
                                                     {"paid electronically", "电子支付"},
                                                     {"paid in cash", "现金支付"},
                                                     {"freight collect", "到付"},
                                                     {"monthly account", "月结"}}};
constexpr std::array<Bilingual, 5> kInspectionWords = {{{"result not recorded", "结果未记录"},
                                                        {"passed", "通过"},
                                                        {"refused by the sender", "寄件人拒绝验视"},
                                                        {"differs from the waybill", "与面单不符"},
                                                        {"prohibited item found", "发现禁寄物品"}}};
constexpr std::array<Bilingual, 6> kPackingWords = {{{"not recorded", "未记录"},
                                                     {"over-taped", "胶带过多"},
                                                     {"resealed", "重新封装"},
                                                     {"used box", "旧包装"},
                                                     {"odour", "异味"},
                                                     {"hidden layer", "夹层"}}};
constexpr std::array<Bilingual, 4> kXrayWords = {{{"result not recorded", "结果未记录"},
                                                  {"clear", "未见异常"},
                                                  {"unclear", "无法判读"},
                                                  {"suspect", "可疑"}}};
constexpr std::array<Bilingual, 6> kMovementWords = {{{"Moved", "流转"},
                                                      {"Arrived", "到达"},
                                                      {"Departed", "发出"},
                                                      {"Out for delivery", "派送"},
                                                      {"Delivered", "签收"},
                                                      {"Returned to the sender", "退回寄件人"}}};
constexpr std::array<Bilingual, 4> kLegalBasisWords = {
    {{"no legal basis given", "未说明法律依据"},
     {"criminal procedure", "刑事诉讼程序"},
     {"postal administration", "邮政管理部门"},
     {"customs", "海关"}}};
constexpr std::array<Bilingual, 4> kOpeningWords = {
    {{"result not recorded", "结果未记录"},
     {"nothing found", "未发现问题"},
     {"suspected drugs or precursors", "发现疑似毒品或易制毒化学品"},
     {"another prohibited item", "发现其他禁寄物品"}}};

void AddIdentification(const model::Accepted& accepted, TextLine* line) {
  if (accepted.identification) {
    const Bilingual document = model::NameOf(accepted.identification->document_type);
    const bool read = accepted.identification->machine_read;
    std::string en = "identified by ";
    std::string zh = "凭";
    en.append(document.en).append(read ? ", read by machine" : ", typed in");
    zh.append(document.zh).append(read ? "（机读）实名" : "（手工录入）实名");
    line->Part(en, zh);
  } else if (accepted.exemption != model::Exemption::kNone) {
    const Bilingual exemption = model::NameOf(accepted.exemption);
    line->Part("exempt from identification: " + std::string(exemption.en),
               "免实名：" + std::string(exemption.zh));
  } else {
    line->Part({"sender not identified", "未实名"});
  }
}

EventText Describe(const model::Accepted& accepted) {
  TextLine line({"Accepted", "收寄"});
  AddIdentification(accepted, &line);
  line.Quantity(accepted.content_count, accepted.content_count == 1 ? Bilingual{"item", "种物品"}
                                                                    : Bilingual{"items", "种物品"});
  line.Quantity(accepted.weight_g, {"g", "克"});
  line.Part(model::NameOf(model::ClassifyRoute({accepted.sender.region, accepted.sender.country},
                                 {accepted.recipient.region, accepted.recipient.country})));
  if (accepted.transport_mode != model::TransportMode::kUnspecified) {
    line.Part(model::NameOf(accepted.transport_mode));
  }
  if (accepted.payment_mode != model::PaymentMode::kUnspecified) {
    line.Part(WordOf(kPaymentWords, accepted.payment_mode));
  }
  if (accepted.to_key_place) line.Part({"to a key place", "寄往重点场所"});
  if (accepted.urgent) line.Part({"urgent", "时效件"});
  return std::move(line).Take();
}

EventText Describe(const model::Inspected& inspected) {
  TextLine line({"Inspected", "验视"});
  line.Part(WordOf(kInspectionWords, inspected.result));
  line.Labelled({"mark", "标识"}, inspected.mark_number);
  if (inspected.mark_number.empty()) line.Part({"no mark", "无验视标识"});
  line.Quantity(inspected.duration_s, {"s", "秒"});
  if (!inspected.inspector_trained) line.Part({"inspector not trained", "验视员未经培训"});
  for (std::size_t i = 1; i < kPackingWords.size(); ++i) {
    if ((inspected.packing_remarks >> i & 1) == 0) continue;
    line.Part("packing: " + std::string(kPackingWords[i].en),
              "包装" + std::string(kPackingWords[i].zh));
  }
  return std::move(line).Take();
}

/// "suspect (POWDER, CONCEALMENT)"
void AddXrayResult(const model::XrayScreened& screened, TextLine* line) {
  const Bilingual result = WordOf(kXrayWords, screened.result);
  std::string codes;
  for (const char c : screened.object_codes) codes.append(c == '\n' ? ", " : std::string(1, c));
  std::string en(result.en);
  std::string zh(result.zh);
  if (!codes.empty() && IsFitToShow(codes)) {
    en.append(" (").append(codes).append(")");
    zh.append("（").append(codes).append("）");
  }
  line->Part(en, zh);
}

EventText Describe(const model::XrayScreened& screened) {
  TextLine line({"X-ray screened", "过机安检"});
  AddXrayResult(screened, &line);
  line.Labelled({"mark", "标识"}, screened.mark_number);
  if (screened.mark_number.empty()) line.Part({"no mark", "无安检标识"});
  line.Until({"operator certificate", "安检员证书"}, screened.operator_certificate_until);
  line.Until({"machine", "设备"}, screened.device_valid_until);
  if (!screened.operator_background_checked) {
    line.Part({"operator's background not checked", "安检员未经背景审查"});
  }
  if (screened.alarm_score) {
    const std::string percent = std::to_string(std::lround(*screened.alarm_score * 100));
    line.Part("alarm " + percent + " %", "报警分值" + percent + "%");
  }
  line.Quantity(screened.weight_g, {"g", "克"});
  return std::move(line).Take();
}

EventText Describe(const model::Moved& moved) {
  TextLine line(WordOf(kMovementWords, moved.movement));
  const bool arrived = moved.movement == model::Movement::kArrived;
  line.Labelled(arrived ? Bilingual{"from", "来自"} : Bilingual{"to", "发往"}, moved.other_site);
  line.Labelled({"vehicle", "运输工具"}, moved.vehicle);
  if (moved.third_party_pickup) line.Part({"taken by somebody else", "代收"});
  return std::move(line).Take();
}

EventText Describe(const model::Held& held) {
  TextLine line({"Held", "扣留"});
  if (held.verdict_id != 0) {
    const std::string id = std::to_string(held.verdict_id);
    line.Part("verdict " + id, "依据判定" + id);
  } else {
    line.Part({"the site's own decision", "处理场所自行决定"});
  }
  line.Labelled({"seal", "封签"}, held.seal_number);
  return std::move(line).Take();
}

EventText Describe(const model::Released&) {
  return TextLine({"Released: by an authority", "放行：由主管部门决定"}).Take();
}

EventText Describe(const model::Opened& opened) {
  TextLine line({"Opened after acceptance", "收寄后开拆"});
  line.Part(WordOf(kLegalBasisWords, opened.legal_basis));
  line.Quantity(opened.officer_count, opened.officer_count == 1 ? Bilingual{"officer", "名执法人员"}
                                                                : Bilingual{"officers", "名执法人员"});
  line.Part(WordOf(kOpeningWords, opened.result));
  return std::move(line).Take();
}

EventText Describe(const model::Reported& reported) {
  TextLine line({"Reported to the authorities", "向主管部门报告"});
  line.Labelled({"report", "报告编号"}, reported.report_number);
  return std::move(line).Take();
}

EventText Describe(const model::Weighed& weighed) {
  TextLine line({"Weighed again", "复重"});
  line.Quantity(weighed.weight_g, {"g", "克"});
  return std::move(line).Take();
}

}  // namespace

EventText Summarize(const model::Event& event) {
  return std::visit([](const auto& detail) { return Describe(detail); }, event.detail);
}

}  // namespace trigate::wire
