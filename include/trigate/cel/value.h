// Runtime values of the expression language: 24 bytes, cheap to copy, immutable.
//
// What: null, bool, int, uint, double, string, bytes, timestamp, duration, list, map, message,
//   type, optional, opaque (a library's own), record (a row of slots) and error.
//   An error is a value: a rule that divides by zero yields
//   Value::Error(kDivideByZero, ...), not a Status.
// Threads: safe to read and copy anywhere; counts are atomic.
// Ownership: Own* values keep what they show alive.
//   Borrowed* values show memory of the caller, which must outlive them;
//   a field selected from an owned message
//   keeps that message alive, without copy.
// Failure: accessors require the right kind (checked by assert in debug builds).
// Limits: what an evaluation may build is bounded by cel::Limits, charged by EvalContext.

#pragma once

#include <cassert>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "trigate/cel/object.h"
#include "trigate/cel/type.h"

namespace google::protobuf {
class Message;
}

namespace trigate::cel {

class Row;
class Value;

enum class Kind : std::uint8_t {
  kNull,
  kBool,
  kInt,
  kUint,
  kDouble,
  kString,
  kBytes,
  kTimestamp,
  kDuration,
  kList,
  kMap,
  kMessage,
  kType,
  kOptional,
  kOpaque,
  kRecord,
  kError,
};

/// Why an expression has no value. Numbers are stable: they are stored with findings.
enum class ErrorCode : std::uint8_t {
  kNoMatchingOverload = 1,  ///< no overload of the function takes these kinds of values
  kNoSuchField = 2,         ///< the message or record type declares no such field
  kNoSuchKey = 3,           ///< the map has no such key
  kAbsent = 4,              ///< a record field that the row does not carry: data missing, not wrong
  kUnbound = 5,             ///< a name that nothing declares or nobody bound
  kDivideByZero = 6,        ///< also remainder by zero
  kOverflow = 7,            ///< outside int, uint, timestamp or duration, or a narrower field
  kIndexOutOfRange = 8,
  kInvalidArgument = 9,     ///< text that is no number, time, pattern, address …
  kDuplicateKey = 10,
  kLimit = 11,              ///< a limit of cel::Limits ended the evaluation, which cannot be
                            ///< absorbed; or the value would be deeper than kValueLevelsMax
};

std::string_view ErrorCodeName(ErrorCode code);

/// Levels of lists, maps, optionals and messages inside one another. Comparing, printing and freeing a
/// value costs stack for each; what would be deeper is an error of code kLimit instead.
constexpr std::uint32_t kValueLevelsMax = 256;

/// Position in the source text, 1-based line and column (columns count code points). 0: unknown.
struct SourcePosition {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  bool operator==(const SourcePosition&) const = default;
};

struct ErrorObject : Object {
  ErrorCode code = ErrorCode::kInvalidArgument;
  std::string message;
  SourcePosition position;
};

/// Seconds and nanoseconds as protobuf has them: nanos in [0, 999999999] for a timestamp, of the
/// same sign as seconds for a duration.
struct TimeParts {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  auto operator<=>(const TimeParts&) const = default;
};

/// A list. Implementations: a vector of values, a repeated field, a row's list of strings.
class ListObject : public Object {
 public:
  [[nodiscard]] virtual std::size_t size() const = 0;
  /// `index` < size().
  [[nodiscard]] virtual Value At(std::size_t index) const = 0;
  /// Steps that At(index) is worth where it unpacks what it shows.
  [[nodiscard]] virtual std::uint64_t StepsOf(std::size_t /*index*/) const { return 0; }
};

/// A map. Keys are bool, int, uint or string; numerically equal keys are one key.
class MapObject : public Object {
 public:
  [[nodiscard]] virtual std::size_t size() const = 0;
  /// False when there is no such key (or `key` is of a kind that no key can be).
  virtual bool Find(const Value& key, Value* found) const = 0;
  /// Entries in a fixed order: of insertion for literals, of protobuf for fields.
  virtual void ForEach(const std::function<bool(const Value& key, const Value& value)>& visit)
      const = 0;
};

/// A library's own kind of value.
class OpaqueObject : public Object {
 public:
  [[nodiscard]] virtual const Type& type() const = 0;
  [[nodiscard]] virtual bool Equals(const OpaqueObject& other) const = 0;
  [[nodiscard]] virtual std::string ToString() const = 0;
};

class Value {
 public:
  Value() = default;  ///< null
  Value(const Value& other) : Value(other.kind_, other.extra_, other.bits_, other.owner_) {}
  Value(Value&& other) noexcept
      : kind_(other.kind_), extra_(other.extra_), bits_(other.bits_),
        owner_(std::exchange(other.owner_, nullptr)) {
    other.kind_ = Kind::kNull;
  }
  Value& operator=(Value other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(extra_, other.extra_);
    std::swap(bits_, other.bits_);
    std::swap(owner_, other.owner_);
    return *this;
  }
  ~Value() {
    if (owner_ != nullptr) owner_->Release();
  }

  static Value Null() { return {}; }
  static Value Bool(bool b) { return {Kind::kBool, 0, {.b = b}, nullptr}; }
  static Value Int(std::int64_t i) { return {Kind::kInt, 0, {.i = i}, nullptr}; }
  static Value Uint(std::uint64_t u) { return {Kind::kUint, 0, {.u = u}, nullptr}; }
  static Value Double(double d) { return {Kind::kDouble, 0, {.d = d}, nullptr}; }
  static Value Timestamp(TimeParts t);
  static Value Duration(TimeParts t);
  /// Copies. `text` must be valid UTF-8 and shorter than 4 GiB.
  static Value String(std::string_view text) { return CopyText(Kind::kString, text); }
  static Value Bytes(std::string_view data) { return CopyText(Kind::kBytes, data); }
  /// Shows the caller's memory, or memory that `owner` keeps alive.
  static Value BorrowedString(std::string_view text, const Object* owner = nullptr);
  static Value BorrowedBytes(std::string_view data, const Object* owner = nullptr);
  static Value List(std::vector<Value> elements);
  static Value List(Ref<const ListObject> list);
  /// Later entries win over earlier ones with an equal key. Keys must be of a key kind.
  static Value Map(std::vector<std::pair<Value, Value>> entries);
  static Value Map(Ref<const MapObject> map);
  /// Well-known messages become what the language makes of them: a wrapper its primitive, a Struct
  /// a map, an Any what it holds (an error value when its type is not known to the pool).
  static Value OwnMessage(std::unique_ptr<const google::protobuf::Message> message);
  static Value BorrowedMessage(const google::protobuf::Message& message,
                               const Object* owner = nullptr);
  /// The message as it is, for types that are not well-known; BorrowedMessage decides.
  static Value PlainMessage(const google::protobuf::Message& message, const Object* owner) {
    return {Kind::kMessage, 0, {.message = &message}, owner};
  }
  static Value TypeValue(const Type& type);
  static Value OptionalOf(Value value);
  static Value OptionalNone();
  static Value Opaque(Ref<const OpaqueObject> object);
  /// `row` must outlive the value.
  static Value Record(const Row* row);
  static Value Error(ErrorCode code, std::string message, SourcePosition position = {});
  /// What comes instead of a value of more than kValueLevelsMax levels.
  static Value TooDeep();

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool IsError() const { return kind_ == Kind::kError; }
  /// The value is the error kAbsent: the data is missing, which is not a fault of the rule.
  [[nodiscard]] bool IsAbsent() const;
  [[nodiscard]] bool IsTrue() const { return kind_ == Kind::kBool && bits_.b; }
  [[nodiscard]] bool IsFalse() const { return kind_ == Kind::kBool && !bits_.b; }

  [[nodiscard]] bool bool_value() const { return Checked(Kind::kBool).b; }
  [[nodiscard]] std::int64_t int_value() const { return Checked(Kind::kInt).i; }
  [[nodiscard]] std::uint64_t uint_value() const { return Checked(Kind::kUint).u; }
  [[nodiscard]] double double_value() const { return Checked(Kind::kDouble).d; }
  /// Of a string or of bytes. Valid while this value or another of the same origin lives.
  [[nodiscard]] std::string_view text() const {
    assert(kind_ == Kind::kString || kind_ == Kind::kBytes);
    return {bits_.text, extra_};
  }
  [[nodiscard]] TimeParts time() const {
    assert(kind_ == Kind::kTimestamp || kind_ == Kind::kDuration);
    return {bits_.i, static_cast<std::int32_t>(extra_)};
  }
  [[nodiscard]] const ListObject& list() const { return As<ListObject>(Kind::kList); }
  [[nodiscard]] const MapObject& map() const { return As<MapObject>(Kind::kMap); }
  [[nodiscard]] const google::protobuf::Message& message() const {
    return *Checked(Kind::kMessage).message;
  }
  [[nodiscard]] cel::Type type_value() const {
    return cel::Type(Ref<const cel::Type::Rep>(&As<cel::Type::Rep>(Kind::kType)));
  }
  /// Null for optional.none().
  [[nodiscard]] const Value* optional_value() const;
  [[nodiscard]] const OpaqueObject& opaque() const { return As<OpaqueObject>(Kind::kOpaque); }
  [[nodiscard]] const Row& record() const { return *Checked(Kind::kRecord).row; }
  [[nodiscard]] const ErrorObject& error() const { return As<ErrorObject>(Kind::kError); }
  /// What keeps the shown memory alive; null for borrowed and for plain values.
  [[nodiscard]] const Object* owner() const { return owner_; }
  /// See Object::levels().
  [[nodiscard]] std::uint32_t levels() const { return owner_ == nullptr ? 0 : owner_->levels(); }

  /// What type(x) yields; parameters of lists and maps are dyn.
  [[nodiscard]] cel::Type RuntimeType() const;
  /// For logs and tests: literals in the language's own syntax, messages in text format.
  [[nodiscard]] std::string ToString() const;

 private:
  union Bits {
    bool b;
    std::int64_t i;
    std::uint64_t u;
    double d;
    const char* text;
    const google::protobuf::Message* message;
    const Row* row;
  };

  Value(Kind kind, std::uint32_t extra, Bits bits, const Object* owner)
      : kind_(kind), extra_(extra), bits_(bits), owner_(owner) {
    if (owner_ != nullptr) owner_->AddRef();
  }
  static Value CopyText(Kind kind, std::string_view text);
  static Value OfContainer(Kind kind, const Object* object);
  static Value OfObject(Kind kind, const Object* object) {
    return {kind, 0, {.i = 0}, object};
  }
  [[nodiscard]] const Bits& Checked([[maybe_unused]] Kind kind) const {
    assert(kind_ == kind);
    return bits_;
  }
  template <typename T>
  [[nodiscard]] const T& As([[maybe_unused]] Kind kind) const {
    assert(kind_ == kind);
    return *static_cast<const T*>(owner_);
  }

  Kind kind_ = Kind::kNull;
  std::uint32_t extra_ = 0;  ///< bytes of a string, nanoseconds of a time
  Bits bits_{.i = 0};
  const Object* owner_ = nullptr;
};
static_assert(sizeof(Value) == 24, "values are copied in every step of an evaluation");

/// Equality as the operator == has it: numbers by value whatever their type, NaN unequal to
/// everything, lists and maps element by element, messages field by field. Different kinds are
/// unequal. Neither value may be an error.
bool Equal(const Value& a, const Value& b);

/// Three-way order of two values. NaN is kUnordered to every number; kNoOverload: the language does
/// not order values of these kinds.
enum class Order : std::uint8_t { kLess, kEqual, kGreater, kUnordered, kNoOverload };
Order Compare(const Value& a, const Value& b);

}  // namespace trigate::cel
