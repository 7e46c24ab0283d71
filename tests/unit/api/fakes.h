// Fakes of the ports of module api: plain memory with switches for faults.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "trigate/api/ports.h"
#include "trigate/api/principal.h"
#include "trigate/base/clock.h"
#include "trigate/base/mutex.h"

namespace trigate::api::testing {

/// A clock that stands still until it is moved.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] SystemTime Now() const override {
    MutexLock lock(mutex_);
    return now_;
  }
  [[nodiscard]] MonotonicTime MonotonicNow() const override {
    MutexLock lock(mutex_);
    return MonotonicTime(now_.time_since_epoch());
  }
  void Advance(Millis by) {
    MutexLock lock(mutex_);
    now_ += by;
  }

 private:
  mutable Mutex mutex_;
  SystemTime now_ TRIGATE_GUARDED_BY(mutex_) = *ParseRfc3339("2021-09-15T04:00:00Z");
};

class FakeAudit final : public AuditPort {
 public:
  Status Append(const store::AuditRecord& record) override {
    MutexLock lock(mutex_);
    if (!failure_.ok()) return failure_;
    records_.push_back(record);
    return OkStatus();
  }
  std::vector<store::AuditRecord> records() const {
    MutexLock lock(mutex_);
    return records_;
  }
  void FailWith(Status failure) {
    MutexLock lock(mutex_);
    failure_ = std::move(failure);
  }

 private:
  mutable Mutex mutex_;
  std::vector<store::AuditRecord> records_ TRIGATE_GUARDED_BY(mutex_);
  Status failure_ TRIGATE_GUARDED_BY(mutex_);
};

class FakeRegistrySource final : public RegistrySource {
 public:
  Result<std::vector<store::Principal>> LoadAll() override {
    if (!failure.ok()) return failure;
    return principals;
  }
  std::vector<store::Principal> principals;
  Status failure;
};

class FakeRegistryCache final : public RegistryCache {
 public:
  Status Save(std::string_view bytes) override {
    if (!failure.ok()) return failure;
    ++saves;
    kept = std::string(bytes);
    return OkStatus();
  }
  Result<std::optional<std::string>> Load() override { return kept; }
  std::optional<std::string> kept;
  Status failure;
  int saves = 0;
};

inline store::Principal Hub(std::string name, std::int32_t region) {
  store::Principal principal;
  principal.id = "hub/" + name;
  principal.role = Role::kHub;
  principal.hub_region = region;
  return principal;
}

inline store::Principal Person(Role role, std::string id, std::vector<std::int32_t> regions,
                               std::string carrier = "") {
  store::Principal principal;
  principal.id = std::move(id);
  principal.role = role;
  principal.regions = std::move(regions);
  principal.carrier = std::move(carrier);
  return principal;
}

/// One of each role and a foreign hub.
inline std::vector<store::Principal> Everybody() {
  return {Hub("hohhot-01", 150102),
          Hub("baotou-01", 150202),
          Hub("beijing-01", 110101),
          Person(Role::kInvestigator, "investigator/wang", {1501}),
          Person(Role::kHeadquarters, "hq/SF/nm-01", {15}, "SF"),
          Person(Role::kSupervisor, "supervisor/zhao", {15}),
          Person(Role::kAdmin, "admin/ops", {})};
}

inline Caller CallerOf(const store::Principal& principal) {
  return {principal, ParsePrincipalId(principal.id)->name, std::nullopt};
}

}  // namespace trigate::api::testing
