#include "trigate/wire/link_keys.h"

#include "trigate/model/phone.h"
#include "trigate/model/text.h"

namespace trigate::wire {

std::string_view LinkablePhone(std::string_view phone) {
  if (phone.empty()) return {};
  const model::PhoneCheck check = model::CheckPhone(phone);
  return model::IsLinkablePhone(check) ? check.number : std::string_view();
}

std::string_view LinkableDocument(std::string_view number) {
  return model::IsBlankOrPlaceholder(number) ? std::string_view() : number;
}

std::string_view LinkableAddress(std::string_view address) {
  return model::IsBlankOrPlaceholder(address) ? std::string_view() : address;
}

model::LinkKey LinkKeyOf(const crypto::BlindIndex& index, std::string_view kind,
                         std::string_view linkable) {
  return linkable.empty() ? 0 : index.Key64(kind, linkable);
}

}  // namespace trigate::wire
