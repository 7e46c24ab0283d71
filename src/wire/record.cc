#include "trigate/wire/record.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <trigate/record/v1/record.pb.h>

#include <utility>

#include "wire/field_checks.h"

namespace trigate::wire {
namespace {

namespace pb = ::trigate::record::v1;

Status Damaged(std::string_view record, std::string_view what) {
  return DataLoss(std::string(record) + " record: " + std::string(what));
}

template <typename Message>
Result<Message> ParseMessage(std::string_view record, std::string_view payload) {
  Message message;
  if (!message.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
    return Damaged(record, "its bytes are no message of that name");
  }
  return message;
}

google::protobuf::Timestamp ToProto(SystemTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  google::protobuf::Timestamp proto;
  proto.set_seconds(seconds.time_since_epoch().count());
  proto.set_nanos(static_cast<std::int32_t>((time - seconds).count() * 1'000'000));
  return proto;
}


pb::BatchHeader ToProto(const BatchHeader& header) {
  pb::BatchHeader proto;
  proto.set_hub(header.hub);
  proto.set_epoch(header.epoch);
  proto.set_first_sequence(header.first_sequence);
  proto.set_event_count(static_cast<std::int32_t>(header.event_count));
  proto.set_skipped_count(static_cast<std::int32_t>(header.skipped_count));
  for (const EventError& rejection : header.rejections) {
    pb::RejectedIndex* entry = proto.add_rejections();
    entry->set_index(static_cast<std::int32_t>(rejection.index));
    for (const FieldViolation& violation : rejection.violations) {
      pb::FieldProblem* problem = entry->add_problems();
      problem->set_field(violation.field);
      problem->set_description(violation.description);
    }
  }
  return proto;
}

/// Copies the rejections; fails when an index is out of range or out of order.
Status ReadRejections(const pb::BatchHeader& proto, BatchHeader* header) {
  std::int64_t previous = -1;
  header->rejections.reserve(static_cast<std::size_t>(proto.rejections_size()));
  for (const pb::RejectedIndex& entry : proto.rejections()) {
    if (entry.index() <= previous || entry.index() >= proto.event_count()) {
      return Damaged("BATCH", "a rejected index is out of order or beyond event_count");
    }
    previous = entry.index();
    EventError& error = header->rejections.emplace_back();
    error.index = static_cast<std::uint32_t>(entry.index());
    for (const pb::FieldProblem& problem : entry.problems()) {
      error.violations.push_back({problem.field(), problem.description()});
    }
  }
  return OkStatus();
}

Result<BatchHeader> FromProto(const pb::BatchHeader& proto) {
  if (proto.hub().empty()) return Damaged("BATCH", "hub is missing");
  if (proto.first_sequence() < 1) return Damaged("BATCH", "first_sequence is below 1");
  if (proto.event_count() < 1 ||
      proto.event_count() > static_cast<std::int32_t>(kEventsPerBatchMax)) {
    return Damaged("BATCH", "event_count is not from 1 to 1,024");
  }
  if (proto.skipped_count() < 0 || proto.skipped_count() > proto.event_count()) {
    return Damaged("BATCH", "skipped_count is not from 0 to event_count");
  }
  BatchHeader header;
  header.hub = proto.hub();
  header.epoch = proto.epoch();
  header.first_sequence = proto.first_sequence();
  header.event_count = static_cast<std::uint32_t>(proto.event_count());
  header.skipped_count = static_cast<std::uint32_t>(proto.skipped_count());
  TRIGATE_RETURN_IF_ERROR(ReadRejections(proto, &header));
  return header;
}

}  // namespace

std::string EncodeBatchPrefix(const BatchHeader& header) {
  const pb::BatchHeader proto = ToProto(header);
  std::string prefix;
  {
    google::protobuf::io::StringOutputStream stream(&prefix);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.WriteVarint32(static_cast<std::uint32_t>(proto.ByteSizeLong()));
    proto.SerializeToCodedStream(&out);
  }
  return prefix;
}

Result<BatchRecord> ParseBatchRecord(std::string_view payload) {
  google::protobuf::io::CodedInputStream in(
      reinterpret_cast<const std::uint8_t*>(payload.data()), static_cast<int>(payload.size()));
  std::uint32_t size = 0;
  if (!in.ReadVarint32(&size)) return Damaged("BATCH", "the size of its header is cut off");
  const auto start = static_cast<std::size_t>(in.CurrentPosition());
  if (size > payload.size() - start) return Damaged("BATCH", "its header is cut off");

  TRIGATE_ASSIGN_OR_RETURN(const pb::BatchHeader proto,
                           ParseMessage<pb::BatchHeader>("BATCH", payload.substr(start, size)));
  TRIGATE_ASSIGN_OR_RETURN(BatchHeader header, FromProto(proto));
  return BatchRecord{std::move(header), payload.substr(start + size)};
}

std::vector<std::uint32_t> RejectedIndices(const BatchHeader& header) {
  std::vector<std::uint32_t> indices;
  indices.reserve(header.rejections.size());
  for (const EventError& rejection : header.rejections) indices.push_back(rejection.index);
  return indices;
}

std::string Encode(const HubOpened& record) {
  pb::HubOpened proto;
  proto.set_hub(record.hub);
  proto.set_epoch(record.epoch);
  proto.set_region_code(static_cast<std::int32_t>(record.region.value()));
  return proto.SerializeAsString();
}

Result<HubOpened> ParseHubOpened(std::string_view payload) {
  TRIGATE_ASSIGN_OR_RETURN(const pb::HubOpened proto,
                           ParseMessage<pb::HubOpened>("HUB_OPENED", payload));
  if (proto.hub().empty()) return Damaged("HUB_OPENED", "hub is missing");
  if (proto.region_code() < 0) return Damaged("HUB_OPENED", "region_code is below 0");
  return HubOpened{
      proto.hub(), proto.epoch(),
      model::RegionCode::FromNumber(static_cast<std::uint32_t>(proto.region_code()))};
}

std::string Encode(const VerdictAck& record) {
  pb::VerdictAck proto;
  proto.set_hub(record.hub);
  proto.set_verdict_id(record.verdict_id);
  return proto.SerializeAsString();
}

Result<VerdictAck> ParseVerdictAck(std::string_view payload) {
  TRIGATE_ASSIGN_OR_RETURN(const pb::VerdictAck proto,
                           ParseMessage<pb::VerdictAck>("VERDICT_ACK", payload));
  if (proto.hub().empty()) return Damaged("VERDICT_ACK", "hub is missing");
  return VerdictAck{proto.hub(), proto.verdict_id()};
}

std::string Encode(const Tick& record) {
  pb::Tick proto;
  proto.set_now_ms(ToUnixMillis(record.now));
  return proto.SerializeAsString();
}

Result<Tick> ParseTick(std::string_view payload) {
  TRIGATE_ASSIGN_OR_RETURN(const pb::Tick proto, ParseMessage<pb::Tick>("TICK", payload));
  return Tick{FromUnixMillis(proto.now_ms())};
}

std::string Encode(const Manifest& record) {
  pb::Manifest proto;
  proto.set_hub(record.hub);
  proto.set_hour_ms(ToUnixMillis(record.hour));
  for (const ManifestLine& line : record.lines) {
    pb::ManifestLine* entry = proto.add_lines();
    entry->set_carrier(line.carrier);
    entry->set_accepted(line.accepted);
    entry->set_identified(line.identified);
    entry->set_inspected(line.inspected);
    entry->set_screened(line.screened);
  }
  return proto.SerializeAsString();
}

Result<Manifest> ParseManifest(std::string_view payload) {
  TRIGATE_ASSIGN_OR_RETURN(const pb::Manifest proto,
                           ParseMessage<pb::Manifest>("MANIFEST", payload));
  if (proto.hub().empty()) return Damaged("MANIFEST", "hub is missing");
  Manifest record{proto.hub(), FromUnixMillis(proto.hour_ms()), {}};
  for (const pb::ManifestLine& line : proto.lines()) {
    record.lines.push_back({line.carrier(), line.accepted(), line.identified(), line.inspected(),
                            line.screened()});
  }
  return record;
}

std::string Encode(const WatchEntry& record) {
  pb::WatchEntry proto;
  proto.set_request_id(record.request_id);
  proto.set_ended_entry_id(record.ended_entry_id);
  proto.set_kind(record.kind);
  proto.set_value(record.value);
  proto.set_link_key(record.link_key);
  proto.set_authority_reference(record.authority_reference);
  if (record.expires_at) proto.set_expire_ms(ToUnixMillis(*record.expires_at));
  proto.set_creator(record.creator);
  *proto.mutable_request_time() = ToProto(record.requested_at);
  return proto.SerializeAsString();
}

Result<WatchEntry> ParseWatchEntry(std::string_view payload) {
  TRIGATE_ASSIGN_OR_RETURN(const pb::WatchEntry proto,
                           ParseMessage<pb::WatchEntry>("WATCH_ENTRY", payload));
  WatchEntry record;
  record.request_id = proto.request_id();
  record.ended_entry_id = proto.ended_entry_id();
  record.kind = proto.kind();
  record.value = proto.value();
  record.link_key = proto.link_key();
  record.authority_reference = proto.authority_reference();
  if (proto.expire_ms() != 0) record.expires_at = FromUnixMillis(proto.expire_ms());
  record.creator = proto.creator();
  const RawTimestamp requested{true, proto.request_time().seconds(), proto.request_time().nanos()};
  if (!IsValidTimestamp(requested)) return Damaged("WATCH_ENTRY", "request_time is out of range");
  record.requested_at = ToSystemTime(requested);
  return record;
}

std::string Encode(const PolicyActivated& record) {
  pb::PolicyActivated proto;
  proto.set_version(record.version);
  proto.set_digest(record.digest);
  proto.set_text(record.text);
  return proto.SerializeAsString();
}

Result<PolicyActivated> ParsePolicyActivated(std::string_view payload) {
  TRIGATE_ASSIGN_OR_RETURN(const pb::PolicyActivated proto,
                           ParseMessage<pb::PolicyActivated>("POLICY_ACTIVATED", payload));
  if (proto.version().empty()) return Damaged("POLICY_ACTIVATED", "version is missing");
  return PolicyActivated{proto.version(), proto.digest(), proto.text()};
}

}  // namespace trigate::wire
