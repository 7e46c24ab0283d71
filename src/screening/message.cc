#include "screening/message.h"

#include <protozero/exception.hpp>
#include <protozero/pbf_message.hpp>
#include <utility>

namespace trigate::screening {
namespace {

std::string_view View(protozero::data_view data) { return {data.data(), data.size()}; }

Status NoMessage(std::string_view name, const std::exception& error) {
  return InvalidArgument(std::string("not a ").append(name).append(": ").append(error.what()));
}

}  // namespace

Result<HubMessage> SplitHubMessage(std::string_view bytes) {
  HubMessage message;
  try {
    protozero::pbf_reader reader(bytes.data(), bytes.size());
    while (reader.next()) {
      const bool known = reader.tag() >= 1 && reader.tag() <= 3 &&
                         reader.wire_type() == protozero::pbf_wire_type::length_delimited;
      if (!known) {
        reader.skip();
        continue;
      }
      message.kind = static_cast<HubMessage::Kind>(reader.tag());
      message.bytes = View(reader.get_view());
    }
  } catch (const protozero::exception& error) {
    return NoMessage("StreamEventsRequest", error);
  }
  return message;
}

Result<SubmitMessage> SplitSubmitMessage(std::string_view bytes) {
  SubmitMessage message;
  try {
    protozero::pbf_reader reader(bytes.data(), bytes.size());
    while (reader.next()) {
      using protozero::pbf_wire_type;
      if (reader.tag() == 1 && reader.wire_type() == pbf_wire_type::length_delimited) {
        message.hub = reader.get_string();
      } else if (reader.tag() == 2 && reader.wire_type() == pbf_wire_type::length_delimited) {
        message.batch = View(reader.get_view());
        message.has_batch = true;
      } else if (reader.tag() == 3 && reader.wire_type() == pbf_wire_type::varint) {
        message.acked_verdict_id = reader.get_int64();
      } else if (reader.tag() == 4 && reader.wire_type() == pbf_wire_type::length_delimited) {
        message.request_id = reader.get_string();
      } else {
        reader.skip();
      }
    }
  } catch (const protozero::exception& error) {
    return NoMessage("SubmitEventsRequest", error);
  }
  return message;
}

Status InField(const std::string& field, const Status& status) {
  if (status.ok()) return status;
  std::vector<FieldViolation> violations = status.violations();
  for (FieldViolation& violation : violations) violation.field.insert(0, field + ".");
  return {status.code(), field + ": " + status.message(), std::move(violations)};
}

Result<wire::Buffer> OnePiece(const grpc::ByteBuffer& buffer) {
  auto slice = std::make_shared<grpc::Slice>();
  grpc::Status status = buffer.TrySingleSlice(slice.get());
  if (!status.ok()) status = buffer.DumpToSingleSlice(slice.get());
  if (!status.ok()) return Internal("cannot read the message: " + status.error_message());
  const std::string_view bytes(reinterpret_cast<const char*>(slice->begin()), slice->size());
  return wire::Buffer{bytes, std::move(slice)};
}

grpc::ByteBuffer ToBuffer(const google::protobuf::MessageLite& message) {
  grpc::Slice slice(message.ByteSizeLong());
  message.SerializeWithCachedSizesToArray(const_cast<std::uint8_t*>(slice.begin()));
  return {&slice, 1};
}

}  // namespace trigate::screening
