// Registry: which principals exist, in which role and scope. An immutable snapshot that is replaced
// as a whole, so that a call sees one state and never waits for PostgreSQL to learn who is calling.
//
// Threads: Find, Recheck and snapshot from any thread; they copy a pointer under a lock and wait
// for nothing. Refresh and Restore are for one thread at a time (the daemon's timer, every 5 s).
// Ownership: values; a snapshot lives as long as somebody holds it.
// Failure: a refresh that fails leaves the snapshot as it is. Until the first good Refresh or
// Restore nobody is known and every call is kUnavailable: who is not known yet is not refused for
// good.
// Limits: kPrincipalsMax entries.
//
// A change of role, scope or `disabled` reaches open streams within the refresh interval: a stream
// calls Recheck on its timer and ends with the status that it gives. Source: OWASP ASVS 5.0, 8.3.2.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/api/ports.h"
#include "trigate/api/principal.h"
#include "trigate/base/clock.h"
#include "trigate/base/mutex.h"
#include "trigate/base/status.h"

namespace trigate::api {

inline constexpr std::size_t kPrincipalsMax = 100'000;

class RegistrySnapshot {
 public:
  /// Sorts; of two entries with one id the later one counts.
  explicit RegistrySnapshot(std::vector<store::Principal> principals);

  /// nullptr when there is none.
  [[nodiscard]] const store::Principal* Find(std::string_view id) const;
  /// By registered name, without "hub/".
  [[nodiscard]] const store::Principal* FindHub(std::string_view name) const;
  /// Sorted by id.
  [[nodiscard]] const std::vector<store::Principal>& principals() const { return principals_; }

 private:
  std::vector<store::Principal> principals_;
};

class Registry {
 public:
  /// nullptr before the first good Refresh or Restore.
  [[nodiscard]] std::shared_ptr<const RegistrySnapshot> snapshot() const TRIGATE_EXCLUDES(mutex_);

  /// The caller that `name` stands for. Fails: kUnavailable before anything is known,
  /// kPermissionDenied when it is not registered, disabled or registered in another role or
  /// carrier.
  Result<Caller> Find(const PrincipalName& name) const;

  /// OK while an open stream may go on: same entry as when it began, certificate still valid.
  /// kPermissionDenied when the entry was disabled or removed; kUnavailable after the end of the
  /// certificate, or when role or scope changed: the client connects again, and the new handshake
  /// decides.
  Status Recheck(const Caller& caller, SystemTime now) const;

  /// Reads everything from `source` and replaces the snapshot; when it changed, keeps a copy in
  /// `cache`. A copy that cannot be kept is reported, the new snapshot counts all the same.
  Status Refresh(RegistrySource& source, RegistryCache& cache);
  /// Takes the last copy from `cache`. OK with nothing to take.
  Status Restore(RegistryCache& cache);
  /// For programs without a database and for tests.
  void Replace(std::vector<store::Principal> principals) TRIGATE_EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const RegistrySnapshot> snapshot_ TRIGATE_GUARDED_BY(mutex_);
};

/// Bytes of the cached copy. JSON, version 1.
std::string EncodeRegistry(const std::vector<store::Principal>& principals);
/// Fails: kDataLoss.
Result<std::vector<store::Principal>> DecodeRegistry(std::string_view bytes);

}  // namespace trigate::api
