// Which rules can an event fire at all?
//
// A rule `parcel.route == 'A' && …` is false for every event whose route is another one, whatever
// else the rule says: false decides &&, errors included. So rules whose expression is, or has as a
// term of its outermost &&, a comparison of one field with constants are filed under that field,
// and an event looks its value up once. Only the rules found are evaluated; the others are false.
// When the event does not carry the field, the term is absent and decides nothing: then all rules
// of the field are evaluated.
//
// Threads: built once, then immutable.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cel/fast_node.h"
#include "trigate/cel/record.h"

namespace trigate::cel {

class RuleIndex {
 public:
  /// Files the rules with these roots. Fields with few rules are left alone: looking up costs as
  /// much as evaluating some.
  RuleIndex(const FastGraph& graph, const std::vector<FastId>& roots);

  /// No rule is filed: every rule is a candidate of every event.
  [[nodiscard]] bool empty() const { return groups_.empty(); }
  /// The bits of the rules that must be evaluated; the rest is false. Uses `scratch`, of as many
  /// words.
  std::span<const std::uint64_t> Candidates(std::span<const Row* const> rows,
                                            std::span<std::uint64_t> scratch) const {
    if (groups_.empty()) return always_;
    FindCandidates(rows, scratch);
    return scratch;
  }
  [[nodiscard]] std::size_t indexed_rules() const { return indexed_rules_; }

 private:
  enum class KeyKind : std::uint8_t {
    kText,
    kInt,
    kIntAbove,
    kIntBelow,
    kDoubleAbove,
    kDoubleBelow,
  };
  struct Entry {
    std::uint32_t rule = 0;
    std::uint64_t text_key = 0;
    std::string_view text;
    std::int64_t number = 0;
    double real = 0;
  };
  /// The rules filed under one field in one way.
  struct Group {
    KeyKind kind = KeyKind::kText;
    std::uint32_t record = 0;
    std::uint32_t slot = 0;
    std::vector<Entry> entries;
    std::vector<std::uint64_t> rules;  ///< bits of all of them
  };
  struct Filing {
    Group key;  ///< kind, record and slot
    std::vector<Entry> entries;
  };

  bool FileTerm(const FastGraph& graph, const FastNode& node, Filing* filing) const;
  bool FileRule(const FastGraph& graph, FastId root, Filing* filing) const;
  void FindCandidates(std::span<const Row* const> rows, std::span<std::uint64_t> candidates) const;
  static bool FileNumber(const FastNode& node, Filing* filing);
  static void Sort(Group* group);
  static void Look(const Group& group, const Slot& slot, std::span<std::uint64_t> candidates);

  std::vector<Group> groups_;
  std::vector<std::uint64_t> always_;  ///< rules that are in no group
  std::size_t indexed_rules_ = 0;
};

}  // namespace trigate::cel
