// One line about an event for people, in English and Chinese, for timelines.
//
//   "X-ray screened: suspect (POWDER, CONCEALMENT), mark AJ-123, machine until 2021-12-01"
//
// No personal data by construction: names, phones, addresses, document numbers and free texts
// (remark, reason, suspicion, contents) never appear, and a number of a mark, seal or report that
// holds an identity number is left out. Days are those of China (UTC+8, no summer time since
// 1991).
//
// Threads: pure function.  Cost: allocates; for people, not for the hot path.

#pragma once

#include <string>

#include "trigate/model/event.h"

namespace trigate::wire {

struct EventText {
  std::string en;
  std::string zh;
};

EventText Summarize(const model::Event& event);

}  // namespace trigate::wire
