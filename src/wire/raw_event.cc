#include "wire/raw_event.h"

namespace trigate::wire {
namespace {

constexpr int kPackingRemarkMax = 5;

void ParseTimestamp(FieldReader& in, RawTimestamp* out) {
  out->present = true;
  while (in.Next()) {
    switch (in.tag()) {
      case VarintTag(1): in.Int64("seconds", &out->seconds); break;
      case VarintTag(2): in.Int32("nanos", &out->nanos); break;
      default: in.Skip();
    }
  }
}

void Timestamp(FieldReader& in, std::string_view name, RawTimestamp* out) {
  in.Message(name, [out](FieldReader& inner) { ParseTimestamp(inner, out); });
}

void ParseParty(FieldReader& in, RawParty* out) {
  while (in.Next()) {
    switch (in.tag()) {
      case DelimitedTag(1): in.Text("name", &out->name); break;
      case DelimitedTag(2): in.Text("phone", &out->phone); break;
      case DelimitedTag(3): in.Text("address", &out->address); break;
      case VarintTag(4): in.Int32("region_code", &out->region_code); break;
      case DelimitedTag(5): in.Text("country_code", &out->country_code); break;
      case VarintTag(6): in.Bool("privacy_phone", &out->privacy_phone); break;
      default: in.Skip();
    }
  }
}

void ParseIdentification(FieldReader& in, RawIdentification* out) {
  while (in.Next()) {
    switch (in.tag()) {
      case VarintTag(1): in.Int32("document_type", &out->document_type); break;
      case DelimitedTag(2): in.Text("document_number", &out->document_number); break;
      case DelimitedTag(3): in.Text("document_name", &out->document_name); break;
      case DelimitedTag(4): Timestamp(in, "identify_time", &out->identify_time); break;
      case VarintTag(5): in.Bool("machine_read", &out->machine_read); break;
      case VarintTag(6):
        in.Int32("representative_document_type", &out->representative_document_type);
        break;
      case DelimitedTag(7):
        in.Text("representative_document_number", &out->representative_document_number);
        break;
      default: in.Skip();
    }
  }
}

void ParseContentItem(FieldReader& in, RawContentItem* out) {
  while (in.Next()) {
    switch (in.tag()) {
      case DelimitedTag(1): in.Text("name", &out->name); break;
      case DelimitedTag(2): in.Text("nature", &out->nature); break;
      case VarintTag(3): in.Int32("quantity", &out->quantity); break;
      default: in.Skip();
    }
  }
}

void ParseAgreement(FieldReader& in, RawAgreement* out) {
  while (in.Next()) {
    switch (in.tag()) {
      case DelimitedTag(1): in.Text("number", &out->number); break;
      case DelimitedTag(2): Timestamp(in, "expire_time", &out->expire_time); break;
      case VarintTag(3): in.Bool("filed", &out->filed); break;
      default: in.Skip();
    }
  }
}

/// The repeated submessage `contents`: items beyond the limit are parsed, so that their encoding is
/// judged, and counted, so that the sender learns how many there were.
void ContentItem(FieldReader& in, RawAccepted* out) {
  RawContentItem item;
  in.Message(
      "contents", [&item](FieldReader& inner) { ParseContentItem(inner, &item); },
      out->content_count);
  if (out->content_count < kContentItemsMax) {
    out->contents[static_cast<std::size_t>(out->content_count)] = item;
  }
  ++out->content_count;
}

/// Singular submessages of Accepted; false when the current field is none of them.
bool AcceptedMessage(FieldReader& in, RawAccepted* out) {
  switch (in.tag()) {
    case DelimitedTag(1):
      in.Message("sender", [out](FieldReader& inner) { ParseParty(inner, &out->sender); });
      return true;
    case DelimitedTag(2):
      in.Message("recipient", [out](FieldReader& inner) { ParseParty(inner, &out->recipient); });
      return true;
    case DelimitedTag(3):
      if (!out->identification) out->identification.emplace();
      in.Message("identification", [out](FieldReader& inner) {
        ParseIdentification(inner, &*out->identification);
      });
      return true;
    case DelimitedTag(13):
      if (!out->agreement) out->agreement.emplace();
      in.Message("agreement",
                 [out](FieldReader& inner) { ParseAgreement(inner, &*out->agreement); });
      return true;
    default:
      return false;
  }
}

void ParseAccepted(FieldReader& in, RawAccepted* out) {
  while (in.Next()) {
    switch (in.tag()) {
      case DelimitedTag(4): ContentItem(in, out); break;
      case VarintTag(5): in.Int32("weight_g", &out->weight_g); break;
      case VarintTag(6): in.Int32("length_mm", &out->length_mm); break;
      case VarintTag(7): in.Int32("width_mm", &out->width_mm); break;
      case VarintTag(8): in.Int32("height_mm", &out->height_mm); break;
      case VarintTag(9): in.Int64("declared_value_fen", &out->declared_value_fen); break;
      case VarintTag(10): in.Int64("freight_fen", &out->freight_fen); break;
      case VarintTag(11): in.Int32("payment_mode", &out->payment_mode); break;
      case VarintTag(12): in.Int32("exemption", &out->exemption); break;
      case VarintTag(14): in.Int32("transport_mode", &out->transport_mode); break;
      case VarintTag(15): in.Bool("to_key_place", &out->to_key_place); break;
      case DelimitedTag(16): in.Text("remark", &out->remark); break;
      case VarintTag(17): in.Bool("urgent", &out->urgent); break;
      default:
        if (!AcceptedMessage(in, out)) in.Skip();
    }
  }
}

void PackingRemark(std::int32_t value, RawInspected* out) {
  if (value >= 0 && value <= kPackingRemarkMax) {
    if (value > 0) out->packing_remarks |= static_cast<std::uint8_t>(1U << value);
  } else if (!out->unknown_packing_remark) {
    out->unknown_packing_remark = value;
    out->unknown_packing_remark_index = out->packing_remark_count;
  }
  ++out->packing_remark_count;
}

void ParseInspected(FieldReader& in, RawInspected* out) {
  std::int32_t remark = 0;
  while (in.Next()) {
    switch (in.tag()) {
      case VarintTag(1): in.Int32("result", &out->result); break;
      case DelimitedTag(2): in.Text("mark_number", &out->mark_number); break;
      case DelimitedTag(3): Timestamp(in, "seal_time", &out->seal_time); break;
      case VarintTag(4): in.Bool("goods_inspected", &out->goods_inspected); break;
      case VarintTag(5): in.Bool("packing_inspected", &out->packing_inspected); break;
      case VarintTag(6): in.Bool("filler_inspected", &out->filler_inspected); break;
      case VarintTag(7): in.Bool("opened_by_sender", &out->opened_by_sender); break;
      case DelimitedTag(8): in.Text("video_reference", &out->video_reference); break;
      case VarintTag(9): in.Bool("inspector_trained", &out->inspector_trained); break;
      case VarintTag(10):  // not packed: proto3 parsers take both forms
        in.Int32("packing_remarks", &remark);
        if (in.ok()) PackingRemark(remark, out);
        break;
      case DelimitedTag(10):
        in.PackedVarints("packing_remarks", [out](std::int64_t value) {
          PackingRemark(static_cast<std::int32_t>(value), out);
        });
        break;
      case VarintTag(11): in.Int32("duration_s", &out->duration_s); break;
      default: in.Skip();
    }
  }
}

void ObjectCode(FieldReader& in, RawXrayScreened* out) {
  std::string_view code;
  in.Text("object_codes", &code);
  if (out->object_code_count < kObjectCodesMax) {
    out->object_codes[static_cast<std::size_t>(out->object_code_count)] = code;
  }
  ++out->object_code_count;
}

void ParseXrayScreened(FieldReader& in, RawXrayScreened* out) {
  double score = 0;
  while (in.Next()) {
    switch (in.tag()) {
      case VarintTag(1): in.Int32("result", &out->result); break;
      case DelimitedTag(2): in.Text("mark_number", &out->mark_number); break;
      case DelimitedTag(3): in.Text("operator_organization", &out->operator_organization); break;
      case DelimitedTag(4):
        Timestamp(in, "device_valid_until_time", &out->device_valid_until_time);
        break;
      case DelimitedTag(5):
        Timestamp(in, "operator_certificate_until_time", &out->operator_certificate_until_time);
        break;
      case VarintTag(6):
        in.Bool("operator_background_checked", &out->operator_background_checked);
        break;
      case DelimitedTag(7): ObjectCode(in, out); break;
      case Fixed64Tag(8):
        in.Double("alarm_score", &score);
        if (in.ok()) out->alarm_score = score;
        break;
      case DelimitedTag(9): in.Bytes("image_sha256", &out->image_sha256); break;
      case VarintTag(10): in.Int32("weight_g", &out->weight_g); break;
      default: in.Skip();
    }
  }
}

void ParseMoved(FieldReader& in, RawMoved* out) {
  while (in.Next()) {
    switch (in.tag()) {
      case VarintTag(1): in.Int32("movement", &out->movement); break;
      case DelimitedTag(2): in.Text("other_site", &out->other_site); break;
      case DelimitedTag(3): in.Text("vehicle", &out->vehicle); break;
      case VarintTag(4): in.Bool("third_party_pickup", &out->third_party_pickup); break;
      case DelimitedTag(5): in.Text("pickup_phone", &out->pickup_phone); break;
      default: in.Skip();
    }
  }
}

void ParseHeld(FieldReader& in, RawHeld* out) {
  while (in.Next()) {
    switch (in.tag()) {
      case VarintTag(1): in.Int64("verdict_id", &out->verdict_id); break;
      case DelimitedTag(2): in.Text("seal_number", &out->seal_number); break;
      case DelimitedTag(3): in.Text("reason", &out->reason); break;
      default: in.Skip();
    }
  }
}

void ParseReleased(FieldReader& in, RawReleased* out) {
  while (in.Next()) {
    switch (in.tag()) {
      case DelimitedTag(1): in.Text("authority", &out->authority); break;
      case DelimitedTag(2): in.Text("reason", &out->reason); break;
      default: in.Skip();
    }
  }
}

void ParseOpened(FieldReader& in, RawOpened* out) {
  while (in.Next()) {
    switch (in.tag()) {
      case VarintTag(1): in.Int32("legal_basis", &out->legal_basis); break;
      case DelimitedTag(2): in.Text("authority", &out->authority); break;
      case DelimitedTag(3): in.Text("approver", &out->approver); break;
      case VarintTag(4): in.Int32("officer_count", &out->officer_count); break;
      case DelimitedTag(5): in.Text("video_reference", &out->video_reference); break;
      case VarintTag(6): in.Int32("result", &out->result); break;
      default: in.Skip();
    }
  }
}

void ParseReported(FieldReader& in, RawReported* out) {
  while (in.Next()) {
    switch (in.tag()) {
      case DelimitedTag(1): in.Text("report_number", &out->report_number); break;
      case DelimitedTag(2): in.Text("authority", &out->authority); break;
      case DelimitedTag(3): in.Text("suspicion", &out->suspicion); break;
      default: in.Skip();
    }
  }
}

void ParseWeighed(FieldReader& in, RawWeighed* out) {
  while (in.Next()) {
    switch (in.tag()) {
      case VarintTag(1): in.Int32("weight_g", &out->weight_g); break;
      default: in.Skip();
    }
  }
}

/// An alternative of the oneof: the same one again merges, another one replaces.
template <typename Alternative>
void Detail(FieldReader& in, std::string_view name, RawEvent* event,
            void (*parse)(FieldReader&, Alternative*)) {
  auto* detail = std::get_if<Alternative>(&event->detail);
  if (detail == nullptr) detail = &event->detail.emplace<Alternative>();
  in.Message(name, [detail, parse](FieldReader& inner) { parse(inner, detail); });
}

/// The oneof; false when the current field is none of it.
bool EventDetail(FieldReader& in, RawEvent* event) {
  switch (in.tag()) {
    case DelimitedTag(10): Detail(in, "accepted", event, ParseAccepted); return true;
    case DelimitedTag(11): Detail(in, "inspected", event, ParseInspected); return true;
    case DelimitedTag(12): Detail(in, "xray_screened", event, ParseXrayScreened); return true;
    case DelimitedTag(13): Detail(in, "moved", event, ParseMoved); return true;
    case DelimitedTag(14): Detail(in, "held", event, ParseHeld); return true;
    case DelimitedTag(15): Detail(in, "released", event, ParseReleased); return true;
    case DelimitedTag(16): Detail(in, "opened", event, ParseOpened); return true;
    case DelimitedTag(17): Detail(in, "reported", event, ParseReported); return true;
    case DelimitedTag(18): Detail(in, "weighed", event, ParseWeighed); return true;
    default: return false;
  }
}

}  // namespace

bool ParseEvent(FieldReader& in, RawEvent* event) {
  while (in.Next()) {
    switch (in.tag()) {
      case DelimitedTag(1): in.Text("carrier", &event->carrier); break;
      case DelimitedTag(2): in.Text("waybill_number", &event->waybill_number); break;
      case DelimitedTag(3): Timestamp(in, "occur_time", &event->occur_time); break;
      case DelimitedTag(4): in.Text("site", &event->site); break;
      case DelimitedTag(5): in.Text("staff", &event->staff); break;
      case DelimitedTag(6): in.Text("device", &event->device); break;
      default:
        if (!EventDetail(in, event)) in.Skip();
    }
  }
  return in.ok();
}

}  // namespace trigate::wire
