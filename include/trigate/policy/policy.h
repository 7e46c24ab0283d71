// A policy: the versioned, immutable set of rules, lists and thresholds that verdicts follow.
//
//   policy::LoadResult loaded = policy::Load(text, "policy.yaml");
//   if (!loaded.policy) for (auto& d : loaded.diagnostics) std::cerr << d.ToString();
//
// A policy is a YAML file. Each rule has an id, a gate, a legal source, a condition in CEL over the
// records of vocabulary.h, an action or a weight, and its message in Chinese and English. docs/POLICY.md
// describes the file for its authors.
//
// Threads: immutable once loaded; share it.  Failure: Load reports every fault of the file at once,
// each with line, column and, for an expression, a caret; it never loads a part of a policy.
// Limits: kRulesMax rules, kListsMax lists, kPolicyBytesMax bytes of text.

#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/cel/program.h"
#include "trigate/cel/rule_set.h"
#include "trigate/model/event.h"
#include "trigate/model/gate.h"
#include "trigate/policy/score.h"

namespace trigate::policy {

/// Findings of a parcel are a bit set of this size in each of millions of parcels in memory.
inline constexpr std::size_t kRulesMax = 128;
/// One bit per list in a word.
inline constexpr std::size_t kListsMax = 64;
/// A policy is read by people.
inline constexpr std::size_t kPolicyBytesMax = 1 << 20;

/// A set of rules (or of rule slots) in two words.
struct RuleBits {
  std::array<std::uint64_t, kRulesMax / 64> words{};

  [[nodiscard]] bool Has(std::size_t i) const { return (words[i / 64] >> (i % 64) & 1) != 0; }
  void Add(std::size_t i) { words[i / 64] |= std::uint64_t{1} << (i % 64); }
  void Remove(std::size_t i) { words[i / 64] &= ~(std::uint64_t{1} << (i % 64)); }
  [[nodiscard]] bool empty() const { return (words[0] | words[1]) == 0; }
  /// Calls visit(i) for each member, ascending.
  template <typename Visit>
  void ForEach(Visit&& visit) const {
    for (std::size_t w = 0; w < words.size(); ++w) {
      for (std::uint64_t rest = words[w]; rest != 0; rest &= rest - 1) {
        visit(w * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
      }
    }
  }
  /// Members of this set that are not in `other`.
  [[nodiscard]] RuleBits Without(const RuleBits& other) const {
    return {{words[0] & ~other.words[0], words[1] & ~other.words[1]}};
  }
  bool operator==(const RuleBits&) const = default;
};
static_assert(kRulesMax == 128, "RuleBits spells out its two words");

/// What makes a rule run: an event of a kind, or one of two things that are no events.
/// The first nine are model::EventKind.
enum class Trigger : std::uint8_t {
  kDeadline = model::kEventKindCount,  ///< a deadline of the parcel passed without what was due
  kWatchList,                          ///< a new watch-list entry names the parcel
};
inline constexpr int kTriggerCount = model::kEventKindCount + 2;
constexpr Trigger TriggerOf(model::EventKind kind) { return static_cast<Trigger>(kind); }
/// "accepted" … "weighed", "deadline", "watch_list": what `on:` of a rule lists.
std::string_view TriggerName(Trigger trigger);

struct Rule {
  std::string id;             ///< "xray.missing_before_departure": lower case, dots, underscores
  model::Gate gate = model::Gate::kUnspecified;
  std::string legal_source;   ///< "快递暂行条例 art. 22"
  model::Action action = model::Action::kUnspecified;  ///< kUnspecified: only adds to the score
  std::int32_t weight_milli = 0;                       ///< thousandths of log-odds; 0: none
  ScoreGroup group = ScoreGroup::kIdentity;            ///< where the weight is capped
  std::string message_zh;
  std::string message_en;
  std::shared_ptr<const cel::Program> strength;        ///< 0 to 1; null: 1
};

/// Limits of the gates that the law leaves to practice.
struct GateParameters {
  /// An inspection that comes this much after acceptance still counts as before it: clocks of
  /// counters and scales differ.
  Millis inspection_after_accept_max = std::chrono::minutes(5);
  /// After acceptance, until the evidence of a gate counts as missing.
  Millis evidence_deadline = std::chrono::hours(24);
  /// After a suspicion, until a report counts as missing. The law says "immediately" (domain L6).
  Millis report_deadline = std::chrono::minutes(15);
  /// Evidence that is uploaded late has at least this long from its arrival.
  Millis upload_grace = std::chrono::hours(1);
};

/// How long the working state of a parcel is kept (data minimisation): four days at least, because
/// evidence counts for three days after the day of acceptance.
struct Retention {
  Millis idle = std::chrono::hours(24 * 7);       ///< after its last event
  Millis delivered = std::chrono::hours(24 * 4);  ///< after its delivery
};

/// What a rule concluded. An error is never "not matched".
using cel::Outcome;

class Policy {
 public:
  struct Data;
  explicit Policy(std::unique_ptr<Data> data);
  ~Policy();
  Policy(const Policy&) = delete;
  Policy& operator=(const Policy&) = delete;

  [[nodiscard]] const std::string& version() const;
  /// SHA-256 of the text, hex.
  [[nodiscard]] const std::string& digest() const;
  /// The file as it was loaded.
  [[nodiscard]] const std::string& text() const;
  [[nodiscard]] std::span<const Rule> rules() const;
  [[nodiscard]] const ScoreModel& score() const;
  [[nodiscard]] const GateParameters& gates() const;
  [[nodiscard]] const Retention& retention() const;
  /// Ids of the lists, in the order of the bits of MatchLists.
  [[nodiscard]] std::span<const std::string> lists() const;
  /// Bit i is set when `folded` (see model::FoldForMatch) contains a term of lists()[i] that is in
  /// force on `day`.
  [[nodiscard]] std::uint64_t MatchLists(std::string_view folded, std::chrono::sys_days day) const;
  /// Rules that run on `trigger`.
  [[nodiscard]] const RuleBits& rules_on(Trigger trigger) const;
  /// Weakest action that makes a parcel a flag.
  [[nodiscard]] model::Action flag_from() const;

  [[nodiscard]] const cel::RuleSet& rule_set() const;
  [[nodiscard]] const Data& data() const { return *data_; }

 private:
  std::unique_ptr<Data> data_;
};

/// A fault of a policy file.
struct PolicyDiagnostic {
  bool warning = false;
  std::string file;
  std::uint32_t line = 0;    ///< 1-based; 0: the file as a whole
  std::uint32_t column = 0;  ///< 1-based, in code points
  std::string rule_id;       ///< empty outside a rule
  std::string message;
  std::string excerpt;       ///< source line and caret, for an expression

  /// policy.yaml:14:9: error: rule xray.missing: undeclared name 'parcl'
  ///  | parcl.screens < 1
  ///  | ^~~~~
  [[nodiscard]] std::string ToString() const;
};

struct LoadResult {
  std::shared_ptr<const Policy> policy;  ///< null when there is an error
  std::vector<PolicyDiagnostic> diagnostics;
};

/// Compiles a policy file. `file` names it in diagnostics.
LoadResult Load(std::string_view text, std::string_view file);
/// The same for a policy that was in force: limits that came later do not bind it, or the journal that
/// holds it could not be replayed.
LoadResult LoadRecorded(std::string_view text, std::string_view file);

}  // namespace trigate::policy
