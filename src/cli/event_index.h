// Finds the events of a file in one pass over it.

#pragma once

#include <functional>
#include <istream>
#include <string>
#include <unordered_map>
#include <vector>

#include "cli/event_file.h"

namespace trigate::cli {

/// Collects the places of events by hub.
class EventIndex {
 public:
  EventIndex(std::string default_hub, std::function<void(std::int64_t)> progress);

  Status ReadJsonLines(std::istream& in);
  Status ReadProtobuf(std::istream& in);
  std::vector<HubEvents> TakeHubs() { return std::move(hubs_); }

 private:
  Status AddLine(std::string_view line, std::uint64_t offset, std::uint64_t number);
  Status AddRecord(std::string_view record, std::uint64_t offset, std::uint64_t number);
  Status Add(std::string hub, const EventPlace& place, const std::string& where);

  const std::string default_hub_;
  const std::function<void(std::int64_t)> progress_;
  std::vector<HubEvents> hubs_;
  std::unordered_map<std::string, std::size_t> hub_index_;
  std::int64_t events_ = 0;
};

}  // namespace trigate::cli
