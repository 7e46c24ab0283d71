#include "store/sql_state.h"

#include <algorithm>
#include <array>
#include <string>

namespace trigate::store {
namespace {

struct Entry {
  std::string_view prefix;  ///< of the SQLSTATE; the longest that fits counts
  StatusCode code;
  bool broken;
  bool retryable;
};

constexpr std::array<Entry, 24> kEntries = {{
    {"08", StatusCode::kUnavailable, true, true},              // connection exception
    {"0A", StatusCode::kUnimplemented, false, false},          // feature not supported
    {"22", StatusCode::kInvalidArgument, false, false},        // data exception
    {"23", StatusCode::kFailedPrecondition, false, false},     // integrity constraint violation
    {"23505", StatusCode::kAlreadyExists, false, false},       // unique violation
    {"25006", StatusCode::kUnavailable, true, false},          // read-only: no longer the primary
    {"25P03", StatusCode::kDeadlineExceeded, true, false},     // idle in transaction timeout
    {"28", StatusCode::kFailedPrecondition, true, false},      // invalid authorization
    {"3D000", StatusCode::kFailedPrecondition, true, false},   // no such database
    {"3F000", StatusCode::kFailedPrecondition, false, false},  // no such schema
    {"40001", StatusCode::kAborted, false, true},              // serialization failure
    {"40003", StatusCode::kUnavailable, true, false},          // statement completion unknown
    {"40P01", StatusCode::kAborted, false, true},              // deadlock
    {"42501", StatusCode::kPermissionDenied, false, false},    // insufficient privilege
    {"42P01", StatusCode::kFailedPrecondition, false, false},  // no such table
    {"42703", StatusCode::kFailedPrecondition, false, false},  // no such column
    {"53", StatusCode::kResourceExhausted, false, false},      // disk full, out of memory
    {"53300", StatusCode::kUnavailable, true, false},          // too many connections
    {"55P03", StatusCode::kDeadlineExceeded, false, false},    // lock timeout
    {"57014", StatusCode::kDeadlineExceeded, false, false},    // statement timeout
    {"57P", StatusCode::kUnavailable, true, true},             // shutdown, crash, starting up
    {"58", StatusCode::kUnavailable, true, false},             // system error outside PostgreSQL
    {"XX001", StatusCode::kDataLoss, false, false},            // data corrupted
    {"XX002", StatusCode::kDataLoss, false, false},            // index corrupted
}};

std::string FirstLine(std::string_view message) {
  constexpr std::string_view kPrefixes[] = {"ERROR:", "FATAL:", "PANIC:"};
  for (const std::string_view prefix : kPrefixes) {
    if (message.substr(0, prefix.size()) == prefix) message.remove_prefix(prefix.size());
  }
  message.remove_prefix(std::min(message.find_first_not_of(' '), message.size()));
  message = message.substr(0, message.find('\n'));
  return std::string(message.substr(0, 300));
}

}  // namespace

SqlFailure ClassifySqlState(std::string_view sqlstate, std::string_view message) {
  std::string text = FirstLine(message);
  if (sqlstate.empty()) {
    return {Unavailable("PostgreSQL connection failed: " + text), true, true};
  }
  const Entry* best = nullptr;
  for (const Entry& entry : kEntries) {
    const bool fits = sqlstate.substr(0, entry.prefix.size()) == entry.prefix;
    if (fits && (!best || entry.prefix.size() > best->prefix.size())) best = &entry;
  }
  text = "PostgreSQL " + std::string(sqlstate) + ": " + text;
  if (!best) return {Internal(std::move(text)), false, false};
  return {Status(best->code, std::move(text)), best->broken, best->retryable};
}

}  // namespace trigate::store
