#include "cel/loop.h"

namespace trigate::cel {

Value LoopRun::Run(const Value& range) {
  if (node_.loop == LoopKind::kMap || node_.loop == LoopKind::kMapEntry) {
    map_ = new HashMap;
    keep_ = Ref<const MapObject>(map_);
  }
  if (range.kind() == Kind::kList) {
    RunList(range.list());
  } else {
    RunMap(range.map());
  }
  return decided_ ? std::move(result_) : Finish();
}

void LoopRun::RunList(const ListObject& list) {
  const std::size_t size = list.size();
  const bool two = node_.names.size() == 2;
  for (std::size_t i = 0; i < size; ++i) {
    const Value index = Value::Int(static_cast<std::int64_t>(i));
    if (two) e_.locals_[node_.slot] = index;
    e_.locals_[node_.slot + (two ? 1 : 0)] = e_.ctx_.At(list, i);
    if (!Turn(index)) return;
  }
}

void LoopRun::RunMap(const MapObject& map) {
  const bool two = node_.names.size() == 2;
  map.ForEach([&](const Value& key, const Value& value) {
    e_.locals_[node_.slot] = key;
    if (two) e_.locals_[node_.slot + 1] = value;
    return Turn(key);
  });
}

bool LoopRun::Decide(Value result) {
  result_ = std::move(result);
  decided_ = true;
  return false;
}

bool LoopRun::Turn(const Value& key) {
  if (!e_.ctx_.Iterate()) return Decide(e_.ctx_.LimitError());
  if (node_.children[1] != kNoNode) {
    Value keep = e_.Eval(node_.children[1]);
    if (keep.IsError()) return Decide(std::move(keep));
    if (keep.kind() != Kind::kBool) {
      return Decide(e_.At(node_.children[1],
                          e_.ctx_.NoOverload(node_.name, std::span<const Value>(&keep, 1))));
    }
    if (!keep.bool_value()) return true;
  }
  Value value = e_.Eval(node_.children[2]);
  if (e_.ctx_.exhausted()) return Decide(e_.ctx_.LimitError());
  switch (node_.loop) {
    case LoopKind::kAll:
    case LoopKind::kExists:
    case LoopKind::kExistsOne: return Logical(std::move(value));
    default: return value.IsError() ? Decide(std::move(value)) : Collect(key, std::move(value));
  }
}

bool LoopRun::Logical(Value value) {
  if (!value.IsError() && value.kind() != Kind::kBool) {
    value = e_.At(node_.children[2],
                  e_.ctx_.NoOverload(node_.name, std::span<const Value>(&value, 1)));
  }
  if (node_.loop == LoopKind::kExistsOne) {
    if (value.IsError()) return Decide(std::move(value));
    matches_ += value.bool_value() ? 1 : 0;
    return true;
  }
  if (value.IsError()) {
    error_ = error_.IsError() ? GraverError(error_, value) : std::move(value);
    return true;
  }
  const bool deciding = node_.loop == LoopKind::kExists;
  return value.bool_value() == deciding ? Decide(std::move(value)) : true;
}

bool LoopRun::Collect(const Value& key, Value value) {
  if (node_.loop == LoopKind::kMap) return Insert(key, std::move(value));
  if (node_.loop == LoopKind::kMapEntry) return CollectEntries(value);
  if (!e_.ctx_.Build(sizeof(Value)) ||
      (elements_.size() >= e_.ctx_.limits().elements_max &&
       !e_.ctx_.BuildElements(elements_.size() + 1))) {
    return Decide(e_.ctx_.LimitError());
  }
  elements_.push_back(std::move(value));
  return true;
}

bool LoopRun::CollectEntries(const Value& entries) {
  if (entries.kind() != Kind::kMap) {
    return Decide(e_.At(node_.children[2],
                        e_.ctx_.NoOverload(node_.name, std::span<const Value>(&entries, 1))));
  }
  bool going = true;
  entries.map().ForEach([&](const Value& key, const Value& value) {
    going = Insert(key, value);
    return going;
  });
  return going;
}

bool LoopRun::Insert(const Value& key, Value value) {
  if (!e_.ctx_.Spend(4) || !SpendOnKey(key, &e_.ctx_) ||
      !e_.ctx_.Build(HashMap::kEntryBytes) ||
      (map_->size() >= e_.ctx_.limits().elements_max &&
       !e_.ctx_.BuildElements(map_->size() + 1))) {
    return Decide(e_.ctx_.LimitError());
  }
  if (map_->Insert(key, std::move(value))) return true;
  return Decide(e_.Fail(id_, ErrorCode::kDuplicateKey,
                        "the key " + ShownKey(key) + " is there twice"));
}

Value LoopRun::Finish() {
  switch (node_.loop) {
    case LoopKind::kAll: return error_.IsError() ? error_ : Value::Bool(true);
    case LoopKind::kExists: return error_.IsError() ? error_ : Value::Bool(false);
    case LoopKind::kExistsOne: return Value::Bool(matches_ == 1);
    case LoopKind::kList: return Value::List(std::move(elements_));
    default: return Value::Map(keep_);
  }
}

}  // namespace trigate::cel
