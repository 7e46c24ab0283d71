// A filter after the checker: every field known, every value of the type of its field.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "trigate/base/clock.h"

namespace trigate::store {

enum class FlagField {
  kState,
  kRegion,
  kCarrier,
  kHub,
  kAction,
  kScore,
  kPeakScore,
  kGate,
  kRule,
  kFlagTime,
  kUpdateTime,
  kAcceptTime,
  kWaybillNumber,
  kPhone,
  kSenderPhone,
  kRecipientPhone,
  kDocument,
  kAddress,
  kSenderAddress,
  kRecipientAddress,
  kDevice,
  kStaff,
};

enum class CompareOp { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual, kPresent };

/// One comparison.
struct Test {
  FlagField field = FlagField::kState;
  CompareOp op = CompareOp::kEqual;
  std::int64_t number = 0;  ///< enums, scores, region codes (2, 4 or 6 digits)
  SystemTime time;
  std::string text;  ///< codes, rules; personal data normalised; with `prefix`, what it begins with
  bool prefix = false;  ///< the value ended in *
};

struct Condition {
  enum class Kind { kAnd, kOr, kNot, kTest };
  Kind kind = Kind::kAnd;
  std::vector<Condition> children;
  Test test;  ///< kTest
};

}  // namespace trigate::store
