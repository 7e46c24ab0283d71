// Names under which personal data is sealed, so that the sink and the queries agree, and the kinds
// of the blind index. A sealed value opens only under the name it was sealed with: values cannot be
// swapped between flags or columns.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "trigate/base/status.h"
#include "trigate/store/field_cipher.h"
#include "trigate/store/rows.h"

namespace trigate::store {

/// Kinds of trigate.blind_index; the numbers are stored.
enum class IndexKind : std::int16_t {
  kSenderPhone = 1,
  kRecipientPhone = 2,
  kDocument = 3,
  kSenderAddress = 4,
  kRecipientAddress = 5,
  kDevice = 6,
  kStaff = 7,
  kSenderOtherPhone = 8,     ///< privacy number, placeholder …: found by equality, links nothing
  kRecipientOtherPhone = 9,  ///< the same
};

/// What the hash of an entry is computed as. Sender and recipient hash alike, so that a phone links
/// whoever it belongs to.
constexpr LinkKind LinkKindOf(IndexKind kind) {
  switch (kind) {
    case IndexKind::kSenderPhone:
    case IndexKind::kRecipientPhone:
    case IndexKind::kSenderOtherPhone:
    case IndexKind::kRecipientOtherPhone:
      return LinkKind::kPhone;
    case IndexKind::kDocument:
      return LinkKind::kDocument;
    case IndexKind::kSenderAddress:
    case IndexKind::kRecipientAddress:
      return LinkKind::kAddress;
    case IndexKind::kDevice:
      return LinkKind::kDevice;
    case IndexKind::kStaff:
      return LinkKind::kStaff;
  }
  return LinkKind::kPhone;
}

/// The form that is hashed. Applied when an entry is written and when one is searched for; a value
/// that is in this form already stays as it is. Fails: kInvalidArgument for what is no text.
Status NormalizeForIndex(LinkKind kind, std::string_view value, std::string& out);

/// Whether a normalised phone may link two flags: no privacy number, placeholder or service number.
bool IsLinkPhone(std::string_view normalised);
/// Whether a normalised address says anything ("无" does not).
bool IsLinkAddress(std::string_view normalised);

inline std::string WaybillField(FlagId flag_id, std::string_view column) {
  return "waybills/" + std::to_string(flag_id) + "/" + std::string(column);
}

inline std::string DeadLetterField(std::string_view hub, std::int64_t sequence) {
  return "dead_letters/" + std::string(hub) + "/" + std::to_string(sequence);
}

inline std::string WatchEntryField(std::int64_t entry_id) {
  return "watch_entries/" + std::to_string(entry_id) + "/value";
}

}  // namespace trigate::store
