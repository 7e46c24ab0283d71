// CheckIdentifier: one entry by name, with a reason for people.

#include <array>
#include <cstddef>
#include <string>

#include "model/ascii.h"
#include "trigate/model/credit_code.h"
#include "trigate/model/document.h"
#include "trigate/model/identifier.h"
#include "trigate/model/phone.h"
#include "trigate/model/postal.h"
#include "trigate/model/resident_id.h"
#include "trigate/model/text.h"
#include "trigate/model/travel_document.h"

namespace trigate::model {
namespace {

using std::chrono::sys_days;

constexpr std::size_t kValueBytesMax = 256;
constexpr std::string_view kWaybillPrefix = "waybill:";

using Normalizer = Status (*)(std::string_view, std::string&);

struct TypeRow {
  IdentifierType type;
  Normalizer normalize;
  IdentifierCheck (*check)(std::string_view, sys_days);
};

/// Checkers that need no day, in the shape of those that do.
template <IdentifierCheck (*kCheck)(std::string_view)>
IdentifierCheck WithoutDay(std::string_view value, sys_days /*today*/) {
  return kCheck(value);
}

IdentifierCheck CheckPhoneOnly(std::string_view value) { return CheckPhone(value).check; }

constexpr TypeRow kTypes[] = {
    {{"rid", {"resident ID number", "居民身份证号码"}, "150102199001010019"},
     NormalizeDocumentNumber,
     CheckResidentId},
    {{"rid15", {"resident ID number, old form", "旧式15位居民身份证号码"}, "150102900101001"},
     NormalizeDocumentNumber,
     CheckResidentId15},
    {{"hmt_permit",
      {"residence permit of a Hong Kong, Macao or Taiwan resident", "港澳台居民居住证号码"},
      "810000199001010019"},
     NormalizeDocumentNumber,
     CheckHmtResidencePermit},
    {{"fpr",
      {"foreigner's permanent-residence card", "外国人永久居留身份证号码"},
      "CAN310090010101"},
     NormalizeDocumentNumber,
     CheckForeignResidentCard},
    {{"hm_travel",
      {"mainland travel permit, Hong Kong and Macao", "港澳居民来往内地通行证号码"},
      "H12345678"},
     NormalizeDocumentNumber,
     WithoutDay<CheckHmTravelPermit>},
    {{"tw_travel", {"mainland travel permit, Taiwan", "台湾居民来往大陆通行证号码"}, "12345678"},
     NormalizeDocumentNumber,
     WithoutDay<CheckTaiwanTravelPermit>},
    {{"passport_cn", {"PRC passport", "中国护照号码"}, "EA1234567"},
     NormalizeDocumentNumber,
     WithoutDay<CheckPrcPassport>},
    {{"passport_foreign", {"foreign passport", "外国护照号码"}, "L898902C3"},
     NormalizeDocumentNumber,
     WithoutDay<CheckForeignPassport>},
    {{"military", {"military or armed-police document", "军人、武警证件号码"}, "军字第1234567号"},
     NormalizeDocumentNumber,
     WithoutDay<CheckMilitaryDocument>},
    {{"uscc", {"unified social credit code", "统一社会信用代码"}, "91150100MA0TEXT048"},
     NormalizeDocumentNumber,
     WithoutDay<CheckCreditCode>},
    {{"s10", {"UPU S10 item identifier", "万国邮联S10邮件号码"}, "EE123456785CN"},
     NormalizeDocumentNumber,
     WithoutDay<CheckS10>},
    {{"phone", {"telephone number", "电话号码"}, "13800138000"},
     NormalizePhone,
     WithoutDay<CheckPhoneOnly>},
    {{"waybill:<carrier>", {"waybill number of a carrier", "快递运单号"}, "SF1000000000000"},
     NormalizeDocumentNumber,
     nullptr},
    {{"postcode", {"postcode", "邮政编码"}, "010010"},
     NormalizeDocumentNumber,
     WithoutDay<CheckPostcode>},
};

constexpr std::size_t kTypeCount = std::size(kTypes);

constexpr std::array<IdentifierType, kTypeCount> MakePublicRows() {
  std::array<IdentifierType, kTypeCount> rows{};
  for (std::size_t i = 0; i < kTypeCount; ++i) rows[i] = kTypes[i].type;
  return rows;
}
constexpr std::array<IdentifierType, kTypeCount> kPublicRows = MakePublicRows();

Status UnknownType(std::string_view type) {
  std::string known;
  for (const TypeRow& row : kTypes) known.append(known.empty() ? "" : ", ").append(row.type.name);
  return InvalidField("type", "'" + std::string(type) + "' is unknown; known are " + known);
}

/// One sentence for the code, one for each note.
void Explain(const IdentifierCheck& check, IdentifierReport& report) {
  const Bilingual reason = NameOf(check.code);
  report.reason_en.assign(reason.en);
  report.reason_zh.assign(reason.zh);
  check.notes.ForEach([&report](IdentifierNote note) {
    const Bilingual name = NameOf(note);
    report.reason_en.append("; ").append(name.en);
    report.reason_zh.append("；").append(name.zh);
  });
}

Result<IdentifierReport> Report(std::string_view type, std::string_view value,
                                Normalizer normalize) {
  IdentifierReport report;
  report.type.assign(type);
  const Status status = normalize(value, report.normalized);
  if (status.code() == StatusCode::kInvalidArgument) {
    return InvalidField("value", status.message());
  }
  TRIGATE_RETURN_IF_ERROR(status);
  return report;
}

void Conclude(std::string_view value, IdentifierCheck check, IdentifierReport& report) {
  if (report.normalized != value) check.notes.Add(IdentifierNote::kNormalized);
  report.check = check;
  Explain(check, report);
}

Result<IdentifierReport> CheckWaybillByName(std::string_view type, std::string_view value) {
  std::string code(type.substr(kWaybillPrefix.size()));
  for (char& c : code) c = ToAsciiUpper(c);
  const Carrier* carrier = FindCarrier(code);
  if (carrier == nullptr) {
    return InvalidField("type", "'" + code + "' is no known carrier code");
  }
  TRIGATE_ASSIGN_OR_RETURN(IdentifierReport report, Report(type, value, NormalizeDocumentNumber));
  Conclude(value, CheckWaybill(carrier->id, report.normalized), report);
  return report;
}

}  // namespace

std::span<const IdentifierType> IdentifierTypes() { return kPublicRows; }

Result<IdentifierReport> CheckIdentifier(std::string_view type, std::string_view value,
                                         sys_days today) {
  if (value.size() > kValueBytesMax) {
    return InvalidField("value", "has " + std::to_string(value.size()) +
                                     " bytes; at most 256 are allowed");
  }
  if (type.substr(0, kWaybillPrefix.size()) == kWaybillPrefix) {
    return CheckWaybillByName(type, value);
  }
  for (const TypeRow& row : kTypes) {
    if (row.type.name != type || row.check == nullptr) continue;
    TRIGATE_ASSIGN_OR_RETURN(IdentifierReport report, Report(type, value, row.normalize));
    Conclude(value, row.check(report.normalized, today), report);
    return report;
  }
  return UnknownType(type);
}

}  // namespace trigate::model
