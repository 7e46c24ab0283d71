// A file of events of one or several hubs, as `trigate sim` writes it and any hub system can.
//
//   JSON lines   {"hub": "hohhot-01", "event": {"carrier": "SF", ...}}     proto3 JSON of ParcelEvent
//   protobuf     varint size, then fields 1 = hub (string), 2 = event (ParcelEvent); and so on
//
// "hub" may be left out when the caller says whose events these are. The n-th event of a hub in the
// file has sequence number n: the file is its own record of what was sent, and the server's watermark
// says where to go on.
//
// Threads: immutable once open; Read from any thread.
// Failure: kNotFound when it cannot be opened, kInvalidArgument naming the line or the byte where it
// cannot be understood. An event itself is looked at only by Read.
// Limits: kRecordBytesMax a record; 16 bytes of memory an event. The file must not change meanwhile.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "trigate/base/status.h"
#include "trigate/v1/event.pb.h"

namespace trigate::cli {

inline constexpr std::size_t kRecordBytesMax = 4 << 20;

/// Where an event is in the file.
struct EventPlace {
  std::uint64_t offset = 0;
  std::uint32_t size = 0;
  std::uint32_t record = 0;  ///< line, or number of the record; from 1, stays at the maximum
};

struct HubEvents {
  std::string hub;  ///< registered name, without "hubs/"
  std::vector<EventPlace> events;
};

class EventFile {
 public:
  enum class Format { kJsonLines, kProtobuf };

  /// Finds every event. `default_hub` owns the events that name none; `progress` is told how many
  /// events were found so far, from time to time.
  static Result<EventFile> Open(const std::string& path, const std::string& default_hub,
                                const std::function<void(std::int64_t)>& progress = {});
  EventFile(EventFile&& other) noexcept;
  EventFile& operator=(EventFile&&) = delete;
  ~EventFile();

  [[nodiscard]] Format format() const { return format_; }
  /// In the order in which they appear first.
  [[nodiscard]] const std::vector<HubEvents>& hubs() const { return hubs_; }
  [[nodiscard]] std::int64_t event_count() const;

  /// `text` is a buffer that is used again.
  Status Read(const EventPlace& place, std::string& text, v1::ParcelEvent& event) const;

 private:
  EventFile(std::string path, int descriptor, Format format)
      : path_(std::move(path)), descriptor_(descriptor), format_(format) {}

  [[nodiscard]] std::string Where(const EventPlace& place) const;

  std::string path_;
  int descriptor_ = -1;
  Format format_ = Format::kJsonLines;
  std::vector<HubEvents> hubs_;
};

}  // namespace trigate::cli
