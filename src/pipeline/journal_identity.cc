#include "pipeline/journal_identity.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "trigate/crypto/digest.h"
#include "trigate/crypto/random.h"

namespace trigate::pipeline {
namespace {

constexpr char kIdName[] = "journal_id";
/// Set once the database was found ahead: the journal will pass it, and be wrong all the same.
constexpr char kDatabaseAheadName[] = "database_ahead";
constexpr std::size_t kIdBytes = 16;

Status Ahead(const std::string& position) {
  return FailedPrecondition(
      "the database has results through journal position " + position +
      ", which this journal had not led to: the data directory is older than the database; start "
      "with the one that wrote to it, or with an empty database");
}

}  // namespace

Result<std::string> JournalIdentity::Id() {
  if (!id_.empty()) return id_;
  TRIGATE_ASSIGN_OR_RETURN(const std::optional<std::string> kept, meta_->Get(kIdName));
  if (kept) return id_ = *kept;
  TRIGATE_ASSIGN_OR_RETURN(const std::string random, crypto::RandomBytes(kIdBytes));
  const std::string fresh = crypto::ToHex(random);
  TRIGATE_RETURN_IF_ERROR(meta_->Put(kIdName, fresh));
  return id_ = fresh;
}

Status JournalIdentity::Check(const store::SinkPosition& stored, journal::Position last) {
  TRIGATE_ASSIGN_OR_RETURN(const std::string own, Id());
  if (stored.position == 0) return meta_->Delete(kDatabaseAheadName);
  if (!stored.journal_id.empty() && stored.journal_id != own) {
    return FailedPrecondition(
        "the database belongs to another journal: start with the data directory that wrote to it, "
        "or with an empty database");
  }
  if (stored.position > last) {
    const std::string position = std::to_string(stored.position);
    TRIGATE_RETURN_IF_ERROR(meta_->Put(kDatabaseAheadName, position));
    return Ahead(position);
  }
  TRIGATE_ASSIGN_OR_RETURN(const std::optional<std::string> ahead, meta_->Get(kDatabaseAheadName));
  return ahead ? Ahead(*ahead) : OkStatus();
}

}  // namespace trigate::pipeline
