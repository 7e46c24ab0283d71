// What investigators ask about flags. Plain structs in and out; the scope of the caller is part of
// every question.
//
// Threads: safe from any thread.  Ownership: database and cipher outlive it.
// Failure: kInvalidArgument naming filter, order_by, page_size or page_token (for an error in a
//   filter see CheckFlagFilter); kNotFound for a flag that does not exist or lies outside the
//   scope; otherwise as Database.
// Limits: a filter has at most 2,048 bytes, 64 restrictions and 16 levels of nesting; a page 1,000
//   flags. A list call looks at a bounded number of flags: where a filter matches next to nothing,
//   a page may hold fewer flags than asked for, or none, while next_page_token says to go on
//   (AIP-158).
// Page tokens are sealed and bound to filter, order and scope; with another query they are refused.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/store/database.h"
#include "trigate/store/field_cipher.h"
#include "trigate/store/rows.h"
#include "trigate/store/scope.h"

namespace trigate::store {

/// A flag with its findings in the order in which they fired.
struct FlagView {
  FlagRow flag;
  std::string etag;  ///< changes whenever the flag does
  std::vector<FindingRow> findings;
};

struct ListFlagsQuery {
  std::string filter = {};     ///< AIP-160; empty: all
  std::string order_by = {};   ///< as in ListFlagsRequest; empty: "flag_time desc"
  std::int32_t page_size = 0;  ///< 0: 50
  std::string page_token = {};
};

struct FlagPage {
  std::vector<FlagView> flags;
  std::string next_page_token;  ///< empty on the last page
};

/// Why clear personal data is asked for, and by whom. Recorded before it is given out.
struct Reveal {
  std::string principal;  ///< "investigator/wang"
  std::string role;
  std::string reason;  ///< 10 to 512 bytes
  SystemTime at;
};

/// A field of the waybill that could not be opened. Its value is empty; all other fields stand.
struct UnreadableField {
  std::string field;  ///< "sender.phone"
  Status status;      ///< kFailedPrecondition: key not loaded; kDataLoss: damaged
};

struct WaybillView {
  PartyRow sender;     ///< masked unless revealed
  PartyRow recipient;  ///< masked unless revealed
  std::string contents;
  bool revealed = false;
  std::vector<UnreadableField> unreadable;
};

struct FlagDetail {
  FlagView view;
  std::optional<WaybillView> waybill;  ///< absent when no acceptance was ever reported
  std::vector<TimelineRow> timeline;   ///< oldest first
};

/// Something two flags share. `value` is masked for phones, documents and addresses.
struct FlagLink {
  LinkKind kind = LinkKind::kPhone;
  std::string value;
};

struct RelatedFlag {
  FlagView view;
  std::vector<FlagLink> links;
};

struct RelatedFlagPage {
  std::vector<RelatedFlag> flags;  ///< most links first
  std::string next_page_token;
};

/// A flag as it is after a change.
struct FlagChange {
  FlagView view;
  std::string resume_token;  ///< goes on after this change
};

struct FlagChanges {
  std::vector<FlagChange> changes;  ///< in order of journal position
  std::string resume_token;         ///< goes on after everything looked at
  bool more = false;                ///< there is more to read at once
};

struct FlagQueryLimits {
  /// A phone, address, document, machine or member of staff shared by more flags than this (a
  /// pick-up station, a busy machine) says nothing about any two of them and is left out of
  /// relations.
  int link_flags_max = 200;
  /// Stop looking for more matches after this and hand back a shorter page.
  Millis page_budget{25};
};

class FlagQueries {
 public:
  FlagQueries(Database& database, const FieldCipher& cipher, const Clock& clock,
              FlagQueryLimits limits = {})
      : database_(database), cipher_(cipher), clock_(clock), limits_(limits) {}

  Result<FlagPage> ListFlags(const Scope& scope, const ListFlagsQuery& query);

  /// With `reveal`, the audit record is written in the transaction that reads the data: no record,
  /// no data.
  Result<FlagDetail> GetFlag(const Scope& scope, FlagId flag_id,
                             const std::optional<Reveal>& reveal = std::nullopt);

  Result<RelatedFlagPage> ListRelatedFlags(const Scope& scope, FlagId flag_id,
                                           std::int32_t page_size, std::string_view page_token);

  /// Changes after `resume_token`, at most `limit`. An empty token means from now on and returns no
  /// change. A flag that changed several times in between is given once, as it is now.
  Result<FlagChanges> ListFlagChanges(const Scope& scope, std::string_view filter,
                                      std::string_view resume_token, std::int32_t limit);

 private:
  Database& database_;
  const FieldCipher& cipher_;
  const Clock& clock_;
  FlagQueryLimits limits_;
};

/// Parses and type-checks a filter without running it. An error is one violation on "filter" whose
/// description gives the position, what is wrong, what was perhaps meant, the filter and a caret:
///
///   column 1: there is no field "scor"; did you mean "score"?
///   scor > 60
///   ^~~~
Status CheckFlagFilter(std::string_view filter);

}  // namespace trigate::store
