// The reading ports of module api over the classes of module store.
//
// Threads: any, as the store's classes.  Ownership: the store's objects outlive these.
// Failure: as the store's classes.

#pragma once

#include "trigate/api/ports.h"

namespace trigate::api {

class StoreFlagReader final : public FlagReader {
 public:
  explicit StoreFlagReader(store::FlagQueries& queries) : queries_(queries) {}
  Result<store::FlagPage> ListFlags(const store::Scope& scope,
                                    const store::ListFlagsQuery& query) override {
    return queries_.ListFlags(scope, query);
  }
  Result<store::FlagDetail> GetFlag(const store::Scope& scope, store::FlagId flag_id,
                                    const std::optional<store::Reveal>& reveal) override {
    return queries_.GetFlag(scope, flag_id, reveal);
  }
  Result<store::RelatedFlagPage> ListRelatedFlags(const store::Scope& scope,
                                                  store::FlagId flag_id, std::int32_t page_size,
                                                  std::string_view page_token) override {
    return queries_.ListRelatedFlags(scope, flag_id, page_size, page_token);
  }
  Result<store::FlagChanges> ListFlagChanges(const store::Scope& scope, std::string_view filter,
                                             std::string_view resume_token,
                                             std::int32_t limit) override {
    return queries_.ListFlagChanges(scope, filter, resume_token, limit);
  }

 private:
  store::FlagQueries& queries_;
};

class StoreComplianceReader final : public ComplianceReader {
 public:
  explicit StoreComplianceReader(store::ComplianceQueries& queries) : queries_(queries) {}
  Result<report::ComplianceReport> GetReport(const store::Scope& scope,
                                             const store::ComplianceQuery& query) override {
    return queries_.GetReport(scope, query);
  }

 private:
  store::ComplianceQueries& queries_;
};

class StoreCaseworkReader final : public CaseworkReader {
 public:
  explicit StoreCaseworkReader(store::CaseworkQueries& queries) : queries_(queries) {}
  Result<store::DeadLetterPage> ListDeadLetters(
      const store::Scope& scope, const store::ListDeadLettersQuery& query) override {
    return queries_.ListDeadLetters(scope, query);
  }
  Result<store::WatchEntryPage> ListWatchEntries(SystemTime now, std::int32_t page_size,
                                                 std::string_view page_token) override {
    return queries_.ListWatchEntries(now, page_size, page_token);
  }
  Result<std::string> WatchEntryCreator(std::int64_t entry_id) override {
    return queries_.WatchEntryCreator(entry_id);
  }

 private:
  store::CaseworkQueries& queries_;
};

class StoreAudit final : public AuditPort {
 public:
  explicit StoreAudit(store::AuditLog& log) : log_(log) {}
  Status Append(const store::AuditRecord& record) override { return log_.Append(record); }

 private:
  store::AuditLog& log_;
};

class StoreRegistrySource final : public RegistrySource {
 public:
  explicit StoreRegistrySource(store::Registry& registry) : registry_(registry) {}
  Result<std::vector<store::Principal>> LoadAll() override { return registry_.LoadAll(); }

 private:
  store::Registry& registry_;
};

}  // namespace trigate::api
