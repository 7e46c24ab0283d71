// A few named values that must be at hand when PostgreSQL is not: the cached registry of principals
// and the like. Encrypted like everything here.
//
// Threads: any.
// Ownership: values by copy.
// Failure: kDataLoss for a damaged value; kInvalidArgument for a name or value over its limit;
//   kResourceExhausted; kUnavailable after a journal failure.
// Limits: names of 1 to kMetaNameBytesMax bytes, values of up to kMetaValueBytesMax; dozens of
//   values, not thousands.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "trigate/base/status.h"

namespace trigate::journal {

inline constexpr std::size_t kMetaNameBytesMax = 64;
inline constexpr std::size_t kMetaValueBytesMax = 16 << 20;

class Meta {
 public:
  virtual ~Meta() = default;

  /// Sets a value, durable on return.
  virtual Status Put(std::string_view name, std::string_view value) = 0;
  /// The value, or none.
  virtual Result<std::optional<std::string>> Get(std::string_view name) const = 0;
  /// Removes a value, durable on return. OK when there is none.
  virtual Status Delete(std::string_view name) = 0;
};

}  // namespace trigate::journal
