// One run of a comprehension: all, exists, map, filter and their two-variable forms.
//
// Source: language definition, "Macros"; cel-go ext/README.md, "TwoVarComprehensions".
// Threads: belongs to one evaluation.

#pragma once

#include <vector>

#include "cel/containers.h"
#include "cel/evaluator.h"

namespace trigate::cel {

class LoopRun {
 public:
  LoopRun(Evaluator* evaluator, NodeId id)
      : e_(*evaluator), id_(id), node_(evaluator->ast_[id]) {}

  Value Run(const Value& range);

 private:
  void RunList(const ListObject& list);
  void RunMap(const MapObject& map);
  /// One turn with the variables set. False: the result is decided.
  bool Turn(const Value& key);
  bool Logical(Value value);
  bool Collect(const Value& key, Value value);
  bool CollectEntries(const Value& entries);
  bool Insert(const Value& key, Value value);
  bool Decide(Value result);
  Value Finish();

  Evaluator& e_;
  const NodeId id_;
  const Node& node_;
  Value result_;
  bool decided_ = false;
  Value error_;  ///< of all and exists: counts unless an element decides
  std::size_t matches_ = 0;
  std::vector<Value> elements_;
  HashMap* map_ = nullptr;
  Ref<const MapObject> keep_;
};

}  // namespace trigate::cel
