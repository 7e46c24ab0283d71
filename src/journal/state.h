// The names in the state column family, and the few values that Open and truncation share.
//
//   "format"         version:u32be journal_id:16     written once
//   "first"          position:u64be                  the oldest record that may be read
//   "outbox-head"    position:u64be ordinal:u64be bytes:u64be     what was delivered, see outbox
//   "key/" id:u32be  a wrapped data key, see data_keys.h
//   "meta/" name     sealed value, see rocksdb_meta.h

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "journal/bytes.h"
#include "journal/data_keys.h"
#include "journal/database.h"

namespace trigate::journal {

/// Raised when a change keeps older binaries from reading the directory.
inline constexpr std::uint32_t kFormatVersion = 1;
inline constexpr std::size_t kJournalIdBytes = 16;

inline constexpr std::string_view kFormatName = "format";
inline constexpr std::string_view kFirstName = "first";
inline constexpr std::string_view kOutboxHeadName = "outbox-head";
inline constexpr std::string_view kDataKeyPrefix = "key/";
inline constexpr std::string_view kMetaPrefix = "meta/";

/// Fixed field of the nonces of each stream; part of the format, see data_keys.h.
inline constexpr std::uint32_t kRecordStream = 1;
inline constexpr std::uint32_t kOutboxStream = 2;

inline std::string DataKeyName(DataKeyId id) {
  std::string name(kDataKeyPrefix);
  AppendInt(name, id);
  return name;
}

/// The state values whose names begin with `prefix`: rest of the name, value; ascending.
Result<std::vector<std::pair<std::string, std::string>>> ReadState(const Database& database,
                                                                   std::string_view prefix);

/// Deletes the data keys below `oldest_needed` from disk and memory. Durable on return, and out of
/// every file that RocksDB still has: what is deleted here must not be found in a table or log.
Status ShredDataKeys(Database& database, DataKeys& keys, DataKeyId oldest_needed);

}  // namespace trigate::journal
