#include "journal/state.h"

#include "journal/rocks_status.h"
#include "journal/rocksdb_options.h"

namespace trigate::journal {

Result<std::vector<std::pair<std::string, std::string>>> ReadState(const Database& database,
                                                                   std::string_view prefix) {
  std::vector<std::pair<std::string, std::string>> values;
  TRIGATE_ASSIGN_OR_RETURN(const Cursor it, database.Scan(Family::kState, PointRead()));
  for (it->Seek(prefix); it->Valid() && it->key().starts_with(prefix); it->Next()) {
    values.emplace_back(it->key().ToStringView().substr(prefix.size()), it->value().ToString());
  }
  TRIGATE_RETURN_IF_ERROR(FromRocks(it->status(), "reading the journal's state"));
  return values;
}

Status ShredDataKeys(Database& database, DataKeys& keys, DataKeyId oldest_needed) {
  TRIGATE_ASSIGN_OR_RETURN(const auto stored, ReadState(database, kDataKeyPrefix));
  {
    TRIGATE_ASSIGN_OR_RETURN(Batch batch, database.NewBatch());
    for (const auto& [name, value] : stored) {
      if (ByteReader(name).Int<DataKeyId>() >= oldest_needed) break;
      batch.Delete(Family::kState, std::string(kDataKeyPrefix) + name);
    }
    keys.DropBefore(oldest_needed);
    if (batch.empty()) return {};
    TRIGATE_RETURN_IF_ERROR(database.Write(batch, /*synced=*/true));
  }
  // A delete only adds a tombstone; the wrapped key must leave the log and the tables as well.
  return database.Purge(Family::kState, {});
}

}  // namespace trigate::journal
