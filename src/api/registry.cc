#include "trigate/api/registry.h"

#include <algorithm>
#include <utility>

namespace trigate::api {
namespace {

bool ById(const store::Principal& a, const store::Principal& b) { return a.id < b.id; }

}  // namespace

RegistrySnapshot::RegistrySnapshot(std::vector<store::Principal> principals)
    : principals_(std::move(principals)) {
  std::reverse(principals_.begin(), principals_.end());
  std::stable_sort(principals_.begin(), principals_.end(), ById);
  const auto same = [](const auto& a, const auto& b) { return a.id == b.id; };
  principals_.erase(std::unique(principals_.begin(), principals_.end(), same), principals_.end());
}

const store::Principal* RegistrySnapshot::Find(std::string_view id) const {
  const auto found =
      std::lower_bound(principals_.begin(), principals_.end(), id,
                       [](const store::Principal& p, std::string_view key) { return p.id < key; });
  return found != principals_.end() && found->id == id ? &*found : nullptr;
}

const store::Principal* RegistrySnapshot::FindHub(std::string_view name) const {
  return Find(std::string("hub/").append(name));
}

std::shared_ptr<const RegistrySnapshot> Registry::snapshot() const {
  MutexLock lock(mutex_);
  return snapshot_;
}

void Registry::Replace(std::vector<store::Principal> principals) {
  auto made = std::make_shared<const RegistrySnapshot>(std::move(principals));
  MutexLock lock(mutex_);
  snapshot_ = std::move(made);
}

Result<Caller> Registry::Find(const PrincipalName& name) const {
  const auto current = snapshot();
  if (!current) return Unavailable("the registry of principals has not been read yet");
  const std::string id = name.id();
  const store::Principal* const entry = current->Find(id);
  if (entry == nullptr) return PermissionDenied(id + " is not registered");
  if (entry->disabled) return PermissionDenied(id + " is disabled");
  if (entry->role != name.role || entry->carrier != name.carrier) {
    return PermissionDenied(id + " is registered in another role");
  }
  return Caller{*entry, name.name, std::nullopt};
}

Status Registry::Recheck(const Caller& caller, SystemTime now) const {
  if (caller.certificate_end && now >= *caller.certificate_end) {
    return Unavailable("the client certificate of this connection has expired; open a new one");
  }
  const auto current = snapshot();
  const store::Principal* const entry = current ? current->Find(caller.principal.id) : nullptr;
  if (entry == nullptr) return PermissionDenied(caller.principal.id + " is no longer registered");
  if (entry->disabled) return PermissionDenied(caller.principal.id + " is disabled");
  if (*entry != caller.principal) {
    return Unavailable("the registration of " + caller.principal.id +
                       " changed; open a new stream");
  }
  return OkStatus();
}

Status Registry::Refresh(RegistrySource& source, RegistryCache& cache) {
  TRIGATE_ASSIGN_OR_RETURN(std::vector<store::Principal> read, source.LoadAll());
  if (read.size() > kPrincipalsMax) {
    return ResourceExhausted("the registry has more than " + std::to_string(kPrincipalsMax) +
                             " principals");
  }
  const auto before = snapshot();
  Replace(std::move(read));
  const auto after = snapshot();
  if (before && before->principals() == after->principals()) return OkStatus();
  return cache.Save(EncodeRegistry(after->principals())).WithContext("keeping the registry");
}

Status Registry::Restore(RegistryCache& cache) {
  TRIGATE_ASSIGN_OR_RETURN(const std::optional<std::string> bytes, cache.Load());
  if (!bytes) return OkStatus();
  TRIGATE_ASSIGN_OR_RETURN(std::vector<store::Principal> principals, DecodeRegistry(*bytes));
  Replace(std::move(principals));
  return OkStatus();
}

}  // namespace trigate::api
