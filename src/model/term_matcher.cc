#include "trigate/model/term_matcher.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/ascii.h"
#include "model/automaton.h"
#include "trigate/model/text.h"

namespace trigate::model {
namespace {

constexpr std::size_t kClusterMax = 64;

struct EntryRef {
  const LexiconEntry* entry;
  bool by_cas;
};

/// What one pattern of the automaton means. It may be a term of several lists, an exception of
/// several terms, or both.
struct Pattern {
  std::uint32_t size = 0;
  bool word_start = false;  // begins with an ASCII letter or digit
  bool word_end = false;
  bool by_cas = false;
  std::vector<EntryRef> entries;
  std::vector<std::uint32_t> excuses;  // patterns that do not count inside this one
};

struct Match {
  std::uint32_t start;
  std::uint32_t end;
  std::uint32_t pattern;
};

/// Collects the patterns while an automaton cannot be built yet.
class PatternTable {
 public:
  Result<std::uint32_t> Intern(std::string_view text) {
    std::string folded;
    TRIGATE_RETURN_IF_ERROR(FoldForMatch(text, folded).WithContext("term"));
    if (folded.empty() || folded.size() > kTermBytesMax) {
      return InvalidField("term", "'" + std::string(text) + "' has " +
                                      std::to_string(folded.size()) +
                                      " bytes when folded; 1 to 512 are allowed");
    }
    const auto next = static_cast<std::uint32_t>(texts_.size());
    const auto [place, is_new] = numbers_.try_emplace(folded, next);
    if (!is_new) return place->second;
    if (texts_.size() == kTermsMax) {
      return InvalidField("term", "more than " + std::to_string(kTermsMax) + " terms");
    }
    Pattern pattern;
    pattern.size = static_cast<std::uint32_t>(folded.size());
    pattern.word_start = IsAsciiAlnum(folded.front());
    pattern.word_end = IsAsciiAlnum(folded.back());
    patterns_.push_back(std::move(pattern));
    texts_.push_back(std::move(folded));
    return next;
  }

  Status Add(const LexiconEntry& entry, const TermMatcherOptions& options) {
    TRIGATE_ASSIGN_OR_RETURN(const std::uint32_t term, Intern(entry.term));
    patterns_[term].entries.push_back({&entry, false});
    const auto add_exception = [&](std::string_view text) -> Status {
      TRIGATE_ASSIGN_OR_RETURN(const std::uint32_t exception, Intern(text));
      patterns_[exception].excuses.push_back(term);
      return OkStatus();
    };
    const auto add_cas = [&](std::string_view text) -> Status {
      TRIGATE_ASSIGN_OR_RETURN(const std::uint32_t cas, Intern(text));
      patterns_[cas].by_cas = true;
      AddCas(patterns_[cas], entry);
      return OkStatus();
    };
    TRIGATE_RETURN_IF_ERROR(ForEachPart(entry.exceptions, '|', add_exception));
    return options.cas ? ForEachPart(entry.cas, ' ', add_cas) : OkStatus();
  }

  std::vector<std::string>& texts() { return texts_; }
  std::vector<Pattern>& patterns() { return patterns_; }

 private:
  template <typename Visit>
  static Status ForEachPart(std::string_view list, char separator, Visit visit) {
    while (!list.empty()) {
      const std::size_t end = std::min(list.find(separator), list.size());
      TRIGATE_RETURN_IF_ERROR(visit(list.substr(0, end)));
      list.remove_prefix(std::min(end + 1, list.size()));
    }
    return OkStatus();
  }

  /// The aliases of an article share its number: one reference is enough.
  static void AddCas(Pattern& pattern, const LexiconEntry& entry) {
    for (const EntryRef& known : pattern.entries) {
      if (known.entry->lexicon == entry.lexicon && known.entry->name == entry.name) return;
    }
    pattern.entries.push_back({&entry, true});
  }

  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<std::string> texts_;
  std::vector<Pattern> patterns_;
};

/// A CAS number must not be part of a longer run of digits and hyphens.
bool BordersCas(char c) { return IsAsciiAlnum(c) || c == '-'; }

bool StandsAlone(const Pattern& pattern, std::string_view text, std::size_t start,
                 std::size_t end) {
  const auto touches = [&](char c) { return pattern.by_cas ? BordersCas(c) : IsAsciiAlnum(c); };
  if (pattern.word_start && start > 0 && touches(text[start - 1])) return false;
  return !(pattern.word_end && end < text.size() && touches(text[end]));
}

/// True when `outer` makes `inner` not count: it is a longer term, or an exception of it.
bool Excuses(const std::vector<Pattern>& patterns, const Match& outer, const Match& inner) {
  if (outer.start > inner.start || outer.end < inner.end || outer.pattern == inner.pattern) {
    return false;
  }
  const Pattern& pattern = patterns[outer.pattern];
  if (!pattern.entries.empty()) return true;
  return std::find(pattern.excuses.begin(), pattern.excuses.end(), inner.pattern) !=
         pattern.excuses.end();
}

}  // namespace

struct TermMatcher::Index {
  Automaton automaton;
  std::vector<Pattern> patterns;
};

TermMatcher::TermMatcher(std::unique_ptr<const Index> index) : index_(std::move(index)) {}
TermMatcher::TermMatcher(TermMatcher&&) noexcept = default;
TermMatcher& TermMatcher::operator=(TermMatcher&&) noexcept = default;
TermMatcher::~TermMatcher() = default;

Result<TermMatcher> TermMatcher::Build(std::span<const std::span<const LexiconEntry>> lists,
                                       TermMatcherOptions options) {
  PatternTable table;
  for (const std::span<const LexiconEntry> list : lists) {
    for (const LexiconEntry& entry : list) {
      if (entry.kind == TermKind::kDescriptive) continue;
      if (entry.kind == TermKind::kAmbiguous && !options.ambiguous) continue;
      TRIGATE_RETURN_IF_ERROR(table.Add(entry, options));
    }
  }
  auto index = std::make_unique<Index>();
  index->automaton = Automaton::Build(table.texts());
  index->patterns = std::move(table.patterns());
  return TermMatcher(std::move(index));
}

Result<TermMatcher> TermMatcher::ForLexicons(std::initializer_list<LexiconId> lexicons,
                                             TermMatcherOptions options) {
  std::vector<std::span<const LexiconEntry>> lists;
  for (const LexiconId id : lexicons) lists.push_back(Entries(id));
  return Build(lists, options);
}

void TermMatcher::Search(std::string_view folded, void (*report)(void*, const TermHit&),
                         void* context) const {
  const Automaton& automaton = index_->automaton;
  const std::vector<Pattern>& patterns = index_->patterns;
  // Matches that overlap are decided together, once nothing that may still come can overlap them.
  std::array<Match, kClusterMax> cluster;
  std::size_t size = 0;
  std::size_t cluster_end = 0;
  const auto flush = [&] {
    Match* const end = cluster.data() + size;
    std::sort(cluster.data(), end, [](const Match& a, const Match& b) {
      return a.start != b.start ? a.start < b.start : a.end > b.end;
    });
    for (const Match* match = cluster.data(); match != end; ++match) {
      const bool excused = std::any_of(cluster.data(), end, [&](const Match& other) {
        return Excuses(patterns, other, *match);
      });
      if (excused) continue;
      for (const EntryRef& ref : patterns[match->pattern].entries) {
        report(context, {ref.entry, match->start, match->end - match->start, ref.by_cas});
      }
    }
    size = 0;
  };
  Automaton::State state = Automaton::kRoot;
  for (std::size_t at = 0; at < folded.size(); ++at) {
    state = automaton.Next(state, static_cast<unsigned char>(folded[at]));
    const std::size_t end = at + 1;
    if (size != 0 && end - automaton.Depth(state) >= cluster_end) flush();
    automaton.ForEachMatch(state, [&](std::uint32_t number) {
      const std::size_t start = end - patterns[number].size;
      if (!StandsAlone(patterns[number], folded, start, end)) return;
      if (size == kClusterMax) flush();
      cluster[size++] = {static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end),
                         number};
      cluster_end = end;
    });
  }
  flush();
}

}  // namespace trigate::model
