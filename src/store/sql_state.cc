#include "store/sql_state.h"

#include <algorithm>
#include <array>
#include <string>

namespace trigate::store {
namespace {

struct Entry {
  std::string_view prefix;  ///< of the SQLSTATE; the longest that fits counts
  StatusCode code;
  StatusCode told;  ///< to callers of the services, who can mend neither server nor statement
  bool broken;
  bool retryable;
};

constexpr StatusCode kAborted = StatusCode::kAborted;
constexpr StatusCode kDataLoss = StatusCode::kDataLoss;
constexpr StatusCode kInternal = StatusCode::kInternal;
constexpr StatusCode kPrecondition = StatusCode::kFailedPrecondition;
constexpr StatusCode kTimeout = StatusCode::kDeadlineExceeded;
constexpr StatusCode kUnavailable = StatusCode::kUnavailable;

constexpr std::array<Entry, 25> kEntries = {{
    {"08", kUnavailable, kUnavailable, true, true},                    // connection exception
    {"0A", StatusCode::kUnimplemented, kInternal, false, false},       // feature not supported
    {"22", StatusCode::kInvalidArgument, kInternal, false, false},     // data exception
    {"23", kPrecondition, kInternal, false, false},                    // integrity constraint
    {"23505", StatusCode::kAlreadyExists, kInternal, false, false},    // unique violation
    {"25006", kUnavailable, kUnavailable, true, false},                // no longer the primary
    {"25P03", kTimeout, kTimeout, true, false},                        // idle in transaction
    {"28", kPrecondition, kUnavailable, true, false},                  // invalid authorization
    {"3D000", kPrecondition, kUnavailable, true, false},               // no such database
    {"3F000", kPrecondition, kUnavailable, false, false},              // no such schema
    {"40001", kAborted, kAborted, false, true},                        // serialization failure
    {"40003", kUnavailable, kUnavailable, true, false},                // completion unknown
    {"40P01", kAborted, kAborted, false, true},                        // deadlock
    {"42", kInternal, kUnavailable, false, false},                     // syntax or access rule
    {"42501", StatusCode::kPermissionDenied, kUnavailable, false, false},  // missing grant
    {"42P01", kPrecondition, kUnavailable, false, false},              // no such table
    {"42703", kPrecondition, kUnavailable, false, false},              // no such column
    {"53", StatusCode::kResourceExhausted, kUnavailable, false, false},  // disk full, out of memory
    {"53300", kUnavailable, kUnavailable, true, false},                // too many connections
    {"55P03", kTimeout, kTimeout, false, false},                       // lock timeout
    {"57014", kTimeout, kTimeout, false, false},                       // statement timeout
    {"57P", kUnavailable, kUnavailable, true, true},                   // shutdown, crash, start
    {"58", kUnavailable, kUnavailable, true, false},                   // error outside PostgreSQL
    {"XX001", kDataLoss, kDataLoss, false, false},                     // data corrupted
    {"XX002", kDataLoss, kDataLoss, false, false},                     // index corrupted
}};

/// None of PostgreSQL's words, which may name hosts, roles, tables and values.
Status ToldAs(StatusCode code) {
  switch (code) {
    case kUnavailable: return Unavailable("the database is not available; try again later");
    case kTimeout: return {kTimeout, "the database did not answer in time; try again later"};
    case kAborted: return Aborted("another change was made at the same time; try again");
    case kDataLoss: return DataLoss("the database is damaged");
    default: return Internal("the database refused what the server asked of it");
  }
}

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
    return {Unavailable("PostgreSQL connection failed: " + text), ToldAs(kUnavailable), true, true};
  }
  const Entry* best = nullptr;
  for (const Entry& entry : kEntries) {
    const bool fits = sqlstate.substr(0, entry.prefix.size()) == entry.prefix;
    if (fits && (!best || entry.prefix.size() > best->prefix.size())) best = &entry;
  }
  text = "PostgreSQL " + std::string(sqlstate) + ": " + text;
  if (!best) return {Internal(std::move(text)), ToldAs(kInternal), false, false};
  return {Status(best->code, std::move(text)), ToldAs(best->told), best->broken, best->retryable};
}

}  // namespace trigate::store
