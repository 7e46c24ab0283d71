// The words of a policy: the records that conditions read, field by field.
//
// One table per record (src/policy/vocabulary.cc) gives each field its name, type, slot and meaning;
// docs/POLICY.md and `trigate policy words` print it. A condition reads `xray.result`,
// `parcel.screens`, `has(accepted.weight_g)`. A field that is not there is the value "absent", which
// leaves the rule undecided; it is not zero and not false.
//
// Threads: static tables.

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "trigate/cel/record.h"

namespace trigate::policy {

/// Records, in the order in which rows are handed to the rule set. The nine kinds of event follow
/// kParcel in the order of model::EventKind; only the one of the current event is present.
enum class Record : std::uint8_t {
  kEvent = 0,
  kParcel,
  kAccepted,
  kInspected,
  kXray,
  kMoved,
  kHeld,
  kReleased,
  kOpened,
  kReported,
  kWeighed,
  kListed,  ///< one bool per list of the policy: `listed.precursor_class1`
};
inline constexpr std::size_t kRecordCount = 12;

std::string_view RecordName(Record record);
/// Fields of a record; empty for kListed, whose fields are the policy's own.
std::span<const cel::RecordField> RecordFields(Record record);
/// The record's type; never kListed.
const std::shared_ptr<const cel::RecordType>& RecordTypeOf(Record record);

/// Slots, one enumeration a record. The order is that of the tables.
namespace slots {

enum Event : std::uint32_t {
  kEventKind,
  kEventCarrier,
  kEventHub,
  kEventSite,
  kEventStaff,
  kEventDevice,
  kEventOccurTime,
  kEventReceiveTime,
  kEventLateness,
  kEventOutOfOrder,
};

enum Parcel : std::uint32_t {
  kParcelAccepted,
  kParcelAcceptTime,
  kParcelRealName,
  kParcelInspection,
  kParcelXray,
  kParcelInspectTime,
  kParcelInspectionRefused,
  kParcelScreens,
  kParcelBadScreens,
  kParcelRequiredScreens,
  kParcelRoute,
  kParcelExemption,
  kParcelArrived,
  kParcelDeparted,
  kParcelDelivered,
  kParcelHeld,
  kParcelOpened,
  kParcelSuspect,
  kParcelSuspectTime,
  kParcelReported,
  kParcelWeightG,
  kParcelWeightChangeG,
  kParcelWatchListed,
  kParcelEventCount,
  kParcelAge,
};

enum Accepted : std::uint32_t {
  kAcceptedSenderName,
  kAcceptedSenderAddress,
  kAcceptedRecipientName,
  kAcceptedRecipientAddress,
  kAcceptedSenderRegion,
  kAcceptedRecipientRegion,
  kAcceptedSenderCountry,
  kAcceptedRecipientCountry,
  kAcceptedBlankFields,
  kAcceptedSenderBlank,
  kAcceptedRecipientBlank,
  kAcceptedSenderPhoneCheck,
  kAcceptedRecipientPhoneCheck,
  kAcceptedSenderPhoneMvno,
  kAcceptedIdentified,
  kAcceptedDocumentType,
  kAcceptedDocumentCheck,
  kAcceptedDocumentNote,
  kAcceptedNameMatches,
  kAcceptedIdentifyTime,
  kAcceptedMachineRead,
  kAcceptedRepresentative,
  kAcceptedExemption,
  kAcceptedAgreementNumber,
  kAcceptedAgreementExpireTime,
  kAcceptedAgreementFiled,
  kAcceptedContents,
  kAcceptedGenericContents,
  kAcceptedNatures,
  kAcceptedItemCount,
  kAcceptedQuantity,
  kAcceptedWeightG,
  kAcceptedVolumeCm3,
  kAcceptedDeclaredValueFen,
  kAcceptedFreightFen,
  kAcceptedPaymentMode,
  kAcceptedRoute,
  kAcceptedTransportMode,
  kAcceptedRequiredScreens,
  kAcceptedToKeyPlace,
  kAcceptedUrgent,
  kAcceptedRemark,
  kAcceptedIdNumberOnWaybill,
  kAcceptedWaybillShape,
};

enum Inspected : std::uint32_t {
  kInspectedResult,
  kInspectedMark,
  kInspectedSealTime,
  kInspectedSealedBefore,
  kInspectedGoods,
  kInspectedPacking,
  kInspectedFiller,
  kInspectedBySender,
  kInspectedTrained,
  kInspectedDurationS,
  kInspectedVideo,
  kInspectedOddPacking,
  kInspectedHiddenLayer,
};

enum Xray : std::uint32_t {
  kXrayResult,
  kXrayMark,
  kXrayThirdParty,
  kXrayDeviceExpired,
  kXrayCertificateExpired,
  kXrayBackgroundChecked,
  kXrayObjectCodes,
  kXrayAlarmScore,
  kXrayWeightG,
};

enum Moved : std::uint32_t {
  kMovedMovement,
  kMovedOtherSite,
  kMovedVehicle,
  kMovedThirdPartyPickup,
};

enum Held : std::uint32_t { kHeldVerdictId, kHeldSealNumber, kHeldReason };

enum Released : std::uint32_t { kReleasedAuthority, kReleasedReason };

enum Opened : std::uint32_t {
  kOpenedLegalBasis,
  kOpenedAuthority,
  kOpenedApprover,
  kOpenedOfficerCount,
  kOpenedVideo,
  kOpenedResult,
};

enum Reported : std::uint32_t { kReportedNumber, kReportedAuthority, kReportedDelay };

enum Weighed : std::uint32_t { kWeighedWeightG };

}  // namespace slots

}  // namespace trigate::policy
