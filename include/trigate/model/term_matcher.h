// TermMatcher: finds the terms of word lists in a text, all in one pass.
//
//   TRIGATE_ASSIGN_OR_RETURN(TermMatcher matcher, TermMatcher::ForLexicons({LexiconId::kNps}));
//   matcher.ForEach(folded, [&](const TermHit& hit) { … });
//
// An Aho–Corasick automaton over the bytes of the folded terms (Aho and Corasick, 1975). Rules:
//   - the longest term wins: in 1-苯基-2-丙酮 the shorter 丙酮 is not reported;
//   - a term inside one of its own exceptions is not meant: 大麻 in 大麻花, 硫酸 in 硫酸钠;
//   - where a term begins or ends with an ASCII letter or digit, the text must have no such
//     character beside it: SPA is not in SPACE, and a CAS number not in a longer number;
//   - terms that only overlap are all reported.
// Texts and terms are compared in the form of FoldForMatch, so case, width, dashes, blanks between
// ideographs and invisible characters make no difference.
//
// Threads: immutable once built; any number of threads may search.  Ownership: refers to the
// entries it was built from; they must outlive it (the compiled-in lists always do).  Allocation:
// none while searching.  Cost: one step a byte, some 100 to 300 MB/s.  Failure: Build refuses an
// empty or too long term, naming it.  Limits: kTermBytesMax, kTermsMax.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>

#include "trigate/base/status.h"
#include "trigate/model/lexicon.h"

namespace trigate::model {

inline constexpr std::size_t kTermBytesMax = 512;  ///< folded; the longest published name has 135
inline constexpr std::size_t kTermsMax = 100'000;  ///< terms, exceptions and CAS numbers together

struct TermHit {
  const LexiconEntry* entry = nullptr;  ///< never null in a hit
  std::uint32_t offset = 0;             ///< bytes into the folded text
  std::uint32_t length = 0;             ///< bytes
  bool by_cas = false;                  ///< the CAS number was found, not the term
};

/// The first hits of a text.
class TermHits {
 public:
  static constexpr std::size_t kMax = 16;

  [[nodiscard]] std::span<const TermHit> hits() const {
    return {hits_.data(), count_ < kMax ? count_ : kMax};
  }
  /// All hits, also those beyond hits().
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] bool empty() const { return count_ == 0; }

  void Add(const TermHit& hit) {
    if (count_ < kMax) hits_[count_] = hit;
    ++count_;
  }

 private:
  std::array<TermHit, kMax> hits_{};
  std::size_t count_ = 0;
};

struct TermMatcherOptions {
  bool ambiguous = true;  ///< search for kAmbiguous entries too
  bool cas = true;        ///< search for CAS numbers too
};

class TermMatcher {
 public:
  /// Descriptive entries are left out. Fails: kInvalidArgument naming the term.
  static Result<TermMatcher> Build(std::span<const std::span<const LexiconEntry>> lists,
                                   TermMatcherOptions options = {});
  static Result<TermMatcher> ForLexicons(std::initializer_list<LexiconId> lexicons,
                                         TermMatcherOptions options = {});

  TermMatcher(TermMatcher&&) noexcept;
  TermMatcher& operator=(TermMatcher&&) noexcept;
  ~TermMatcher();

  /// Calls `visit(const TermHit&)` for every entry found, by place in the text; entries of one term
  /// in the order of the lists. More than 64 terms that overlap one another are resolved in parts,
  /// which may report a term too many, never one too few. REQUIRES: fewer than 2^32 bytes.
  template <typename Visit>
  void ForEach(std::string_view folded, Visit&& visit) const {
    using Function = std::remove_reference_t<Visit>;
    Search(
        folded,
        [](void* context, const TermHit& hit) { (*static_cast<Function*>(context))(hit); },
        const_cast<void*>(static_cast<const void*>(&visit)));
  }

  [[nodiscard]] TermHits Find(std::string_view folded) const {
    TermHits hits;
    ForEach(folded, [&hits](const TermHit& hit) { hits.Add(hit); });
    return hits;
  }

 private:
  struct Index;
  explicit TermMatcher(std::unique_ptr<const Index> index);
  void Search(std::string_view folded, void (*report)(void*, const TermHit&), void* context) const;

  std::unique_ptr<const Index> index_;
};

}  // namespace trigate::model
