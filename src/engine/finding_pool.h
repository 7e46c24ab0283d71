// The findings of those parcels that have any, in the order in which they were raised.
//
// Most parcels have none, so the list lives beside the table. List 0 is always empty; freed lists are
// reused last-in first-out, so that equal histories give equal pools.
//
// Threads: one.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/parcel_state.h"

namespace trigate::engine {

inline constexpr std::uint16_t kRetiredRule = 0xffff;

struct FindingRecord {
  std::int64_t position = 0;  ///< of the evidence
  Seconds raised_at = 0;
  std::uint16_t rule = 0;     ///< slot, or kRetiredRule
  std::uint16_t strength_milli = 0;
  bool error = false;         ///< the rule could not be evaluated
};

class FindingPool {
 public:
  FindingPool() : lists_(1) {}

  /// Adds a finding to the parcel's list; returns its place in the list.
  std::size_t Add(ParcelState& parcel, const FindingRecord& finding) {
    if (parcel.finding_list == 0) parcel.finding_list = NewList();
    lists_[parcel.finding_list].push_back(finding);
    return lists_[parcel.finding_list].size() - 1;
  }
  [[nodiscard]] std::span<const FindingRecord> Of(const ParcelState& parcel) const {
    return lists_[parcel.finding_list];
  }
  void Free(ParcelState& parcel) {
    if (parcel.finding_list == 0) return;
    lists_[parcel.finding_list].clear();
    free_.push_back(parcel.finding_list);
    parcel.finding_list = 0;
  }
  /// Findings of rules that are gone keep their place but name no rule: their slots may be given to
  /// others.
  void Retire(const policy::RuleBits& gone) {
    for (std::vector<FindingRecord>& list : lists_) {
      for (FindingRecord& finding : list) {
        if (finding.rule != kRetiredRule && gone.Has(finding.rule)) finding.rule = kRetiredRule;
      }
    }
  }
  void Clear() {
    lists_.assign(1, {});
    free_.clear();
  }

 private:
  std::uint32_t NewList() {
    if (free_.empty()) {
      lists_.emplace_back();
      return static_cast<std::uint32_t>(lists_.size() - 1);
    }
    const std::uint32_t list = free_.back();
    free_.pop_back();
    return list;
  }

  std::vector<std::vector<FindingRecord>> lists_;
  std::vector<std::uint32_t> free_;
};

}  // namespace trigate::engine
