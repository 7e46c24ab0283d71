#include "store/filter/fields.h"

#include <array>
#include <cstdlib>

namespace trigate::store {
namespace {

constexpr EnumValue kStates[] = {{"STATE_FLAGGED", "FLAGGED", 1}};
constexpr EnumValue kActions[] = {
    {"ACTION_RELEASE", "RELEASE", 1}, {"ACTION_RESCREEN", "RESCREEN", 2},
    {"ACTION_HOLD", "HOLD", 3},       {"ACTION_OPEN", "OPEN", 4},
    {"ACTION_REPORT", "REPORT", 5},
};
constexpr EnumValue kGates[] = {
    {"GATE_REAL_NAME", "REAL_NAME", 1},
    {"GATE_INSPECTION", "INSPECTION", 2},
    {"GATE_XRAY", "XRAY", 3},
};

constexpr FieldSpec Personal(std::string_view name, FlagField field, LinkKind link,
                             const char* kinds) {
  FieldSpec spec{name, field, FieldType::kPersonal, nullptr};
  spec.link = link;
  spec.index_kinds = kinds;
  return spec;
}

// In the order of FlagField. Actions are compared because they rise in severity; AIP-160 advises
// against it for enums whose numbers mean nothing.
constexpr std::array<FieldSpec, 22> kFields = {{
    {.name = "state",
     .field = FlagField::kState,
     .type = FieldType::kEnum,
     .column = "f.state",
     .values = kStates},
    {.name = "region",
     .field = FlagField::kRegion,
     .type = FieldType::kRegion,
     .column = "f.region_code"},
    {.name = "carrier",
     .field = FlagField::kCarrier,
     .type = FieldType::kCode,
     .column = "f.carrier"},
    {.name = "hub",
     .field = FlagField::kHub,
     .type = FieldType::kCode,
     .column = "f.hub",
     .wildcard = true},
    {.name = "action",
     .field = FlagField::kAction,
     .type = FieldType::kEnum,
     .column = "f.action",
     .ordered = true,
     .values = kActions},
    {.name = "score",
     .field = FlagField::kScore,
     .type = FieldType::kScore,
     .column = "f.score",
     .ordered = true},
    {.name = "peak_score",
     .field = FlagField::kPeakScore,
     .type = FieldType::kScore,
     .column = "f.peak_score",
     .ordered = true},
    {.name = "gate",
     .field = FlagField::kGate,
     .type = FieldType::kGate,
     .column = "f.gates",
     .values = kGates},
    {.name = "rule",
     .field = FlagField::kRule,
     .type = FieldType::kRule,
     .column = nullptr,
     .wildcard = true,
     .optional = true},
    {.name = "flag_time",
     .field = FlagField::kFlagTime,
     .type = FieldType::kTime,
     .column = "f.flagged_at",
     .ordered = true},
    {.name = "update_time",
     .field = FlagField::kUpdateTime,
     .type = FieldType::kTime,
     .column = "f.updated_at",
     .ordered = true},
    {.name = "accept_time",
     .field = FlagField::kAcceptTime,
     .type = FieldType::kTime,
     .column = "f.accepted_at",
     .ordered = true,
     .optional = true},
    {.name = "waybill_number",
     .field = FlagField::kWaybillNumber,
     .type = FieldType::kCode,
     .column = "f.waybill_number",
     .wildcard = true},
    Personal("phone", FlagField::kPhone, LinkKind::kPhone, "1, 2, 8, 9"),
    Personal("sender.phone", FlagField::kSenderPhone, LinkKind::kPhone, "1, 8"),
    Personal("recipient.phone", FlagField::kRecipientPhone, LinkKind::kPhone, "2, 9"),
    Personal("document", FlagField::kDocument, LinkKind::kDocument, "3"),
    Personal("address", FlagField::kAddress, LinkKind::kAddress, "4, 5"),
    Personal("sender.address", FlagField::kSenderAddress, LinkKind::kAddress, "4"),
    Personal("recipient.address", FlagField::kRecipientAddress, LinkKind::kAddress, "5"),
    Personal("device", FlagField::kDevice, LinkKind::kDevice, "6"),
    Personal("staff", FlagField::kStaff, LinkKind::kStaff, "7"),
}};

}  // namespace

const FieldSpec* FindField(std::string_view name) {
  for (const FieldSpec& spec : kFields) {
    if (spec.name == name) return &spec;
  }
  return nullptr;
}

const FieldSpec& SpecOf(FlagField field) { return kFields[static_cast<std::size_t>(field)]; }

std::vector<std::string_view> FieldNames() {
  std::vector<std::string_view> names;
  for (const FieldSpec& spec : kFields) names.push_back(spec.name);
  return names;
}

}  // namespace trigate::store
