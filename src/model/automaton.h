// Aho–Corasick over bytes: a trie of patterns whose nodes know the longest other prefix that is a
// suffix of theirs. Numbers only; what a pattern means is the TermMatcher's.
//
// Nodes are numbered breadth first, so a node's failure link always has a smaller number. A node
// with many children has a row of 256; the others, most of them with one child, a short sorted
// list.
//
// Threads: immutable once built.  Limits: fewer than 2^32 nodes.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trigate::model {

class Automaton {
 public:
  using State = std::uint32_t;
  static constexpr State kRoot = 0;
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;

  /// Pattern i is patterns[i]. REQUIRES: no two equal, none empty.
  static Automaton Build(std::span<const std::string> patterns);

  [[nodiscard]] State Next(State state, unsigned char byte) const {
    while (true) {
      const State child = Child(nodes_[state], byte);
      if (child != kNone) return child;
      if (state == kRoot) return kRoot;
      state = nodes_[state].fail;
    }
  }

  /// Bytes of the pattern prefix that ends here: no match in progress began earlier.
  [[nodiscard]] std::uint32_t Depth(State state) const { return nodes_[state].depth; }

  /// Calls `visit(pattern)` for each pattern that ends in `state`, longest first.
  template <typename Visit>
  void ForEachMatch(State state, Visit&& visit) const {
    const Node& node = nodes_[state];
    if (node.pattern != kNone) visit(node.pattern);
    for (State s = node.next_match; s != kNone; s = nodes_[s].next_match) visit(nodes_[s].pattern);
  }

 private:
  static constexpr std::uint16_t kDense = 0xFFFF;

  struct Node {
    std::uint32_t edges = 0;  // into labels_ and targets_, or the row of rows_ when dense
    std::uint32_t fail = kRoot;
    std::uint32_t next_match = kNone;  // nearest failure ancestor where a pattern ends
    std::uint32_t pattern = kNone;
    std::uint16_t edge_count = 0;  // kDense: has a row
    std::uint16_t depth = 0;
  };

  [[nodiscard]] State Child(const Node& node, unsigned char byte) const {
    if (node.edge_count == kDense) return rows_[std::size_t{node.edges} * 256 + byte];
    for (std::uint32_t i = node.edges; i < node.edges + node.edge_count; ++i) {
      if (labels_[i] == byte) return targets_[i];
    }
    return kNone;
  }

  void Grow(std::span<const std::string> patterns);
  void LinkFailures();

  std::vector<Node> nodes_;
  std::vector<unsigned char> labels_;
  std::vector<State> targets_;
  std::vector<State> rows_;
};

}  // namespace trigate::model
