#include "cel/rule_index.h"

#include <algorithm>

namespace trigate::cel {
namespace {

/// Rules under one field and kind from which on an index pays: below, evaluating each costs less.
constexpr std::size_t kIndexedRulesMin = 8;

void SetBit(std::span<std::uint64_t> bits, std::uint32_t bit) {
  bits[bit / 64] |= std::uint64_t{1} << bit % 64;
}

/// How much a term narrows: equality first, then sets, then thresholds.
int Rank(const FastNode& node) {
  switch (node.op) {
    case FastOp::kTextSlotEqual: return 3;
    case FastOp::kIntSlotCompare: return node.compare == kMaskEqual ? 3 : 1;
    case FastOp::kTextInSet:
    case FastOp::kIntInSet: return 2;
    case FastOp::kDoubleSlotCompare: return 1;
    default: return 0;
  }
}

}  // namespace

bool RuleIndex::FileNumber(const FastNode& node, Filing* filing) {
  Entry entry;
  filing->key.record = node.record;
  filing->key.slot = node.slot;
  const bool is_int = node.op == FastOp::kIntSlotCompare;
  if (is_int) {
    entry.number = node.i;
  } else {
    entry.real = node.d;
    if (entry.real != entry.real) return false;
  }
  switch (node.compare) {
    case kMaskEqual:
      if (!is_int) return false;
      filing->key.kind = KeyKind::kInt;
      break;
    case kMaskGreater:
    case kMaskGreaterEqual:
      filing->key.kind = is_int ? KeyKind::kIntAbove : KeyKind::kDoubleAbove;
      break;
    case kMaskLess:
    case kMaskLessEqual:
      filing->key.kind = is_int ? KeyKind::kIntBelow : KeyKind::kDoubleBelow;
      break;
    default: return false;
  }
  filing->entries = {entry};
  return true;
}

bool RuleIndex::FileTerm(const FastGraph& graph, const FastNode& node, Filing* filing) const {
  Entry entry;
  switch (node.op) {
    case FastOp::kIntSlotCompare:
    case FastOp::kDoubleSlotCompare: return FileNumber(node, filing);
    case FastOp::kTextSlotEqual:
      if (node.compare != kMaskEqual) return false;
      filing->key.kind = KeyKind::kText;
      filing->key.record = node.record;
      filing->key.slot = node.slot;
      entry.text_key = node.u;
      entry.text = graph.texts[node.a];
      filing->entries = {entry};
      return true;
    case FastOp::kTextInSet:
    case FastOp::kIntInSet: {
      const FastNode& wanted = graph.nodes[node.a];
      if (wanted.op != FastOp::kSlot) return false;
      filing->key.kind = node.op == FastOp::kTextInSet ? KeyKind::kText : KeyKind::kInt;
      filing->key.record = wanted.record;
      filing->key.slot = wanted.slot;
      filing->entries.clear();
      if (node.op == FastOp::kTextInSet) {
        for (const auto& [key, text] : graph.text_sets[node.b].entries) {
          entry.text_key = key;
          entry.text = text;
          filing->entries.push_back(entry);
        }
      } else {
        for (const std::int64_t number : graph.int_sets[node.b]) {
          entry.number = number;
          filing->entries.push_back(entry);
        }
      }
      return true;
    }
    default: return false;
  }
}

bool RuleIndex::FileRule(const FastGraph& graph, FastId root, Filing* filing) const {
  const FastNode& node = graph.nodes[root];
  if (node.op != FastOp::kAnd) return FileTerm(graph, node, filing);
  std::vector<FastId> terms(graph.children.begin() + node.a,
                            graph.children.begin() + node.a + node.b);
  std::stable_sort(terms.begin(), terms.end(), [&graph](FastId a, FastId b) {
    return Rank(graph.nodes[a]) > Rank(graph.nodes[b]);
  });
  return std::any_of(terms.begin(), terms.end(), [&](FastId term) {
    return Rank(graph.nodes[term]) > 0 && FileTerm(graph, graph.nodes[term], filing);
  });
}

RuleIndex::RuleIndex(const FastGraph& graph, const std::vector<FastId>& roots)
    : always_((roots.size() + 63) / 64) {
  std::vector<Group> groups;
  for (std::uint32_t rule = 0; rule < roots.size(); ++rule) {
    Filing filing;
    if (!FileRule(graph, roots[rule], &filing)) {
      SetBit(always_, rule);
      continue;
    }
    const auto same = [&filing](const Group& g) {
      return g.kind == filing.key.kind && g.record == filing.key.record &&
             g.slot == filing.key.slot;
    };
    auto it = std::find_if(groups.begin(), groups.end(), same);
    if (it == groups.end()) {
      groups.push_back(filing.key);
      it = groups.end() - 1;
      it->rules.resize(always_.size());
    }
    SetBit(it->rules, rule);
    for (Entry entry : filing.entries) {
      entry.rule = rule;
      it->entries.push_back(entry);
    }
  }
  for (Group& group : groups) {
    std::size_t count = 0;
    for (const std::uint64_t word : group.rules) {
      count += static_cast<std::size_t>(__builtin_popcountll(word));
    }
    if (count < kIndexedRulesMin) {
      for (std::size_t i = 0; i < always_.size(); ++i) always_[i] |= group.rules[i];
      continue;
    }
    indexed_rules_ += count;
    Sort(&group);
    groups_.push_back(std::move(group));
  }
}

void RuleIndex::Sort(Group* group) {
  std::sort(group->entries.begin(), group->entries.end(), [&](const Entry& a, const Entry& b) {
    switch (group->kind) {
      case KeyKind::kText: return a.text_key < b.text_key;
      case KeyKind::kDoubleAbove: return a.real < b.real;
      case KeyKind::kDoubleBelow: return a.real > b.real;
      case KeyKind::kIntBelow: return a.number > b.number;
      default: return a.number < b.number;
    }
  });
}

void RuleIndex::Look(const Group& group, const Slot& slot, std::span<std::uint64_t> candidates) {
  const auto& entries = group.entries;
  // For thresholds: entries are sorted from the easiest to pass, so the walk ends at the first that
  // the value does not reach. What it walks over must be evaluated anyway.
  const auto walk = [&](auto passes) {
    for (const Entry& entry : entries) {
      if (!passes(entry)) break;
      SetBit(candidates, entry.rule);
    }
  };
  switch (group.kind) {
    case KeyKind::kText: {
      const std::uint64_t key = std::uint64_t{slot.size} << 32 | slot.prefix;
      auto it = std::lower_bound(entries.begin(), entries.end(), key,
                                 [](const Entry& e, std::uint64_t k) { return e.text_key < k; });
      for (; it != entries.end() && it->text_key == key; ++it) {
        if (it->text == std::string_view(slot.text, slot.size)) SetBit(candidates, it->rule);
      }
      return;
    }
    case KeyKind::kInt: {
      auto it = std::lower_bound(entries.begin(), entries.end(), slot.i,
                                 [](const Entry& e, std::int64_t v) { return e.number < v; });
      for (; it != entries.end() && it->number == slot.i; ++it) SetBit(candidates, it->rule);
      return;
    }
    case KeyKind::kIntAbove: return walk([&](const Entry& e) { return slot.i >= e.number; });
    case KeyKind::kIntBelow: return walk([&](const Entry& e) { return slot.i <= e.number; });
    case KeyKind::kDoubleAbove: return walk([&](const Entry& e) { return slot.d >= e.real; });
    case KeyKind::kDoubleBelow: return walk([&](const Entry& e) { return slot.d <= e.real; });
  }
}

void RuleIndex::FindCandidates(std::span<const Row* const> rows,
                               std::span<std::uint64_t> candidates) const {
  std::copy(always_.begin(), always_.end(), candidates.begin());
  for (const Group& group : groups_) {
    const Row* row = rows[group.record];
    if (row != nullptr && row->Has(group.slot)) {
      Look(group, row->slot(group.slot), candidates);
      continue;
    }
    for (std::size_t i = 0; i < candidates.size(); ++i) candidates[i] |= group.rules[i];
  }
}

}  // namespace trigate::cel
