#include "journal/state.h"

#include <rocksdb/write_batch.h>

#include "journal/rocks_status.h"

namespace trigate::journal {

Result<std::vector<std::pair<std::string, std::string>>> ReadState(const Database& database,
                                                                   std::string_view prefix) {
  std::vector<std::pair<std::string, std::string>> values;
  const auto it = database.Scan(Family::kState, PointRead());
  for (it->Seek(prefix); it->Valid() && it->key().starts_with(prefix); it->Next()) {
    values.emplace_back(it->key().ToStringView().substr(prefix.size()), it->value().ToString());
  }
  TRIGATE_RETURN_IF_ERROR(FromRocks(it->status(), "reading the journal's state"));
  return values;
}

Status ShredDataKeys(Database& database, DataKeys& keys, DataKeyId oldest_needed) {
  TRIGATE_ASSIGN_OR_RETURN(const auto stored, ReadState(database, kDataKeyPrefix));
  rocksdb::WriteBatch batch;
  for (const auto& [name, value] : stored) {
    if (ByteReader(name).Int<DataKeyId>() >= oldest_needed) break;
    batch.Delete(database.family(Family::kState), std::string(kDataKeyPrefix) + name);
  }
  keys.DropBefore(oldest_needed);
  if (batch.Count() == 0) return {};
  TRIGATE_RETURN_IF_ERROR(database.Write(batch, /*synced=*/true));
  // A delete only adds a tombstone; the wrapped key must leave the log and the tables as well.
  TRIGATE_RETURN_IF_ERROR(database.FlushAndCompact(Family::kState, nullptr, nullptr));
  return database.WaitForDeletions();
}

}  // namespace trigate::journal
