#include "trigate/model/document.h"

#include "model/enum_table.h"
#include "trigate/model/credit_code.h"
#include "trigate/model/resident_id.h"
#include "trigate/model/travel_document.h"

namespace trigate::model {
namespace {

constexpr EnumRow<DocumentType> kTypes[] = {
    {DocumentType::kUnspecified, "UNSPECIFIED", {"not recorded", "未登记"}},
    {DocumentType::kResidentId, "RESIDENT_ID", {"resident ID card", "居民身份证"}},
    {DocumentType::kTemporaryResidentId,
     "TEMPORARY_RESIDENT_ID",
     {"temporary resident ID card", "临时居民身份证"}},
    {DocumentType::kMilitary,
     "MILITARY",
     {"military or armed-police document", "军人、武警身份证件"}},
    {DocumentType::kHmtResidencePermit,
     "HMT_RESIDENCE_PERMIT",
     {"residence permit of a Hong Kong, Macao or Taiwan resident", "港澳台居民居住证"}},
    {DocumentType::kHmTravelPermit,
     "HM_TRAVEL_PERMIT",
     {"mainland travel permit of a Hong Kong or Macao resident", "港澳居民来往内地通行证"}},
    {DocumentType::kTaiwanTravelPermit,
     "TAIWAN_TRAVEL_PERMIT",
     {"mainland travel permit of a Taiwan resident", "台湾居民来往大陆通行证"}},
    {DocumentType::kForeignPassport, "FOREIGN_PASSPORT", {"foreign passport", "外国公民护照"}},
    {DocumentType::kForeignResidentCard,
     "FOREIGN_RESIDENT_CARD",
     {"foreigner's permanent-residence card", "外国人永久居留身份证"}},
    {DocumentType::kPrcPassport, "PRC_PASSPORT", {"PRC passport", "中国护照"}},
    {DocumentType::kCreditCode,
     "CREDIT_CODE",
     {"unified social credit code", "统一社会信用代码"}},
};

}  // namespace

std::string_view CodeOf(DocumentType type) { return RowCode(kTypes, type); }
Bilingual NameOf(DocumentType type) { return RowName(kTypes, type); }
std::optional<DocumentType> ParseDocumentType(std::string_view code) {
  return ParseCode(kTypes, code);
}

bool IsListedSenderDocument(DocumentType type) {
  return type != DocumentType::kUnspecified && type != DocumentType::kPrcPassport &&
         FindRow(kTypes, type) != nullptr;
}

IdentifierCheck CheckDocument(DocumentType type, std::string_view number,
                              std::chrono::sys_days today) {
  switch (type) {
    case DocumentType::kUnspecified:
      break;
    case DocumentType::kResidentId:
    case DocumentType::kTemporaryResidentId:
      return CheckResidentId(number, today);
    case DocumentType::kMilitary:
      return CheckMilitaryDocument(number);
    case DocumentType::kHmtResidencePermit:
      return CheckHmtResidencePermit(number, today);
    case DocumentType::kHmTravelPermit:
      return CheckHmTravelPermit(number);
    case DocumentType::kTaiwanTravelPermit:
      return CheckTaiwanTravelPermit(number);
    case DocumentType::kForeignPassport:
      return CheckForeignPassport(number);
    case DocumentType::kForeignResidentCard:
      return CheckForeignResidentCard(number, today);
    case DocumentType::kPrcPassport: {
      IdentifierCheck check = CheckPrcPassport(number);
      check.notes.Add(IdentifierNote::kNotListedDocument);
      return check;
    }
    case DocumentType::kCreditCode:
      return CheckCreditCode(number);
  }
  return IdentifierCheck::Soft(IdentifierCode::kManual);
}

}  // namespace trigate::model
