#include "cli/file_source.h"

#include <algorithm>

namespace trigate::cli {

std::uint64_t FileSource::PlaceOf(std::int64_t sequence) const {
  if (sequence > size()) return Lockstep::kEnd;
  return hub_.events[static_cast<std::size_t>(sequence - 1)].offset;
}

Result<client::Pull> FileSource::Read(std::int64_t first_sequence, std::size_t events_max,
                                      v1::EventBatch& batch) {
  if (first_sequence > size()) return client::Pull::kEnd;
  std::size_t ready = 0;
  while (ready < events_max && first_sequence + static_cast<std::int64_t>(ready) <= size() &&
         lockstep_.MaySend(number_, PlaceOf(first_sequence + static_cast<std::int64_t>(ready)))) {
    ++ready;
  }
  const std::size_t count = ready == 0 ? 0 : limit_.Take(ready);
  if (count == 0) return client::Pull::kLater;
  const auto begin = static_cast<std::size_t>(first_sequence - 1);
  for (std::size_t i = begin; i < begin + count; ++i) {
    TRIGATE_RETURN_IF_ERROR(file_.Read(hub_.events[i], text_, *batch.add_events()));
  }
  sent_ = std::max(sent_.load(), first_sequence + static_cast<std::int64_t>(count) - 1);
  return client::Pull::kEvents;
}

void FileSource::OnDurable(std::int64_t sequence) {
  durable_ = std::min(sequence, size());
  sent_ = std::max(sent_.load(), durable_.load());
  if (had_ < 0) had_ = durable_.load();
  lockstep_.Reached(number_, PlaceOf(durable_ + 1));
}

}  // namespace trigate::cli
