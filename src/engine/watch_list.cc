#include "engine/watch_list.h"

#include <utility>

namespace trigate::engine {
namespace {

bool InForce(const WatchEntry& entry, Seconds now) {
  return entry.expires_at == 0 || entry.expires_at > now;
}

template <typename Multimap, typename Key>
void EraseEntry(Multimap& map, const Key& key, std::int64_t entry_id) {
  auto [it, end] = map.equal_range(key);
  while (it != end && it->second != entry_id) ++it;
  if (it != end) map.erase(it);
}

}  // namespace

void WatchList::Add(std::int64_t entry_id, WatchEntry entry) {
  if (!entry.request_id.empty()) by_request_.emplace(entry.request_id, entry_id);
  if (entry.kind == WatchKind::kWaybill) {
    by_parcel_.emplace(entry.parcel, entry_id);
  } else {
    by_link_.emplace(entry.link_key, entry_id);
  }
  if (entry.expires_at != 0) by_expiry_.emplace(entry.expires_at, entry_id);
  entries_.emplace(entry_id, std::move(entry));
}

bool WatchList::End(std::int64_t entry_id) {
  const auto it = entries_.find(entry_id);
  if (it == entries_.end()) return false;
  const WatchEntry& entry = it->second;
  by_request_.erase(entry.request_id);
  by_expiry_.erase({entry.expires_at, entry_id});
  if (entry.kind == WatchKind::kWaybill) {
    EraseEntry(by_parcel_, entry.parcel, entry_id);
  } else {
    EraseEntry(by_link_, entry.link_key, entry_id);
  }
  entries_.erase(it);
  return true;
}

void WatchList::EndExpired(Seconds now) {
  while (!by_expiry_.empty() && by_expiry_.begin()->first <= now) {
    End(by_expiry_.begin()->second);
  }
}

bool WatchList::AnyInForce(WatchKind kind, model::LinkKey key, Seconds now) const {
  if (key == 0) return false;
  for (auto [it, end] = by_link_.equal_range(key); it != end; ++it) {
    const WatchEntry& entry = entries_.at(it->second);
    if (entry.kind == kind && InForce(entry, now)) return true;
  }
  return false;
}

bool WatchList::Names(const ParcelState& parcel, Seconds now) const {
  if (entries_.empty()) return false;
  for (auto [it, end] = by_parcel_.equal_range(parcel.key); it != end; ++it) {
    if (InForce(entries_.at(it->second), now)) return true;
  }
  return AnyInForce(WatchKind::kPhone, parcel.sender_phone, now) ||
         AnyInForce(WatchKind::kPhone, parcel.recipient_phone, now) ||
         AnyInForce(WatchKind::kDocument, parcel.document, now) ||
         AnyInForce(WatchKind::kAddress, parcel.sender_address, now) ||
         AnyInForce(WatchKind::kAddress, parcel.recipient_address, now);
}

bool WatchList::Names(const WatchEntry& entry, const ParcelState& parcel) {
  switch (entry.kind) {
    case WatchKind::kWaybill: return parcel.key == entry.parcel;
    case WatchKind::kPhone:
      return entry.link_key != 0 && (parcel.sender_phone == entry.link_key ||
                                     parcel.recipient_phone == entry.link_key);
    case WatchKind::kDocument: return entry.link_key != 0 && parcel.document == entry.link_key;
    case WatchKind::kAddress:
      return entry.link_key != 0 && (parcel.sender_address == entry.link_key ||
                                     parcel.recipient_address == entry.link_key);
  }
  return false;
}

std::int64_t WatchList::FindRequest(std::string_view request_id) const {
  const auto it = by_request_.find(std::string(request_id));
  return it == by_request_.end() ? 0 : it->second;
}

void WatchList::Clear() {
  entries_.clear();
  by_expiry_.clear();
  by_request_.clear();
  by_link_.clear();
  by_parcel_.clear();
}

}  // namespace trigate::engine
