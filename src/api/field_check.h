// FieldCheck: collects what is wrong with a request, all of it, as field violations.
//
//   FieldCheck check;
//   check.PageSize(request.page_size());
//   check.Require(!request.carrier().empty(), "carrier", "is required");
//   TRIGATE_RETURN_IF_ERROR(check.status());

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/status.h"

namespace trigate::api {

class FieldCheck {
 public:
  /// `prefix` is put before every field, for example "report.".
  explicit FieldCheck(std::string prefix = "") : prefix_(std::move(prefix)) {}

  void Require(bool holds, std::string_view field, std::string_view description);
  /// 0 to 1,000.
  void PageSize(std::int32_t size);
  void AtMost(std::string_view value, std::size_t bytes_max, std::string_view field);
  /// A UUID as RFC 4122 writes it. Empty is allowed unless `required`.
  void Uuid(std::string_view value, std::string_view field, bool required);

  /// OK, or kInvalidArgument with every violation.
  [[nodiscard]] Status status() const;

 private:
  const std::string prefix_;
  std::vector<FieldViolation> violations_;
};

/// The number in "<collection>/<number>": decimal, at least 1, no sign, no leading zero.
std::optional<std::int64_t> NumberOfResource(std::string_view resource,
                                             std::string_view collection);

inline constexpr std::size_t kPageTokenBytesMax = 4096;

}  // namespace trigate::api
