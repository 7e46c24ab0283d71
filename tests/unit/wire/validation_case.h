// A table test of single-field rules: a good event, one change, and what must come of it.

#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <ostream>
#include <string>

#include "unit/wire/event_samples.h"

namespace trigate::wire {

inline constexpr std::int64_t kInt64Max = std::numeric_limits<std::int64_t>::max();
inline constexpr std::int64_t kInt64Min = std::numeric_limits<std::int64_t>::min();

/// A good event after one change, and what must come of it.
struct Case {
  const char* name;
  pb::ParcelEvent (*good)();
  void (*change)(pb::ParcelEvent&);
  const char* field = nullptr;  ///< nullptr: accepted
  const char* description = nullptr;
};

inline void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

inline void Set(std::int64_t seconds, std::int32_t nanos, google::protobuf::Timestamp* time) {
  time->set_seconds(seconds);
  time->set_nanos(nanos);
}

inline std::string Text(std::size_t size) { return std::string(size, 'x'); }

/// Decodes the changed event and compares what is said about it, to the letter.
inline void ExpectOutcome(const Case& c) {
  pb::ParcelEvent event = c.good();
  c.change(event);
  const auto batch = DecodeSingle(event);
  if (c.field == nullptr) {
    EXPECT_TRUE(batch->errors().empty()) << batch->errors()[0].violations[0].description;
    EXPECT_EQ(batch->events().size(), 1U);
    return;
  }
  ASSERT_EQ(batch->errors().size(), 1U);
  EXPECT_TRUE(batch->events().empty());
  const FieldViolation expected{c.field, c.description};
  EXPECT_THAT(batch->errors()[0].violations, testing::ElementsAre(expected));
}

inline std::string CaseName(const testing::TestParamInfo<Case>& info) { return info.param.name; }

}  // namespace trigate::wire
