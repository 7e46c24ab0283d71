// What happened to a parcel, as plain data: the engine's only input besides ticks and lists.
//
// Threads: plain values.  Lifetime: every string_view points into the batch that the event was
// decoded from and lives as long as that batch.  Text is already normalised (NFKC, half width) by
// the decoder.  Units are in the names; a zero or an empty text means "not recorded".

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "trigate/base/clock.h"
#include "trigate/model/document.h"
#include "trigate/model/gate.h"
#include "trigate/model/parcel_key.h"
#include "trigate/model/region.h"
#include "trigate/model/route.h"

namespace trigate::model {

/// First eight bytes of the keyed blind index of a phone, document or address; 0: none. Equal keys
/// mean equal values; the value cannot be had from the key.
using LinkKey = std::uint64_t;

/// Kinds of event, in the order of the alternatives of Event::Detail. Stored in the journal's
/// snapshots: do not renumber.
enum class EventKind : std::uint8_t {
  kAccepted = 0,
  kInspected = 1,
  kXrayScreened = 2,
  kMoved = 3,
  kHeld = 4,
  kReleased = 5,
  kOpened = 6,
  kReported = 7,
  kWeighed = 8,
};
inline constexpr int kEventKindCount = 9;
/// "accepted", "inspected", "xray_screened" … as in the proto.
std::string_view EventKindName(EventKind kind);

struct Party {
  std::string_view name;
  std::string_view phone;
  std::string_view address;
  std::string_view country;  ///< ISO 3166-1 alpha-2, "CN" by default
  RegionCode region;         ///< zero abroad
  bool privacy_phone = false;
  LinkKey phone_key = 0;     ///< 0 also for privacy numbers: they link nobody
  LinkKey address_key = 0;
};

struct SenderIdentification {
  DocumentType document_type = DocumentType::kUnspecified;
  std::string_view document_number;
  std::string_view document_name;
  std::optional<SystemTime> identified_at;
  bool machine_read = false;
  DocumentType representative_document_type = DocumentType::kUnspecified;
  std::string_view representative_document_number;
  LinkKey document_key = 0;
};

struct Agreement {
  std::string_view number;
  std::optional<SystemTime> expires_at;
  bool filed = false;
};

enum class PaymentMode : std::uint8_t {
  kUnspecified = 0,
  kSenderElectronic = 1,
  kSenderCash = 2,
  kCollect = 3,
  kAccount = 4,
};

struct Accepted {
  Party sender;
  Party recipient;
  std::optional<SenderIdentification> identification;
  /// All declared items: names joined by '\n', natures joined by '\n' (same order).
  std::string_view content_names;
  std::string_view content_natures;
  std::int32_t content_count = 0;      ///< items declared
  std::int32_t blank_content_fields = 0;  ///< names, natures and quantities left out
  std::int64_t quantity = 0;           ///< sum of pieces
  std::int32_t weight_g = 0;
  std::int32_t length_mm = 0;
  std::int32_t width_mm = 0;
  std::int32_t height_mm = 0;
  std::int64_t declared_value_fen = 0;
  std::int64_t freight_fen = 0;
  PaymentMode payment_mode = PaymentMode::kUnspecified;
  Exemption exemption = Exemption::kNone;
  std::optional<Agreement> agreement;
  TransportMode transport_mode = TransportMode::kUnspecified;
  bool to_key_place = false;
  bool urgent = false;
  std::string_view remark;
};

enum class InspectionResult : std::uint8_t {
  kUnspecified = 0,
  kPassed = 1,
  kRefused = 2,
  kMismatch = 3,
  kProhibited = 4,
};

/// Bits of Inspected::packing_remarks: 1 << trigate.v1.PackingRemark.
enum PackingRemark : std::uint8_t {
  kOvertaped = 1 << 1,
  kResealed = 1 << 2,
  kReused = 1 << 3,
  kOdour = 1 << 4,
  kHiddenLayer = 1 << 5,
};

struct Inspected {
  InspectionResult result = InspectionResult::kUnspecified;
  std::string_view mark_number;
  std::optional<SystemTime> sealed_at;
  bool goods_inspected = false;
  bool packing_inspected = false;
  bool filler_inspected = false;
  bool opened_by_sender = false;
  bool inspector_trained = false;
  std::uint8_t packing_remarks = 0;
  std::string_view video_reference;
  std::int32_t duration_s = 0;
};

enum class XrayResult : std::uint8_t { kUnspecified = 0, kClear = 1, kUnclear = 2, kSuspect = 3 };

struct XrayScreened {
  XrayResult result = XrayResult::kUnspecified;
  std::string_view mark_number;
  std::string_view operator_organization;
  std::optional<SystemTime> device_valid_until;
  std::optional<SystemTime> operator_certificate_until;
  bool operator_background_checked = false;
  std::string_view object_codes;  ///< joined by '\n'
  std::optional<double> alarm_score;
  std::string_view image_sha256;  ///< 32 bytes or empty
  std::int32_t weight_g = 0;
};

enum class Movement : std::uint8_t {
  kUnspecified = 0,
  kArrived = 1,
  kDeparted = 2,
  kOutForDelivery = 3,
  kDelivered = 4,
  kReturned = 5,
};

struct Moved {
  Movement movement = Movement::kUnspecified;
  std::string_view other_site;
  std::string_view vehicle;
  bool third_party_pickup = false;
  std::string_view pickup_phone;
};

struct Held {
  std::int64_t verdict_id = 0;
  std::string_view seal_number;
  std::string_view reason;
};

struct Released {
  std::string_view authority;
  std::string_view reason;
};

enum class LegalBasis : std::uint8_t {
  kNone = 0,
  kCriminalProcedure = 1,
  kPostalAdministration = 2,
  kCustoms = 3,
};

enum class OpeningResult : std::uint8_t {
  kUnspecified = 0,
  kNothingFound = 1,
  kSuspectedDrug = 2,
  kOtherProhibited = 3,
};

struct Opened {
  LegalBasis legal_basis = LegalBasis::kNone;
  std::string_view authority;
  std::string_view approver;
  std::int32_t officer_count = 0;
  std::string_view video_reference;
  OpeningResult result = OpeningResult::kUnspecified;
};

struct Reported {
  std::string_view report_number;
  std::string_view authority;
  std::string_view suspicion;
};

struct Weighed {
  std::int32_t weight_g = 0;
};

struct Event {
  using Detail = std::variant<Accepted, Inspected, XrayScreened, Moved, Held, Released, Opened,
                              Reported, Weighed>;

  ParcelKey parcel;
  SystemTime occurred_at;
  std::string_view site;
  std::string_view staff;
  std::string_view device;
  Detail detail;

  [[nodiscard]] EventKind kind() const { return static_cast<EventKind>(detail.index()); }
};

}  // namespace trigate::model
