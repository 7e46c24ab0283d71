#include "trigate/model/identifier.h"

#include "model/enum_table.h"

namespace trigate::model {
namespace {

constexpr EnumRow<IdentifierCode> kCodes[] = {
    {IdentifierCode::kOk, "OK", {"well formed", "格式正确"}},
    {IdentifierCode::kFormat, "FORMAT", {"wrong length or characters", "长度或字符不符合规定"}},
    {IdentifierCode::kRegion, "REGION", {"no such region code", "行政区划代码不存在"}},
    {IdentifierCode::kDate,
     "DATE",
     {"impossible date, date in the future, or age above 120",
      "日期不存在、晚于当前日期或年龄超过120岁"}},
    {IdentifierCode::kCheck, "CHECK", {"the check digit does not fit", "校验码不符"}},
    {IdentifierCode::kCountry, "COUNTRY", {"no such country code", "国家（地区）代码不存在"}},
    {IdentifierCode::kManual,
     "MANUAL",
     {"no rule for this type; a person has to look", "无自动校验规则，需人工核对"}},
};

constexpr EnumRow<IdentifierNote> kNotes[] = {
    {IdentifierNote::kLegacy15Digit,
     "LEGACY_15_DIGIT",
     {"15-digit number of the old form", "旧式15位号码"}},
    {IdentifierNote::kLegacyOutOfUse,
     "LEGACY_OUT_OF_USE",
     {"cards with 15-digit numbers ended on 2013-01-01", "15位号码的证件已于2013年1月1日停用"}},
    {IdentifierNote::kResidencePermit,
     "RESIDENCE_PERMIT",
     {"number of a Hong Kong, Macao or Taiwan residence permit", "港澳台居民居住证号码"}},
    {IdentifierNote::kRegionNotInForceAtBirth,
     "REGION_NOT_IN_FORCE_AT_BIRTH",
     {"the region code was not in force in the year of birth",
      "出生年份该行政区划代码未启用或已废止"}},
    {IdentifierNote::kUnder16, "UNDER_16", {"the holder is under 16", "持证人未满16周岁"}},
    {IdentifierNote::kFutureForm2023,
     "FUTURE_FORM_2023",
     {"this form of the card is issued only since 2023-12-01",
      "该版式证件自2023年12月1日起才签发"}},
    {IdentifierNote::kUnknownRegion,
     "UNKNOWN_REGION",
     {"the region code is in no edition of GB/T 2260", "行政区划代码不在GB/T 2260历年代码中"}},
    {IdentifierNote::kUnknownCountry,
     "UNKNOWN_COUNTRY",
     {"the country code is not in ISO 3166-1", "国家（地区）代码不在ISO 3166-1中"}},
    {IdentifierNote::kOrganisationCheckFailed,
     "ORGANISATION_CHECK_FAILED",
     {"the check character of the organisation code (GB 11714) does not fit",
      "主体标识码（GB 11714）校验码不符"}},
    {IdentifierNote::kExceptionListed,
     "EXCEPTION_LISTED",
     {"known to have been issued although its check fails", "校验不符但确已赋码（例外名单）"}},
    {IdentifierNote::kOutsideKnownRanges,
     "OUTSIDE_KNOWN_RANGES",
     {"outside the mobile ranges assigned in 2021", "不在2021年已分配的手机号段内"}},
    {IdentifierNote::kMvnoRange, "MVNO_RANGE", {"virtual-operator range", "虚拟运营商号段"}},
    {IdentifierNote::kPrivacyNumber,
     "PRIVACY_NUMBER",
     {"privacy number with an extension; links nobody", "隐私号（带分机），不得用于关联"}},
    {IdentifierNote::kPlaceholderNumber,
     "PLACEHOLDER_NUMBER",
     {"looks made up (same digit throughout, or 12345678)", "疑似虚构号码（同号或12345678）"}},
    {IdentifierNote::kExtension, "EXTENSION", {"with an extension", "带分机号"}},
    {IdentifierNote::kFormatOnly,
     "FORMAT_ONLY",
     {"only the format could be checked", "仅能校验格式"}},
    {IdentifierNote::kNotListedDocument,
     "NOT_LISTED_DOCUMENT",
     {"not on the list of documents for senders", "不在实名收寄有效身份证件范围内"}},
    {IdentifierNote::kShapeUnpublished,
     "SHAPE_UNPUBLISHED",
     {"the carrier publishes no waybill format", "该企业未公布运单号格式"}},
    {IdentifierNote::kNormalized,
     "NORMALIZED",
     {"blanks, case or full-width characters were put right first",
      "已先行规范化（空格、大小写、全角）"}},
    {IdentifierNote::kUnusualPostcode,
     "UNUSUAL_POSTCODE",
     {"no province uses this postcode", "无省份使用该邮政编码"}},
};

}  // namespace

std::string_view CodeOf(IdentifierCode code) { return RowCode(kCodes, code); }
Bilingual NameOf(IdentifierCode code) { return RowName(kCodes, code); }
std::string_view CodeOf(IdentifierNote note) { return RowCode(kNotes, note); }
Bilingual NameOf(IdentifierNote note) { return RowName(kNotes, note); }

}  // namespace trigate::model
