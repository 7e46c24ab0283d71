#include "model/automaton.h"

#include <algorithm>
#include <numeric>

namespace trigate::model {
namespace {

constexpr std::size_t kListMax = 8;  // a longer list of children becomes a row

/// Patterns [first, last) of the sorted order share `depth` bytes; they hang below one node.
struct Range {
  std::size_t first;
  std::size_t last;
};

}  // namespace

Automaton Automaton::Build(std::span<const std::string> patterns) {
  Automaton automaton;
  automaton.Grow(patterns);
  automaton.LinkFailures();
  return automaton;
}

// Breadth first over the sorted patterns: the patterns below a node are a contiguous range, and its
// children split that range by their next byte.
void Automaton::Grow(std::span<const std::string> patterns) {
  std::vector<std::uint32_t> order(patterns.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return patterns[a] < patterns[b]; });
  nodes_.emplace_back();
  std::vector<Range> ranges = {{0, patterns.size()}};
  for (std::size_t n = 0; n < ranges.size(); ++n) {
    const std::size_t depth = nodes_[n].depth;
    auto [at, last] = ranges[n];
    if (at < last && patterns[order[at]].size() == depth) nodes_[n].pattern = order[at++];
    const std::size_t first_edge = labels_.size();
    while (at < last) {
      const auto byte = static_cast<unsigned char>(patterns[order[at]][depth]);
      const std::size_t begin = at;
      while (at < last && static_cast<unsigned char>(patterns[order[at]][depth]) == byte) ++at;
      labels_.push_back(byte);
      targets_.push_back(static_cast<State>(nodes_.size()));
      nodes_.emplace_back();
      nodes_.back().depth = static_cast<std::uint16_t>(depth + 1);
      ranges.push_back({begin, at});
    }
    const std::size_t count = labels_.size() - first_edge;
    if (count <= kListMax) {
      nodes_[n].edges = static_cast<std::uint32_t>(first_edge);
      nodes_[n].edge_count = static_cast<std::uint16_t>(count);
      continue;
    }
    nodes_[n].edges = static_cast<std::uint32_t>(rows_.size() / 256);
    nodes_[n].edge_count = kDense;
    rows_.resize(rows_.size() + 256, kNone);
    State* row = rows_.data() + rows_.size() - 256;
    for (std::size_t i = first_edge; i < labels_.size(); ++i) row[labels_[i]] = targets_[i];
    labels_.resize(first_edge);
    targets_.resize(first_edge);
  }
}

void Automaton::LinkFailures() {
  for (State s = 0; s < nodes_.size(); ++s) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      const auto label = static_cast<unsigned char>(byte);
      const State child = Child(nodes_[s], label);
      if (child == kNone) continue;
      Node& node = nodes_[child];
      node.fail = s == kRoot ? kRoot : Next(nodes_[s].fail, label);
      const Node& fail = nodes_[node.fail];
      node.next_match = fail.pattern != kNone ? node.fail : fail.next_match;
    }
  }
}

}  // namespace trigate::model
