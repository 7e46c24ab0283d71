// Evaluates the typed program over one event.
//
// Threads: the graph is shared, a FastRun belongs to one thread, which uses it event after event.
// Failure: outcomes.
// Limits: each rule has iterations_max turns of loops, and steps_max steps for the bytes that
// functions look at. Everything else is bounded by the size of the graph and of the row, whose
// texts intake bounds.

#pragma once

#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "cel/fast_node.h"
#include "trigate/cel/record.h"

namespace trigate::cel {

/// A loop variable.
struct FastLocal {
  std::string_view text;
  std::int64_t number = 0;
};

/// The working memory of one thread for one graph, and the evaluation of one event after another.
class FastRun {
 public:
  FastRun(const FastGraph& graph, const Env& env);

  /// Begins an event. `rows[i]` may be null; both spans are borrowed until the next event. False
  /// when the rows are not those of the environment.
  bool Start(std::span<const Row* const> rows, const Activation* variables) {
    if (rows.size() != records_.size()) return false;
    const Row* const* next = rows.data();
    for (Record& record : records_) {
      const Row* row = *next++;
      if (row == nullptr) {
        record.present = kNothingPresent;
        continue;
      }
      if (&row->type() != record.type) return false;
      record.present = row->presence();
      record.slots = row->slots();
    }
    rows_ = rows;
    activation_ = variables;
    if (!memo_.empty()) std::memset(memo_.data(), kUnknown, memo_.size());
    if (!variables_.empty()) FindVariables();
    Refill();
    return true;
  }
  /// False when a variable has a value of another type than declared: the plain evaluator must
  /// decide.
  [[nodiscard]] bool variables_fit() const { return variables_fit_; }

  Outcome Bool(FastId id) {
    const FastNode& node = nodes_[id];
    if (node.memo == kNoMemo) return Compute(node);
    std::uint8_t& memo = memo_[node.memo];
    if (memo != kUnknown) return static_cast<Outcome>(memo);
    const Outcome outcome = Compute(node);
    // A limit is the rule's own: the next rule that asks pays for itself.
    if (!exhausted_) memo = static_cast<std::uint8_t>(outcome);
    return outcome;
  }
  /// Bool() for the root of a rule: most are conjunctions, which are gone into at once.
  Outcome Root(FastId id) {
    const FastNode& node = nodes_[id];
    if (node.op == FastOp::kAnd && node.memo == kNoMemo) return Logical(node, Outcome::kFalse);
    return Bool(id);
  }
  // kTrue with *out set, or kAbsent or kError.
  Outcome Int(FastId id, std::int64_t* out);
  Outcome Uint(FastId id, std::uint64_t* out);
  Outcome Double(FastId id, double* out);
  Outcome Text(FastId id, std::string_view* out);
  Outcome Time(FastId id, TimeParts* out);
  /// The value of a node of any type; an error value only stands for "ask the plain evaluator".
  Value AnyValue(FastId id);
  /// A limit ended a part: the whole evaluation counts as an error.
  [[nodiscard]] bool exhausted() const { return exhausted_; }
  /// A rule spent of its budget (or exhausted it): the next one needs Refill().
  [[nodiscard]] bool spent() const { return steps_ != 0; }
  void Refill() {
    exhausted_ = false;
    iterations_ = 0;
    steps_ = 0;
  }

 private:
  /// A row of the event, taken apart.
  struct Record {
    const RecordType* type = nullptr;
    const std::uint64_t* present = nullptr;
    const Slot* slots = nullptr;
  };

  static constexpr std::uint8_t kUnknown = 0xFF;
  /// Presence bits of a record that is not there.
  static constexpr std::uint64_t kNothingPresent[(kSlotsMax + 63) / 64] = {};

  [[nodiscard]] bool Has(const FastNode& node) const {
    return (records_[node.record].present[node.slot / 64] >> (node.slot % 64) & 1) != 0;
  }
  [[nodiscard]] const Slot& SlotOf(const FastNode& node) const {
    return records_[node.record].slots[node.slot];
  }
  Outcome Compute(const FastNode& node);
  Outcome ComputeHot(const FastNode& node);
  Outcome ComputeMore(const FastNode& node);
  Outcome Logical(const FastNode& node, Outcome deciding);
  Outcome CompareValues(const FastNode& node);
  Outcome Member(const FastNode& node);
  Outcome MemberOfSlot(const FastNode& node);
  Outcome Matches(const FastNode& node);
  Outcome Loop(const FastNode& node);
  Outcome CallBool(const FastNode& node);
  Outcome Plain(const FastNode& node);
  Outcome Conditional(const FastNode& node, FastId* branch);
  Outcome Variable(const FastNode& node, const Value** value);
  /// The nodes that there are of every type: a slot, a variable, a conditional.
  template <typename T>
  Outcome ReadAny(const FastNode& node, Outcome (FastRun::*read)(FastId, T*), T* out);
  Outcome IntArithmetic(const FastNode& node, std::int64_t* out);
  Outcome IntOfOther(const FastNode& node, std::int64_t* out);
  Outcome TimeArithmetic(const FastNode& node, TimeParts* out);

  void FindVariables();
  /// Pays for work on texts or lists. False, and the rule is an error, when it exceeds the budget.
  bool Spend(std::uint64_t steps) {
    steps_ += steps;
    if (steps_ <= limits_.steps_max) return true;
    exhausted_ = true;
    return false;
  }

  const FastGraph& graph_;
  const FastNode* nodes_;
  const Limits& limits_;
  std::vector<Record> records_;
  std::vector<std::uint8_t> memo_;
  std::vector<FastLocal> locals_;
  std::vector<const Value*> variables_;
  std::span<const Row* const> rows_;
  const Activation* activation_ = nullptr;
  std::uint64_t iterations_ = 0;
  std::uint64_t steps_ = 0;
  bool exhausted_ = false;
  bool variables_fit_ = true;
};

}  // namespace trigate::cel
