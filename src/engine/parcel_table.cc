#include "engine/parcel_table.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "trigate/engine/engine.h"

namespace trigate::engine {

ParcelTable::ParcelTable(std::size_t expected_parcels) {
  Grow(std::bit_ceil(std::max<std::size_t>(1024, expected_parcels + expected_parcels / 2)));
}

std::size_t ParcelTable::BucketOf(const model::ParcelKey& key) const {
  const std::size_t mask = buckets_.size() - 1;
  std::size_t bucket = key.Hash() & mask;
  while (buckets_[bucket] != kNoSlot && !(at(buckets_[bucket]).key == key)) {
    bucket = (bucket + 1) & mask;
  }
  return bucket;
}

Slot ParcelTable::Find(const model::ParcelKey& key) const { return buckets_[BucketOf(key)]; }

Slot ParcelTable::FindOrAdd(const model::ParcelKey& key, bool* added) {
  std::size_t bucket = BucketOf(key);
  *added = buckets_[bucket] == kNoSlot;
  if (!*added) return buckets_[bucket];
  if ((size() + 1) * 4 > buckets_.size() * 3) {
    Grow(buckets_.size() * 2);
    bucket = BucketOf(key);
  }
  Slot slot = used_;
  if (!free_.empty()) {
    slot = free_.back();
    free_.pop_back();
  } else {
    ++used_;
    if (slot / kChunk >= chunks_.size()) chunks_.push_back(std::make_unique<Chunk>());
  }
  ParcelState& state = at(slot);
  state = ParcelState();
  state.key = key;
  state.Set(kLive);
  buckets_[bucket] = slot;
  return slot;
}

void ParcelTable::Erase(Slot slot) {
  const std::size_t mask = buckets_.size() - 1;
  std::size_t hole = BucketOf(at(slot).key);
  // Backward shift: no tombstones, so that probes stay as short as after a fresh build.
  for (std::size_t next = (hole + 1) & mask; buckets_[next] != kNoSlot; next = (next + 1) & mask) {
    const std::size_t home = at(buckets_[next]).key.Hash() & mask;
    if (((next - home) & mask) >= ((next - hole) & mask)) {
      buckets_[hole] = buckets_[next];
      hole = next;
    }
  }
  buckets_[hole] = kNoSlot;
  FreeRefs(at(slot));
  at(slot) = ParcelState();
  free_.push_back(slot);
}

void ParcelTable::Grow(std::size_t buckets) {
  buckets_.assign(buckets, kNoSlot);
  for (Slot slot = 0; slot < used_; ++slot) {
    if (at(slot).Has(kLive)) Index(slot);
  }
}

void ParcelTable::Index(Slot slot) { buckets_[BucketOf(at(slot).key)] = slot; }

void ParcelTable::Reset(Slot count, std::vector<Slot> free_slots) {
  chunks_.clear();
  while (chunks_.size() * kChunk < count) chunks_.push_back(std::make_unique<Chunk>());
  used_ = count;
  free_ = std::move(free_slots);
  ref_chunks_.clear();
  free_ref_chunk_ = kNoChunk;
  const std::size_t wanted = std::bit_ceil(std::max<std::size_t>(1024, count * std::size_t{2}));
  buckets_.assign(std::max(wanted, buckets_.size()), kNoSlot);
}

std::uint32_t ParcelTable::NewRefChunk() {
  if (free_ref_chunk_ != kNoChunk) {
    const std::uint32_t chunk = free_ref_chunk_;
    free_ref_chunk_ = std::exchange(ref_chunks_[chunk].next, kNoChunk);
    return chunk;
  }
  ref_chunks_.emplace_back();
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
