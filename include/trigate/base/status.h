// Status and Result: how the host reports that it failed, or that an input is wrong.
//
//   Result<Policy> LoadPolicy(const std::string& path);
//   TRIGATE_ASSIGN_OR_RETURN(Policy policy, LoadPolicy(path));
//
// Two failure kinds never mix. A Status says that the host failed (kUnavailable, kInternal …) or that
// the caller's input is wrong (kInvalidArgument with the field named). An error inside a rule is
// neither: it is a value of the rule language (see trigate/cel).
//
// Threads: values; safe to copy and read anywhere.  Cost: OK is one null pointer.

#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace trigate {

/// Numbers are those of google.rpc.Code; they go on the wire. Do not change them.
enum class StatusCode : std::uint8_t {
  kOk = 0,
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

/// "INVALID_ARGUMENT" for kInvalidArgument, as google.rpc.Code spells it.
std::string_view StatusCodeName(StatusCode code);

/// One wrong field of an input. Becomes google.rpc.BadRequest.FieldViolation on the wire.
struct FieldViolation {
  std::string field;        ///< path from the request, e.g. "batch.events[3].accepted.weight_g"
  std::string description;  ///< what is wrong and what would be right, one sentence
  bool operator==(const FieldViolation&) const = default;
};

class [[nodiscard]] Status {
 public:
  Status() = default;  ///< OK
  Status(StatusCode code, std::string message) : Status(code, std::move(message), {}) {}
  Status(StatusCode code, std::string message, std::vector<FieldViolation> violations);

  [[nodiscard]] bool ok() const { return rep_ == nullptr; }
  [[nodiscard]] StatusCode code() const { return rep_ ? rep_->code : StatusCode::kOk; }
  [[nodiscard]] const std::string& message() const;
  [[nodiscard]] const std::vector<FieldViolation>& violations() const;
  /// "INVALID_ARGUMENT: weight_g is negative [accepted.weight_g: -4 is below 0]"
  [[nodiscard]] std::string ToString() const;
  /// The same status with `context` and ": " before its message. OK stays OK.
  [[nodiscard]] Status WithContext(std::string_view context) const;

 private:
  struct Rep {
    StatusCode code;
    std::string message;
    std::vector<FieldViolation> violations;
  };
  std::shared_ptr<const Rep> rep_;
};

inline Status OkStatus() { return {}; }
Status InvalidArgument(std::string message);
/// kInvalidArgument naming one field.
Status InvalidField(std::string field, std::string description);
Status NotFound(std::string message);
Status PermissionDenied(std::string message);
Status FailedPrecondition(std::string message);
Status ResourceExhausted(std::string message);
Status Aborted(std::string message);
Status Unavailable(std::string message);
Status DataLoss(std::string message);
Status Internal(std::string message);

/// A value or the status that says why there is none. A Result is never OK without a value.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : rep_(std::in_place_index<1>, std::move(value)) {}  // NOLINT: implicit by design
  Result(Status status) : rep_(std::in_place_index<0>, std::move(status)) {  // NOLINT
    if (std::get<0>(rep_).ok()) std::abort();  // a bug of ours, never of an input
  }

  [[nodiscard]] bool ok() const { return rep_.index() == 1; }
  [[nodiscard]] Status status() const { return ok() ? Status() : std::get<0>(rep_); }
  [[nodiscard]] T& value() & { return Checked(); }
  [[nodiscard]] const T& value() const& { return const_cast<Result*>(this)->Checked(); }
  [[nodiscard]] T&& value() && { return std::move(Checked()); }
  T* operator->() { return &Checked(); }
  const T* operator->() const { return &const_cast<Result*>(this)->Checked(); }
  T& operator*() & { return Checked(); }
  const T& operator*() const& { return const_cast<Result*>(this)->Checked(); }
  T&& operator*() && { return std::move(Checked()); }

 private:
  T& Checked() {
    if (!ok()) std::abort();
    return std::get<1>(rep_);
  }
  std::variant<Status, T> rep_;
};

}  // namespace trigate

#define TRIGATE_CONCAT_INNER(a, b) a##b
#define TRIGATE_CONCAT(a, b) TRIGATE_CONCAT_INNER(a, b)

/// Leaves the function with the status of `expr` unless it is OK.
#define TRIGATE_RETURN_IF_ERROR(expr)                                \
  do {                                                               \
    if (::trigate::Status trigate_status = (expr); !trigate_status.ok()) \
      return trigate_status;                                         \
  } while (false)

/// Evaluates a Result; leaves the function with its status, or assigns its value to `lhs`.
#define TRIGATE_ASSIGN_OR_RETURN(lhs, expr) \
  TRIGATE_ASSIGN_OR_RETURN_IMPL(TRIGATE_CONCAT(trigate_result_, __LINE__), lhs, expr)
#define TRIGATE_ASSIGN_OR_RETURN_IMPL(tmp, lhs, expr) \
  auto tmp = (expr);                                  \
  if (!tmp.ok()) return tmp.status();                 \
  lhs = std::move(tmp).value()
