#include "api/watch_value.h"

#include "trigate/model/mask.h"
#include "trigate/model/parcel_key.h"
#include "trigate/model/phone.h"
#include "trigate/model/text.h"

namespace trigate::api {
namespace {

constexpr std::size_t kDocumentBytesMin = 5;
constexpr std::size_t kDocumentBytesMax = 32;
constexpr std::size_t kAddressBytesMin = 6;

Result<std::string> NormalizePhoneValue(std::string_view value) {
  std::string out;
  TRIGATE_RETURN_IF_ERROR(model::NormalizePhone(value, out));
  if (!model::IsLinkablePhone(model::CheckPhone(out))) {
    return InvalidArgument("is no phone number that belongs to one party");
  }
  return out;
}

Result<std::string> NormalizeDocumentValue(std::string_view value) {
  std::string out;
  TRIGATE_RETURN_IF_ERROR(model::NormalizeDocumentNumber(value, out));
  if (out.size() < kDocumentBytesMin || out.size() > kDocumentBytesMax) {
    return InvalidArgument("a document number has 5 to 32 characters");
  }
  return out;
}

Result<std::string> NormalizeAddressValue(std::string_view value) {
  std::string out;
  TRIGATE_RETURN_IF_ERROR(model::NormalizeAddress(value, out));
  if (out.size() < kAddressBytesMin || model::IsBlankOrPlaceholder(out)) {
    return InvalidArgument("says too little to be an address");
  }
  return out;
}

}  // namespace

Result<std::string> NormalizeWatchValue(v1::WatchListEntry::Kind kind, std::string_view value) {
  switch (kind) {
    case v1::WatchListEntry::KIND_WAYBILL: {
      const Result<model::ParcelKey> key = model::ParcelKey::Parse(value);
      if (!key.ok()) return InvalidArgument("must be a waybill such as \"SF/SF1000000000000\"");
      return key->ToString();
    }
    case v1::WatchListEntry::KIND_PHONE:
      return NormalizePhoneValue(value);
    case v1::WatchListEntry::KIND_DOCUMENT:
      return NormalizeDocumentValue(value);
    case v1::WatchListEntry::KIND_ADDRESS:
      return NormalizeAddressValue(value);
    default:
      return InvalidArgument("has a kind that Trigate does not know");
  }
}

std::string MaskWatchValue(v1::WatchListEntry::Kind kind, std::string_view normalized) {
  switch (kind) {
    case v1::WatchListEntry::KIND_WAYBILL:
      return std::string(normalized);
    case v1::WatchListEntry::KIND_PHONE:
      return model::MaskPhone(normalized);
    case v1::WatchListEntry::KIND_DOCUMENT:
      return model::MaskDocument(normalized);
    case v1::WatchListEntry::KIND_ADDRESS:
      return model::MaskAddress(normalized);
    default:
      return {};
  }
}

}  // namespace trigate::api
