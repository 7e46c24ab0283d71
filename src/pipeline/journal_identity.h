// Whether a database and a journal belong together.
//
// A position means a record only together with its journal. When the data directory was lost or
// restored from an older copy, the database may be ahead; taken at its word, it would be told that
// results have been delivered which it never got, as soon as the new journal is as long as the old one.
//
// Threads: the sink's.

#pragma once

#include <string>

#include "trigate/journal/journal.h"
#include "trigate/journal/meta.h"
#include "trigate/store/rows.h"

namespace trigate::pipeline {

class JournalIdentity {
 public:
  explicit JournalIdentity(journal::Meta* meta) : meta_(meta) {}

  /// 32 hexadecimal digits, chosen at random when the journal was first asked.
  Result<std::string> Id();
  /// OK when `stored` tells how far this journal, which has led to results through `last`, was
  /// delivered. kFailedPrecondition says what is wrong, also later, until the database is empty.
  Status Check(const store::SinkPosition& stored, journal::Position last);

 private:
  journal::Meta* meta_;
  std::string id_;
};

}  // namespace trigate::pipeline
