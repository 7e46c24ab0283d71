// Lists and maps that an evaluation builds, and the views of a row's lists.
//
// Threads: immutable once shared.  Limits: sizes were charged to the EvalContext before building.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "trigate/cel/function.h"
#include "trigate/cel/value.h"

namespace trigate::cel {

class VectorList final : public ListObject {
 public:
  explicit VectorList(std::vector<Value> elements) : elements_(std::move(elements)) {
    for (const Value& element : elements_) RaiseLevels(element.levels() + 1);
  }
  [[nodiscard]] std::size_t size() const override { return elements_.size(); }
  [[nodiscard]] Value At(std::size_t index) const override { return elements_[index]; }

 private:
  std::vector<Value> elements_;
};

/// Elements [begin, end) of another list, without copying it.
class SliceList final : public ListObject {
 public:
  SliceList(Value whole, std::size_t begin, std::size_t end)
      : whole_(std::move(whole)), begin_(begin), end_(end) {
    RaiseLevels(whole_.levels());
  }
  [[nodiscard]] std::size_t size() const override { return end_ - begin_; }
  [[nodiscard]] Value At(std::size_t index) const override {
    return whole_.list().At(begin_ + index);
  }
  [[nodiscard]] std::uint64_t StepsOf(std::size_t index) const override {
    return whole_.list().StepsOf(begin_ + index);
  }

 private:
  Value whole_;
  std::size_t begin_;
  std::size_t end_;
};

class StringsView final : public ListObject {
 public:
  explicit StringsView(std::span<const std::string_view> strings) : strings_(strings) {}
  [[nodiscard]] std::size_t size() const override { return strings_.size(); }
  [[nodiscard]] Value At(std::size_t index) const override {
    return Value::BorrowedString(strings_[index]);
  }

 private:
  std::span<const std::string_view> strings_;
};

class IntsView final : public ListObject {
 public:
  explicit IntsView(std::span<const std::int64_t> ints) : ints_(ints) {}
  [[nodiscard]] std::size_t size() const override { return ints_.size(); }
  [[nodiscard]] Value At(std::size_t index) const override { return Value::Int(ints_[index]); }

 private:
  std::span<const std::int64_t> ints_;
};

/// True for the kinds that may be keys of a map: bool, int, uint, string.
bool IsKeyKind(Kind kind);
/// True when `value` can equal a key: a key kind, or a double.
bool CanEqualKey(const Value& value);

/// Pays for hashing and comparing a key once. False at a limit.
bool SpendOnKey(const Value& key, EvalContext* ctx);
/// A key in a message: of a text only the beginning.
std::string ShownKey(const Value& key);

/// Equal values hash alike, whatever their numeric type, and what an author may choose does not
/// say which collide. For values that can equal a key.
struct KeyHash {
  std::size_t operator()(const Value& key) const;
};
struct KeyEqual {
  bool operator()(const Value& a, const Value& b) const;
};

/// A map in order of insertion with a hash index.
class HashMap final : public MapObject {
 public:
  /// Bytes that an entry takes, index and spare room included.
  static constexpr std::uint64_t kEntryBytes = 128;

  /// False, without change, when an equal key is there already. `key` is of a key kind.
  bool Insert(Value key, Value value);
  /// The same, but the value takes the place of the one that an equal key has.
  void Put(Value key, Value value);
  void Reserve(std::size_t entries);

  [[nodiscard]] std::size_t size() const override { return entries_.size(); }
  bool Find(const Value& key, Value* found) const override;
  void ForEach(const std::function<bool(const Value&, const Value&)>& visit) const override;

 private:
  std::vector<std::pair<Value, Value>> entries_;
  std::unordered_map<Value, std::size_t, KeyHash, KeyEqual> index_;
};

}  // namespace trigate::cel
