#include "cli/event_file.h"

#include <fcntl.h>
#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "cli/event_index.h"

namespace trigate::cli {
namespace {

/// JSON lines begin with '{' and then a quote, a blank or '}'. A protobuf record begins with its size,
/// which may be 123 ('{'), and then a tag, which is none of these.
EventFile::Format FormatOf(std::istream& in) {
  char head[2] = {};
  in.read(head, sizeof head);
  in.clear();
  in.seekg(0);
  const bool json = head[0] == '{' && std::string_view("\"} \t").find(head[1]) != std::string::npos;
  return json ? EventFile::Format::kJsonLines : EventFile::Format::kProtobuf;
}

}  // namespace

Result<EventFile> EventFile::Open(const std::string& path, const std::string& default_hub,
                                  const std::function<void(std::int64_t)>& progress) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return NotFound(path + " is no file that can be read from any place");
  }
  std::ifstream in(path, std::ios::binary);
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (!in || descriptor < 0) {
    return NotFound("cannot open " + path + ": " + std::strerror(errno));
  }
  EventFile file(path, descriptor, FormatOf(in));
  EventIndex index(default_hub, progress);
  const Status read = file.format_ == Format::kJsonLines ? index.ReadJsonLines(in)
                                                         : index.ReadProtobuf(in);
  if (!read.ok()) return read.WithContext(path);
  if (in.bad()) return DataLoss("cannot read " + path);
  file.hubs_ = index.TakeHubs();
  return file;
}

EventFile::EventFile(EventFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      format_(other.format_),
      hubs_(std::move(other.hubs_)) {}

EventFile::~EventFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::int64_t EventFile::event_count() const {
  std::int64_t count = 0;
  for (const HubEvents& hub : hubs_) count += static_cast<std::int64_t>(hub.events.size());
  return count;
}

std::string EventFile::Where(const EventPlace& place) const {
  return path_ + (format_ == Format::kJsonLines ? ": line " : ": record ") +
         std::to_string(place.record);
}

Status EventFile::Read(const EventPlace& place, std::string& text, v1::ParcelEvent& event) const {
  text.resize(place.size);
  const ssize_t got = pread(descriptor_, text.data(), text.size(), static_cast<off_t>(place.offset));
  if (got != static_cast<ssize_t>(text.size())) {
    return DataLoss(Where(place) + " cannot be read any more");
  }
  if (format_ == Format::kProtobuf) {
    if (event.ParseFromString(text)) return OkStatus();
    return InvalidArgument(Where(place) + " is no ParcelEvent");
  }
  const auto parsed = google::protobuf::util::JsonStringToMessage(text, &event);
  if (parsed.ok()) return OkStatus();
  return InvalidArgument(Where(place) + ": " + std::string(parsed.message()));
}

}  // namespace trigate::cli
