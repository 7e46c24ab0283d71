// An event as it came: the fields of trigate.v1.ParcelEvent, nothing checked but the encoding.
//
// Texts point into the bytes that were parsed. A field that did not come has its proto3 default.
//
// Threads: plain values.  Cost: a RawEvent is reused from event to event; Clear is cheap because
// the items beyond the counts are never looked at.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "wire/field_reader.h"

namespace trigate::wire {

/// Contract: Accepted.contents. More are counted and refused, not kept.
inline constexpr std::int32_t kContentItemsMax = 32;
/// Contract: XrayScreened.object_codes.
inline constexpr std::int32_t kObjectCodesMax = 16;

struct RawTimestamp {
  bool present = false;
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
};

struct RawParty {
  std::string_view name;
  std::string_view phone;
  std::string_view address;
  std::string_view country_code;
  std::int32_t region_code = 0;
  bool privacy_phone = false;
};

struct RawIdentification {
  std::int32_t document_type = 0;
  std::string_view document_number;
  std::string_view document_name;
  RawTimestamp identify_time;
  bool machine_read = false;
  std::int32_t representative_document_type = 0;
  std::string_view representative_document_number;
};

struct RawAgreement {
  std::string_view number;
  RawTimestamp expire_time;
  bool filed = false;
};

struct RawContentItem {
  std::string_view name;
  std::string_view nature;
  std::int32_t quantity = 0;
};

struct RawAccepted {
  RawParty sender;
  RawParty recipient;
  std::optional<RawIdentification> identification;
  std::optional<RawAgreement> agreement;
  std::array<RawContentItem, kContentItemsMax> contents;
  std::int32_t content_count = 0;  ///< as sent; the first kContentItemsMax are in `contents`
  std::int32_t weight_g = 0;
  std::int32_t length_mm = 0;
  std::int32_t width_mm = 0;
  std::int32_t height_mm = 0;
  std::int64_t declared_value_fen = 0;
  std::int64_t freight_fen = 0;
  std::int32_t payment_mode = 0;
  std::int32_t exemption = 0;
  std::int32_t transport_mode = 0;
  bool to_key_place = false;
  bool urgent = false;
  std::string_view remark;
};

struct RawInspected {
  std::int32_t result = 0;
  std::string_view mark_number;
  RawTimestamp seal_time;
  bool goods_inspected = false;
  bool packing_inspected = false;
  bool filler_inspected = false;
  bool opened_by_sender = false;
  std::string_view video_reference;
  bool inspector_trained = false;
  std::uint8_t packing_remarks = 0;  ///< model::PackingRemark bits of the known values
  std::optional<std::int32_t> unknown_packing_remark;
  std::int32_t packing_remark_count = 0;
  std::int32_t unknown_packing_remark_index = 0;
  std::int32_t duration_s = 0;
};

struct RawXrayScreened {
  std::int32_t result = 0;
  std::string_view mark_number;
  std::string_view operator_organization;
  RawTimestamp device_valid_until_time;
  RawTimestamp operator_certificate_until_time;
  bool operator_background_checked = false;
  std::array<std::string_view, kObjectCodesMax> object_codes;
  std::int32_t object_code_count = 0;  ///< as sent; the first kObjectCodesMax are in `object_codes`
  std::optional<double> alarm_score;
  std::string_view image_sha256;
  std::int32_t weight_g = 0;
};

struct RawMoved {
  std::int32_t movement = 0;
  std::string_view other_site;
  std::string_view vehicle;
  bool third_party_pickup = false;
  std::string_view pickup_phone;
};

struct RawHeld {
  std::int64_t verdict_id = 0;
  std::string_view seal_number;
  std::string_view reason;
};

struct RawReleased {
  std::string_view authority;
  std::string_view reason;
};

struct RawOpened {
  std::int32_t legal_basis = 0;
  std::string_view authority;
  std::string_view approver;
  std::int32_t officer_count = 0;
  std::string_view video_reference;
  std::int32_t result = 0;
};

struct RawReported {
  std::string_view report_number;
  std::string_view authority;
  std::string_view suspicion;
};

struct RawWeighed {
  std::int32_t weight_g = 0;
};

struct RawEvent {
  using Detail = std::variant<std::monostate, RawAccepted, RawInspected, RawXrayScreened, RawMoved,
                              RawHeld, RawReleased, RawOpened, RawReported, RawWeighed>;

  std::string_view carrier;
  std::string_view waybill_number;
  RawTimestamp occur_time;
  std::string_view site;
  std::string_view staff;
  std::string_view device;
  Detail detail;
};

/// Reads a trigate.v1.ParcelEvent. False when `in` is no message; the reader's error then says why.
bool ParseEvent(FieldReader& in, RawEvent* event);

}  // namespace trigate::wire
