// How a record looks in the database.
//
//   key    := position:u64be
//   value  := version:u8(1) kind:u8 received_ms:i64be sealed
//   sealed := data_key:u32be counter:u64be ciphertext tag:16        (data_keys.h)
//
// Position, kind and time are in clear and authenticated as associated data: a record that was
// changed, or moved to another position, does not open.

#pragma once

#include <string>
#include <string_view>

#include "journal/data_keys.h"
#include "trigate/base/status.h"
#include "trigate/journal/journal.h"

namespace trigate::journal {

/// Threads: one at a time.
class RecordEncoder {
 public:
  explicit RecordEncoder(std::uint32_t stream) : sealer_(stream) {}
  /// Replaces `value`.
  Status Encode(const DataKeyPtr& key, Position position, const NewRecord& record,
                std::string& value);

 private:
  Sealer sealer_;
  std::string aad_;
};

/// Threads: one at a time.
class RecordDecoder {
 public:
  RecordDecoder(const DataKeys& keys, std::uint32_t stream) : opener_(keys, stream) {}
  /// The payload of the result lives until the next call. Fails: kDataLoss naming the position.
  Result<RecordView> Decode(Position position, std::string_view value);

 private:
  Opener opener_;
  std::string aad_;
  std::string payload_;
};

/// The data key that a stored record needs. Fails: kDataLoss.
Result<DataKeyId> DataKeyOfRecord(Position position, std::string_view value);

}  // namespace trigate::journal
