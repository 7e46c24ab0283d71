// RocksDB's statuses in our words.

#pragma once

#include <rocksdb/io_status.h>
#include <rocksdb/status.h>

#include <string_view>

#include "trigate/base/status.h"

namespace trigate::journal {

/// `what` says what was being done. Corruption, and a file that is gone, are kDataLoss; a full disk
/// kResourceExhausted; any other I/O error kUnavailable.
Status FromRocks(const rocksdb::Status& status, std::string_view what);

}  // namespace trigate::journal
