// From an event as it came to the event that the engine reads: normalised texts, typed values,
// keys.
//
// Threads: one; the blind index is shared.  Lifetime: the events' texts point into the bytes that
// were parsed, or into the arena when normalising changed them.

#pragma once

#include <string>
#include <string_view>

#include "trigate/base/status.h"
#include "trigate/crypto/blind_index.h"
#include "trigate/model/event.h"
#include "wire/arena.h"
#include "wire/raw_event.h"

namespace trigate::wire {

class EventConverter {
 public:
  EventConverter(const crypto::BlindIndex* index, Arena* arena) : index_(*index), arena_(*arena) {}

  /// False when `raw` holds what an Event cannot: an unknown carrier or enumerated value, a time
  /// out of range, too many items. Never false for what ValidateEvent accepts.
  bool Convert(const RawEvent& raw, model::Event* out);

  /// Not OK once the machine could not normalise a text (ICU without data): no event's fault.
  [[nodiscard]] const Status& host_status() const { return host_status_; }

 private:
  bool Detail(const RawAccepted& raw, model::Accepted* out);
  bool Detail(const RawInspected& raw, model::Inspected* out);
  bool Detail(const RawXrayScreened& raw, model::XrayScreened* out);
  bool Detail(const RawMoved& raw, model::Moved* out);
  bool Detail(const RawHeld& raw, model::Held* out);
  bool Detail(const RawReleased& raw, model::Released* out);
  bool Detail(const RawOpened& raw, model::Opened* out);
  bool Detail(const RawReported& raw, model::Reported* out);
  bool Detail(const RawWeighed& raw, model::Weighed* out);

  void Party(const RawParty& raw, model::Party* out);
  bool Identification(const RawIdentification& raw, model::SenderIdentification* out);
  bool Contents(const RawAccepted& raw, model::Accepted* out);

  std::string_view Text(std::string_view raw);
  std::string_view Name(std::string_view raw);
  std::string_view Phone(std::string_view raw);
  std::string_view Document(std::string_view raw);
  /// After normalising into the scratch: `raw` itself when that changed nothing, else a copy.
  std::string_view Settle(std::string_view raw, Status normalized);
  /// Key of the form of an address that is compared, not of the one that is shown.
  model::LinkKey AddressKey(std::string_view address);

  const crypto::BlindIndex& index_;
  Arena& arena_;
  std::string scratch_;
  Status host_status_;
};

}  // namespace trigate::wire
