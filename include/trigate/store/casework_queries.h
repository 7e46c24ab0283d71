// Dead letters and watch-list entries as the team and the hubs read them.
//
// Threads: safe from any thread.  Ownership: database and cipher outlive it.
// Failure: kInvalidArgument naming page_size or page_token; otherwise as Database. A payload or
//   value that cannot be opened is empty and says why; its neighbours stand.

#pragma once

#include <cstdint>
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

struct DeadLetterView {
  DeadLetterRow row;  ///< payload empty unless asked for
  Status payload_status;
};

struct DeadLetterPage {
  std::vector<DeadLetterView> dead_letters;  ///< newest first
  std::string next_page_token;
};

struct ListDeadLettersQuery {
  std::string hub = {};        ///< without "hubs/"; empty: all that the scope allows
  bool with_payload = false;   ///< only for the hub that sent it
  std::int32_t page_size = 0;  ///< 0: 100
  std::string page_token = {};
};

struct WatchEntryView {
  WatchEntryRow row;  ///< value masked
  Status value_status;
};

struct WatchEntryPage {
  std::vector<WatchEntryView> entries;  ///< newest first
  std::string next_page_token;
};

class CaseworkQueries {
 public:
  CaseworkQueries(Database& database, const FieldCipher& cipher)
      : database_(database), cipher_(cipher) {}

  Result<DeadLetterPage> ListDeadLetters(const Scope& scope, const ListDeadLettersQuery& query);
  /// Entries in force at `now`.
  Result<WatchEntryPage> ListWatchEntries(SystemTime now, std::int32_t page_size,
                                          std::string_view page_token);
  /// Who made an entry that has not ended. Fails: kNotFound, also for one that is not stored yet.
  Result<std::string> WatchEntryCreator(std::int64_t entry_id);

 private:
  Database& database_;
  const FieldCipher& cipher_;
};

}  // namespace trigate::store
