// Parcels in flight: found by key, kept in slots that do not move.
//
// Slots are handed out in a fixed order (freed ones last-in first-out, then the next unused one), so
// that equal histories give equal tables and a snapshot can be compared byte by byte.
//
// Threads: one.  Ownership: states live in the table; references are valid until Erase of that slot.
// Limits: 2^32 - 2 slots; memory is not given back while the table lives.

#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/parcel_state.h"

namespace trigate::engine {

using Slot = std::uint32_t;
inline constexpr Slot kNoSlot = 0xffff'ffff;

class ParcelTable {
 public:
  explicit ParcelTable(std::size_t expected_parcels);

  /// kNoSlot when there is none.
  [[nodiscard]] Slot Find(const model::ParcelKey& key) const;
  /// Finds or adds; an added state is empty but for its key and kLive.
  Slot FindOrAdd(const model::ParcelKey& key, bool* added);
  void Erase(Slot slot);

  [[nodiscard]] ParcelState& at(Slot slot) { return chunks_[slot / kChunk]->states[slot % kChunk]; }
  [[nodiscard]] const ParcelState& at(Slot slot) const {
    return chunks_[slot / kChunk]->states[slot % kChunk];
  }
  [[nodiscard]] std::size_t size() const { return used_ - free_.size(); }
  /// Slots ever handed out; some may be free again.
  [[nodiscard]] Slot slot_count() const { return used_; }

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
  static constexpr std::size_t kChunk = 4096;
  struct Chunk {
    std::array<ParcelState, kChunk> states;
  };
  static constexpr std::size_t kChunkRefs = 8;
  struct RefChunk {
    RefArray<kChunkRefs> refs;
    std::uint32_t next = kNoChunk;
  };

  void Grow(std::size_t buckets);
  [[nodiscard]] std::size_t BucketOf(const model::ParcelKey& key) const;
  void FreeRefs(ParcelState& parcel);
  std::uint32_t NewRefChunk();

  std::vector<std::unique_ptr<Chunk>> chunks_;
  Slot used_ = 0;
  std::vector<Slot> free_;
  std::vector<Slot> buckets_;  ///< open addressing, linear probing, at most 3/4 full
  std::vector<RefChunk> ref_chunks_;
  std::uint32_t free_ref_chunk_ = kNoChunk;
};

}  // namespace trigate::engine
