// LocalStore::Open with the file system to use: what tests replace to make disks fail.

#pragma once

#include <rocksdb/file_system.h>

#include <memory>

#include "trigate/journal/local_store.h"

namespace trigate::journal {

Result<std::unique_ptr<LocalStore>> OpenLocalStore(const LocalStoreOptions& options,
                                                   const crypto::KeyRing& ring, SystemTime now,
                                                   std::shared_ptr<rocksdb::FileSystem> fs);

}  // namespace trigate::journal
