// Fakes of the reading ports that honour the scope they are given, and a fixture with all handlers.

#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/scope_region.h"
#include "trigate/api/handlers.h"
#include "unit/api/fakes.h"

namespace trigate::api::testing {

inline bool Sees(const store::Scope& scope, std::int32_t region, const std::string& carrier,
                 const std::string& hub) {
  return SeesRegion(scope, region) && (scope.carrier.empty() || scope.carrier == carrier) &&
         (scope.hub.empty() || scope.hub == hub);
}

class FakeFlagReader final : public FlagReader {
 public:
  Result<store::FlagPage> ListFlags(const store::Scope& scope,
                                    const store::ListFlagsQuery& query) override {
    if (!failure.ok()) return failure;
    last_query = query;
    store::FlagPage page;
    for (const store::FlagDetail& detail : details) {
      if (Visible(scope, detail)) page.flags.push_back(detail.view);
    }
    page.next_page_token = next_page_token;
    return page;
  }
  Result<store::FlagDetail> GetFlag(const store::Scope& scope, store::FlagId flag_id,
                                    const std::optional<store::Reveal>& reveal) override {
    if (!failure.ok()) return failure;
    for (store::FlagDetail detail : details) {
      if (detail.view.flag.flag_id != flag_id || !Visible(scope, detail)) continue;
      if (reveal) reveals.push_back(*reveal);
      if (detail.waybill) detail.waybill->revealed = reveal.has_value();
      if (!reveal && detail.waybill) detail.waybill->sender.name = "张*";
      return detail;
    }
    return NotFound("flags/" + std::to_string(flag_id) + " does not exist");
  }
  Result<store::RelatedFlagPage> ListRelatedFlags(const store::Scope& scope,
                                                  store::FlagId flag_id, std::int32_t,
                                                  std::string_view) override {
    TRIGATE_RETURN_IF_ERROR(GetFlag(scope, flag_id, std::nullopt).status());
    store::RelatedFlagPage page;
    for (const store::FlagDetail& detail : details) {
      if (detail.view.flag.flag_id == flag_id || !Visible(scope, detail)) continue;
      page.flags.push_back({detail.view, {{store::LinkKind::kDevice, "XR-7"}}});
    }
    return page;
  }
  /// The token is the number of changes given out so far.
  Result<store::FlagChanges> ListFlagChanges(const store::Scope& scope, std::string_view filter,
                                             std::string_view resume_token,
                                             std::int32_t limit) override {
    MutexLock lock(mutex_);
    ++reads_;
    while (held_) released_.Wait(mutex_);
    if (!failure_.ok()) return failure_;
    if (filter == "bad") return InvalidField("filter", "column 1: there is no field \"bad\"");
    std::size_t at = changes_.size();
    if (!resume_token.empty()) at = std::stoul(std::string(resume_token));
    store::FlagChanges out;
    while (at < changes_.size() && out.changes.size() < static_cast<std::size_t>(limit)) {
      const store::FlagView& view = changes_[at++];
      if (!Sees(scope, view.flag.region_code, view.flag.carrier, view.flag.hub)) continue;
      out.changes.push_back({view, std::to_string(at)});
    }
    out.resume_token = std::to_string(at);
    out.more = at < changes_.size();
    return out;
  }
  void AddChange(store::FlagView view) {
    MutexLock lock(mutex_);
    changes_.push_back(std::move(view));
  }
  void FailChangesWith(Status failure_to_give) {
    MutexLock lock(mutex_);
    failure_ = std::move(failure_to_give);
  }
  int reads() const {
    MutexLock lock(mutex_);
    return reads_;
  }
  /// While held, reads of changes do not return.
  void HoldChanges(bool held) {
    MutexLock lock(mutex_);
    held_ = held;
    released_.NotifyAll();
  }

  std::vector<store::FlagDetail> details;
  std::string next_page_token;
  Status failure;
  store::ListFlagsQuery last_query;
  std::vector<store::Reveal> reveals;

 private:
  static bool Visible(const store::Scope& scope, const store::FlagDetail& detail) {
    const store::FlagRow& flag = detail.view.flag;
    return Sees(scope, flag.region_code, flag.carrier, flag.hub);
  }
  mutable Mutex mutex_;
  std::vector<store::FlagView> changes_ TRIGATE_GUARDED_BY(mutex_);
  Status failure_ TRIGATE_GUARDED_BY(mutex_);
  int reads_ TRIGATE_GUARDED_BY(mutex_) = 0;
  bool held_ TRIGATE_GUARDED_BY(mutex_) = false;
  CondVar released_;
};

class FakeComplianceReader final : public ComplianceReader {
 public:
  Result<report::ComplianceReport> GetReport(const store::Scope& scope,
                                             const store::ComplianceQuery& query) override {
    if (!failure.ok()) return failure;
    last_scope = scope;
    last_query = query;
    report::ComplianceReport out = report;
    out.start_date = query.start_date;
    out.end_date = query.end_date;
    return out;
  }
  report::ComplianceReport report;
  Status failure;
  std::optional<store::Scope> last_scope;
  store::ComplianceQuery last_query;
};

class FakeCaseworkReader final : public CaseworkReader {
 public:
  Result<store::DeadLetterPage> ListDeadLetters(
      const store::Scope& scope, const store::ListDeadLettersQuery& query) override {
    last_query = query;
    store::DeadLetterPage page;
    for (store::DeadLetterView view : dead_letters) {
      if (!Sees(scope, view.row.region_code, "", view.row.hub)) continue;
      if (!query.hub.empty() && query.hub != view.row.hub) continue;
      if (!query.with_payload) view.row.payload.clear();
      page.dead_letters.push_back(std::move(view));
    }
    return page;
  }
  Result<store::WatchEntryPage> ListWatchEntries(SystemTime, std::int32_t,
                                                 std::string_view) override {
    return store::WatchEntryPage{entries, ""};
  }
  Result<std::string> WatchEntryCreator(std::int64_t entry_id) override {
    for (const store::WatchEntryView& view : entries) {
      if (view.row.entry_id == entry_id) return view.row.creator;
    }
    return NotFound("watchListEntries/" + std::to_string(entry_id) + " is not in force");
  }
  std::vector<store::DeadLetterView> dead_letters;
  std::vector<store::WatchEntryView> entries;
  store::ListDeadLettersQuery last_query;
};

class FakeManifestPort final : public ManifestPort {
 public:
  Status Report(const ManifestReport& report) override {
    reports.push_back(report);
    return OkStatus();
  }
  std::vector<ManifestReport> reports;
};

class FakeWatchListPort final : public WatchListPort {
 public:
  Result<CreatedWatchEntry> Create(const NewWatchEntry& entry) override {
    if (!failure.ok()) return failure;
    created.push_back(entry);
    return CreatedWatchEntry{static_cast<std::int64_t>(created.size()),
                             FromUnixMillis(1'631'678'400'000)};
  }
  Status Delete(std::int64_t entry_id, std::string_view) override {
    if (!failure.ok()) return failure;
    if (entry_id > static_cast<std::int64_t>(created.size())) {
      return NotFound("watchListEntries/" + std::to_string(entry_id) + " does not exist");
    }
    deleted.push_back(entry_id);
    return OkStatus();
  }
  std::vector<NewWatchEntry> created;
  std::vector<std::int64_t> deleted;
  Status failure;
};

class FakeStatusPort final : public StatusPort {
 public:
  Result<DaemonStatus> Read() override { return status; }
  DaemonStatus status;
};

inline store::FlagDetail MakeFlag(store::FlagId flag_id, std::int32_t region, std::string hub,
                                  std::string carrier = "SF") {
  store::FlagDetail detail;
  store::FlagRow& flag = detail.view.flag;
  flag.flag_id = flag_id;
  flag.carrier = std::move(carrier);
  flag.waybill_number = "SF1000000000000";
  flag.hub = std::move(hub);
  flag.region_code = region;
  flag.action = 3;
  flag.score = 71;
  flag.peak_score = 80;
  flag.flagged_at = FromUnixMillis(1'631'678'400'123);
  flag.updated_at = flag.flagged_at;
  flag.policy_version = "2021.09";
  detail.view.etag = "e1";
  store::FindingRow finding;
  finding.rule_id = "xray.missing_before_departure";
  finding.gate = 3;
  finding.action = 3;
  finding.message_zh = "未过机安检";
  finding.weight_milli = 1500;
  finding.strength_milli = 1000;
  detail.view.findings.push_back(finding);
  store::WaybillView waybill;
  waybill.sender.name = "张三";
  waybill.sender.region_code = 150102;
  detail.waybill = waybill;
  store::TimelineRow entry;
  entry.kind = "accepted";
  entry.hub = flag.hub;
  entry.summary_en = "accepted: 1 item";
  detail.timeline.push_back(entry);
  return detail;
}

/// Everything a handler needs, over fakes. Everybody() is registered.
class HandlerFixture : public ::testing::Test {
 protected:
  HandlerFixture() { registry_.Replace(Everybody()); }

  Call As(std::string_view id) const {
    return {*registry_.Find(*ParsePrincipalId(id)), std::nullopt, nullptr};
  }
  /// The fields that a status names.
  static std::vector<std::string> Fields(const Status& status) {
    std::vector<std::string> out;
    for (const FieldViolation& violation : status.violations()) out.push_back(violation.field);
    return out;
  }

  ManualClock clock_;
  FakeAudit audit_;
  metrics::Registry metrics_registry_;
  metrics::ApiMetrics metrics_{metrics_registry_};
  Registry registry_;
  Authorizer authorizer_{audit_, clock_, metrics_};
  HandlerContext context_{authorizer_, registry_, clock_, metrics_};
  FakeFlagReader flags_;
  FakeComplianceReader compliance_;
  FakeCaseworkReader casework_;
  FakeManifestPort manifests_;
  FakeWatchListPort watch_list_;
  FakeStatusPort status_;
  FlagHandler flag_handler_{context_, flags_};
  ComplianceHandler compliance_handler_{context_, compliance_};
  WatchListHandler watch_list_handler_{context_, watch_list_, casework_};
  AdminHandler admin_handler_{context_, status_};
  HubHandler hub_handler_{context_, manifests_, casework_};
};

}  // namespace trigate::api::testing
