#include "engine/parcel_table.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "trigate/engine/engine.h"

namespace trigate::engine {

ParcelTable::ParcelTable(std::size_t expected_parcels) {
  Grow(std::bit_ceil(std::max<std::size_t>(1024, expected_parcels + expected_parcels / 2)));
}

std::size_t ParcelTable::BucketOf(const model::ParcelKey& key, std::uint64_t hash) const {
  const auto tag = static_cast<std::uint32_t>(hash);
  std::size_t bucket = tag & mask();
  while (buckets_[bucket].slot != kNoSlot &&
         !(buckets_[bucket].tag == tag && at(buckets_[bucket].slot).key == key)) {
    bucket = (bucket + 1) & mask();
  }
  return bucket;
}

void ParcelTable::PrefetchBucket(std::uint64_t hash) const {
  __builtin_prefetch(&buckets_[static_cast<std::uint32_t>(hash) & mask()]);
}

Slot ParcelTable::LikelySlot(std::uint64_t hash) const {
  const auto tag = static_cast<std::uint32_t>(hash);
  std::size_t bucket = tag & mask();
  while (buckets_[bucket].slot != kNoSlot && buckets_[bucket].tag != tag) {
    bucket = (bucket + 1) & mask();
  }
  return buckets_[bucket].slot;
}

void ParcelTable::PrefetchState(std::uint64_t hash) const {
  constexpr std::size_t kLine = 64;
  const Slot slot = LikelySlot(hash);
  if (slot == kNoSlot) return;
  const auto* bytes = reinterpret_cast<const char*>(&at(slot));
  for (std::size_t i = 0; i < sizeof(ParcelState); i += kLine) __builtin_prefetch(bytes + i, 1);
}

void ParcelTable::PrefetchRefs(std::uint64_t hash) const {
  const Slot slot = LikelySlot(hash);
  if (slot == kNoSlot || at(slot).more_refs == kNoChunk) return;
  const RefChunk& chunk = ref_chunks_[at(slot).more_refs];
  __builtin_prefetch(&chunk, 1);
  __builtin_prefetch(reinterpret_cast<const char*>(&chunk + 1) - 1, 1);
}

Slot ParcelTable::FindOrAdd(const model::ParcelKey& key, std::uint64_t hash, bool* added) {
  std::size_t bucket = BucketOf(key, hash);
  *added = buckets_[bucket].slot == kNoSlot;
  if (!*added) return buckets_[bucket].slot;
  if ((size() + 1) * 4 > buckets_.size() * 3) {
    Grow(buckets_.size() * 2);
    bucket = BucketOf(key, hash);
  }
  Slot slot = slot_count();
  if (!free_.empty()) {
    slot = free_.back();
    free_.pop_back();
  } else {
    states_.GrowTo(std::size_t{slot} + 1);
  }
  ParcelState& state = at(slot);
  state = ParcelState();
  state.key = key;
  state.Set(kLive);
  buckets_[bucket] = {slot, static_cast<std::uint32_t>(hash)};
  return slot;
}

void ParcelTable::Erase(Slot slot) {
  const model::ParcelKey& key = at(slot).key;
  std::size_t hole = BucketOf(key, key.Hash());
  // Backward shift: no tombstones, so that probes stay as short as after a fresh build.
  for (std::size_t next = (hole + 1) & mask(); buckets_[next].slot != kNoSlot;
       next = (next + 1) & mask()) {
    const std::size_t home = buckets_[next].tag & mask();
    if (((next - home) & mask()) >= ((next - hole) & mask())) {
      buckets_[hole] = buckets_[next];
      hole = next;
    }
  }
  buckets_[hole] = Bucket();
  FreeRefs(at(slot));
  at(slot) = ParcelState();
  free_.push_back(slot);
}

void ParcelTable::Grow(std::size_t buckets) {
  const std::vector<Bucket> old = std::exchange(buckets_, std::vector<Bucket>(buckets));
  for (const Bucket& entry : old) {
    if (entry.slot == kNoSlot) continue;
    std::size_t bucket = entry.tag & mask();
    while (buckets_[bucket].slot != kNoSlot) bucket = (bucket + 1) & mask();
    buckets_[bucket] = entry;
  }
}

void ParcelTable::Index(Slot slot) {
  const model::ParcelKey& key = at(slot).key;
  const std::uint64_t hash = key.Hash();
  buckets_[BucketOf(key, hash)] = {slot, static_cast<std::uint32_t>(hash)};
}

void ParcelTable::Reset(Slot count, std::vector<Slot> free_slots) {
  states_.Clear();
  states_.GrowTo(count);
  free_ = std::move(free_slots);
  ref_chunks_.Clear();
  free_ref_chunk_ = kNoChunk;
  const std::size_t wanted = std::bit_ceil(std::max<std::size_t>(1024, count * std::size_t{2}));
  buckets_.assign(std::max(wanted, buckets_.size()), Bucket());
}

std::uint32_t ParcelTable::NewRefChunk() {
  if (free_ref_chunk_ != kNoChunk) {
    const std::uint32_t chunk = free_ref_chunk_;
    free_ref_chunk_ = std::exchange(ref_chunks_[chunk].next, kNoChunk);
    return chunk;
  }
  ref_chunks_.GrowTo(ref_chunks_.size() + 1);
  return static_cast<std::uint32_t>(ref_chunks_.size() - 1);
}

bool ParcelTable::AddRef(ParcelState& parcel, const PackedRef& ref) {
  if (parcel.ref_count >= kEventRefsMax) return false;
  if (parcel.ref_count < kInlineRefs) {
    parcel.refs.Set(parcel.ref_count++, ref);
    return true;
  }
  const std::size_t beyond = parcel.ref_count - kInlineRefs;
  std::uint32_t chunk = parcel.more_refs;
  if (beyond % kChunkRefs == 0) {
    const std::uint32_t fresh = NewRefChunk();
    if (beyond == 0) {
      parcel.more_refs = fresh;
    } else {
      while (ref_chunks_[chunk].next != kNoChunk) chunk = ref_chunks_[chunk].next;
      ref_chunks_[chunk].next = fresh;
    }
    chunk = fresh;
  } else {
    while (ref_chunks_[chunk].next != kNoChunk) chunk = ref_chunks_[chunk].next;
  }
  ref_chunks_[chunk].refs.Set(beyond % kChunkRefs, ref);
  ++parcel.ref_count;
  return true;
}

bool ParcelTable::HasFingerprint(const ParcelState& parcel, std::uint32_t fingerprint) const {
  bool found = false;
  ForEachRef(parcel, [&](const PackedRef& ref) { found |= ref.fingerprint == fingerprint; });
  return found;
}

void ParcelTable::FreeRefs(ParcelState& parcel) {
  for (std::uint32_t chunk = parcel.more_refs; chunk != kNoChunk;) {
    const std::uint32_t next = ref_chunks_[chunk].next;
    ref_chunks_[chunk].next = free_ref_chunk_;
    free_ref_chunk_ = chunk;
    chunk = next;
  }
  parcel.more_refs = kNoChunk;
  parcel.ref_count = 0;
}

}  // namespace trigate::engine
