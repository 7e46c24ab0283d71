// Parcels in flight: found by key, kept in slots that do not move.
//
// Slots are handed out in a fixed order (freed ones last-in first-out, then the next unused one), so
// that equal histories give equal tables and a snapshot can be compared byte by byte.
//
// Threads: one.  Ownership: states live in the table; references are valid until Erase of that slot.
// Limits: 2^31 slots; memory is not given back while the table lives.

#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/parcel_state.h"
#include "engine/slab.h"

namespace trigate::engine {

using Slot = std::uint32_t;
inline constexpr Slot kNoSlot = 0xffff'ffff;

class ParcelTable {
 public:
  explicit ParcelTable(std::size_t expected_parcels);

  /// Finds or adds; an added state is empty but for its key and kLive. `hash` is that of the key.
  Slot FindOrAdd(const model::ParcelKey& key, std::uint64_t hash, bool* added);
  /// Hints for FindOrAdd of a hash that comes soon. A table of millions lies in main memory, and the
  /// engine has a core of its own: waiting for memory would be most of its work. First the bucket,
  /// some events later the state that it leads to, then the references that the state leads to.
  void PrefetchBucket(std::uint64_t hash) const;
  void PrefetchState(std::uint64_t hash) const;
  void PrefetchRefs(std::uint64_t hash) const;
  void Erase(Slot slot);

  [[nodiscard]] ParcelState& at(Slot slot) { return states_[slot]; }
  [[nodiscard]] const ParcelState& at(Slot slot) const { return states_[slot]; }
  [[nodiscard]] std::size_t size() const { return states_.size() - free_.size(); }
  /// Slots ever handed out; some may be free again.
  [[nodiscard]] Slot slot_count() const { return static_cast<Slot>(states_.size()); }

  /// Appends a reference to a parcel's list. False when the list is full (kEventRefsMax).
  bool AddRef(ParcelState& parcel, const PackedRef& ref);
  /// Calls visit(const PackedRef&) for each reference, oldest first.
  template <typename Visit>
  void ForEachRef(const ParcelState& parcel, Visit&& visit) const {
    const std::size_t inlined = std::min<std::size_t>(parcel.ref_count, kInlineRefs);
    for (std::size_t i = 0; i < inlined; ++i) visit(parcel.refs.Get(i));
    std::size_t left = parcel.ref_count - inlined;
    for (std::uint32_t c = parcel.more_refs; left > 0; c = ref_chunks_[c].next) {
      for (std::size_t i = 0; i < kChunkRefs && left > 0; ++i, --left) {
        visit(ref_chunks_[c].refs.Get(i));
      }
    }
  }
  [[nodiscard]] bool HasFingerprint(const ParcelState& parcel, std::uint32_t fingerprint) const;

  /// For snapshots: free slots, in the order in which they would be handed out last to first.
  [[nodiscard]] const std::vector<Slot>& free_slots() const { return free_; }
  /// For restoring: makes slots 0 to count - 1 exist, all free of content, with this free list.
  void Reset(Slot count, std::vector<Slot> free_slots);
  /// For restoring: enters a state that at(slot) already holds into the index.
  void Index(Slot slot);

 private:
  static constexpr std::size_t kChunkRefs = 8;
  struct RefChunk {
    RefArray<kChunkRefs> refs;
    std::uint32_t next = kNoChunk;
  };

  /// The tag spares most looks at a state that is another parcel's, and tells where it belongs.
  struct Bucket {
    Slot slot = kNoSlot;
    std::uint32_t tag = 0;  ///< low half of the hash
  };

  void Grow(std::size_t buckets);
  [[nodiscard]] std::size_t BucketOf(const model::ParcelKey& key, std::uint64_t hash) const;
  /// The first slot whose bucket carries the tag; most likely the parcel's.
  [[nodiscard]] Slot LikelySlot(std::uint64_t hash) const;
  [[nodiscard]] std::size_t mask() const { return buckets_.size() - 1; }
  void FreeRefs(ParcelState& parcel);
  std::uint32_t NewRefChunk();

  Slab<ParcelState> states_;
  std::vector<Slot> free_;
  std::vector<Bucket> buckets_;  ///< open addressing, linear probing, at most 3/4 full
  Slab<RefChunk> ref_chunks_;
  std::uint32_t free_ref_chunk_ = kNoChunk;
};

}  // namespace trigate::engine
