#include "cli/event_index.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "cli/json_members.h"

namespace trigate::cli {
namespace {

using google::protobuf::io::CodedInputStream;
using google::protobuf::internal::WireFormatLite;

constexpr std::uint32_t kHubTag = 1 << 3 | WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
constexpr std::uint32_t kEventTag = 2 << 3 | WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
constexpr std::int64_t kProgressEvents = 65'536;

std::uint32_t Capped(std::uint64_t number) {
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(number, std::numeric_limits<std::uint32_t>::max()));
}

std::string LineText(std::uint64_t number) { return "line " + std::to_string(number); }
std::string RecordText(std::uint64_t number) { return "record " + std::to_string(number); }

/// The size in front of a record. Nothing at the end of the file or when it is no varint; then `bytes`
/// tells which: 0 at the end.
std::optional<std::uint64_t> ReadSize(std::istream& in, int& bytes) {
  std::uint64_t size = 0;
  for (bytes = 0; bytes < 5; ++bytes) {
    const int byte = in.get();
    if (byte == std::istream::traits_type::eof()) return std::nullopt;
    size |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * bytes);
    if ((byte & 0x80) == 0) {
      ++bytes;
      return size;
    }
  }
  return std::nullopt;
}

}  // namespace

EventIndex::EventIndex(std::string default_hub, std::function<void(std::int64_t)> progress)
    : default_hub_(std::move(default_hub)), progress_(std::move(progress)) {}

Status EventIndex::ReadJsonLines(std::istream& in) {
  std::string line;
  std::uint64_t offset = 0;
  for (std::uint64_t number = 1; std::getline(in, line); ++number) {
    if (line.size() > kRecordBytesMax) {
      return InvalidArgument(LineText(number) + " has more than " +
                             std::to_string(kRecordBytesMax) + " bytes");
    }
    if (!internal::SkipBlanks(line).empty()) {
      TRIGATE_RETURN_IF_ERROR(AddLine(line, offset, number));
    }
    offset += line.size() + 1;
  }
  return OkStatus();
}

Status EventIndex::AddLine(std::string_view line, std::uint64_t offset, std::uint64_t number) {
  std::string hub;
  bool hub_ok = true;
  std::string_view event;
  const bool is_object = ForEachMember(line, [&](std::string_view key, std::string_view raw) {
    if (key == "hub") {
      const auto text = PlainString(raw);
      hub_ok = text.has_value();
      if (text) hub = *text;
    } else if (key == "event") {
      event = raw;
    }
  });
  const std::string where = LineText(number);
  if (!is_object) return InvalidArgument(where + " is no JSON object");
  if (!hub_ok) return InvalidArgument(where + ": \"hub\" is no plain string");
  if (!event.starts_with('{')) return InvalidArgument(where + " has no object \"event\"");
  return Add(std::move(hub),
             {offset + static_cast<std::uint64_t>(event.data() - line.data()),
              static_cast<std::uint32_t>(event.size()), Capped(number)},
             where);
}

Status EventIndex::ReadProtobuf(std::istream& in) {
  std::string record;
  std::uint64_t offset = 0;
  for (std::uint64_t number = 1;; ++number) {
    int size_bytes = 0;
    const auto size = ReadSize(in, size_bytes);
    if (!size && size_bytes == 0) return OkStatus();
    if (!size || *size == 0 || *size > kRecordBytesMax) {
      return InvalidArgument("byte " + std::to_string(offset) + ": " + RecordText(number) +
                             " has no size between 1 and " + std::to_string(kRecordBytesMax));
    }
    offset += static_cast<std::uint64_t>(size_bytes);
    record.resize(*size);
    if (!in.read(record.data(), static_cast<std::streamsize>(*size))) {
      return InvalidArgument("byte " + std::to_string(offset) + ": the file ends within " +
                             RecordText(number));
    }
    TRIGATE_RETURN_IF_ERROR(AddRecord(record, offset, number));
    offset += *size;
  }
}

Status EventIndex::AddRecord(std::string_view record, std::uint64_t offset,
                             std::uint64_t number) {
  CodedInputStream in(reinterpret_cast<const std::uint8_t*>(record.data()),
                      static_cast<int>(record.size()));
  std::string hub;
  std::optional<EventPlace> place;
  const std::string where = RecordText(number);
  while (const std::uint32_t tag = in.ReadTag()) {
    std::uint32_t size = 0;
    if (tag == kHubTag) {
      if (!in.ReadVarint32(&size) || !in.ReadString(&hub, static_cast<int>(size))) {
        return InvalidArgument(where + " is no record: its hub is cut off");
      }
    } else if (tag == kEventTag) {
      const bool whole = in.ReadVarint32(&size);
      const auto begin = static_cast<std::uint64_t>(in.CurrentPosition());
      if (!whole || !in.Skip(static_cast<int>(size))) {
        return InvalidArgument(where + " is no record: its event is cut off");
      }
      place = EventPlace{offset + begin, size, Capped(number)};
    } else if (!WireFormatLite::SkipField(&in, tag)) {
      return InvalidArgument(where + " is no record: it cannot be taken apart");
    }
  }
  if (!place) return InvalidArgument(where + " has no event");
  return Add(std::move(hub), *place, where);
}

Status EventIndex::Add(std::string hub, const EventPlace& place, const std::string& where) {
  if (hub.empty()) hub = default_hub_;
  if (hub.starts_with("hubs/")) hub.erase(0, 5);
  if (hub.empty()) {
    return InvalidArgument(where + " names no hub; say with --hub whose events these are");
  }
  const auto [entry, is_new] = hub_index_.try_emplace(hub, hubs_.size());
  if (is_new) hubs_.push_back({std::move(hub), {}});
  hubs_[entry->second].events.push_back(place);
  if (++events_ % kProgressEvents == 0 && progress_) progress_(events_);
  return OkStatus();
}

}  // namespace trigate::cli
