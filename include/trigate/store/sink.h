// Writes what the engine found into PostgreSQL, exactly once.
//
// A batch and the position it reaches are one transaction. A batch that is already applied is OK
// and changes nothing; one that would leave a gap is refused. When the connection is lost while
// committing, the stored position is read again and tells what happened.
//
// Threads: one caller at a time per Sink; several sinks (even in several processes) on one database
//   are serialised by the row of the position and cannot apply a batch twice.
// Ownership: database and cipher outlive it.
// Failure: kFailedPrecondition for a gap (the message names both positions), for a batch of another
//   journal and for a wrong schema;
//   kInvalidArgument for a batch that contradicts itself (a row of an unknown flag, a position
//   outside the batch), naming the row; otherwise as Database.
// Limits: a batch of any size is one transaction; 1,000 to 5,000 rows are a good size.
// Text that PostgreSQL cannot hold (U+0000, ill-formed UTF-8) is stored with U+FFFD in its place:
//   one such byte must not stop the flags of a province.

#pragma once

#include <cstdint>
#include <string>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/store/database.h"
#include "trigate/store/field_cipher.h"
#include "trigate/store/rows.h"

namespace trigate::store {

class Sink {
 public:
  Sink(Database& database, const FieldCipher& cipher) : database_(database), cipher_(cipher) {}

  Status Apply(const SinkBatch& batch);
  Result<SinkPosition> Position();

 private:
  Database& database_;
  const FieldCipher& cipher_;
};

}  // namespace trigate::store
