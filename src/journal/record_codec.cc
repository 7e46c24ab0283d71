#include "journal/record_codec.h"

#include "journal/bytes.h"

namespace trigate::journal {
namespace {

constexpr std::uint8_t kVersion = 1;

struct Header {
  std::uint8_t kind = 0;
  std::int64_t received_ms = 0;
  std::string_view sealed;
};

Result<Header> ParseHeader(Position position, std::string_view value) {
  ByteReader reader(value);
  Header header;
  const auto version = reader.Int<std::uint8_t>();
  header.kind = reader.Int<std::uint8_t>();
  header.received_ms = reader.Int<std::int64_t>();
  header.sealed = reader.rest();
  if (!reader.ok() || version != kVersion) {
    return DataLoss("journal record " + std::to_string(position) + " is damaged");
  }
  return header;
}

void BuildAad(Position position, std::uint8_t kind, std::int64_t received_ms, std::string& aad) {
  aad.clear();
  AppendInt(aad, position);
  AppendInt(aad, kind);
  AppendInt(aad, received_ms);
}

}  // namespace

Status RecordEncoder::Encode(const DataKeyPtr& key, Position position, const NewRecord& record,
                             std::string& value) {
  const std::int64_t received_ms = ToUnixMillis(record.received_at);
  value.clear();
  AppendInt(value, kVersion);
  AppendInt(value, record.kind);
  AppendInt(value, received_ms);
  BuildAad(position, record.kind, received_ms, aad_);
  return sealer_.Seal(key, aad_, record.payload, value);
}

Result<RecordView> RecordDecoder::Decode(Position position, std::string_view value) {
  TRIGATE_ASSIGN_OR_RETURN(const Header header, ParseHeader(position, value));
  BuildAad(position, header.kind, header.received_ms, aad_);
  const Status status = opener_.Open(aad_, header.sealed, payload_);
  if (!status.ok()) return status.WithContext("journal record " + std::to_string(position));
  return RecordView{position, header.kind, FromUnixMillis(header.received_ms), payload_};
}

Result<DataKeyId> DataKeyOfRecord(Position position, std::string_view value) {
  TRIGATE_ASSIGN_OR_RETURN(const Header header, ParseHeader(position, value));
  return ByteReader(header.sealed).Int<DataKeyId>();
}

}  // namespace trigate::journal
