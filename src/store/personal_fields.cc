#include "store/personal_fields.h"

#include "trigate/model/phone.h"
#include "trigate/model/text.h"

namespace trigate::store {

Status NormalizeForIndex(LinkKind kind, std::string_view value, std::string& out) {
  switch (kind) {
    case LinkKind::kPhone:
      return model::NormalizePhone(value, out);
    case LinkKind::kDocument:
      return model::NormalizeDocumentNumber(value, out);
    case LinkKind::kAddress:
      return model::NormalizeAddress(value, out);
    case LinkKind::kDevice:
    case LinkKind::kStaff:
      return model::NormalizeText(value, out);
  }
  return Internal("unknown kind of link");
}

bool IsLinkPhone(std::string_view normalised) {
  return model::IsLinkablePhone(model::CheckPhone(normalised));
}

bool IsLinkAddress(std::string_view normalised) { return !model::IsBlankOrPlaceholder(normalised); }

}  // namespace trigate::store
