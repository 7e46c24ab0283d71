// Equality and order of values (language definition, "Equality and Ordering"). Recursion follows
// the nesting of the values, which kValueLevelsMax bounds for built values and protobuf's own
// parse limit (100 levels) for messages. Its breadth is another matter: [a, a] inside [b, b] inside
// … shares its parts, and written out is exponential; so every comparison is a step of the
// evaluation.

#include <google/protobuf/message.h>

#include "cel/message.h"
#include "cel/numeric.h"
#include "trigate/cel/value.h"

namespace trigate::cel {
namespace {

class Comparison {
 public:
  explicit Comparison(Comparing at) : at_(at), ctx_(at.ctx) {}

  bool Equal(const Value& a, const Value& b) {
    if (!Spend(1)) return false;
    if (IsNumber(a.kind()) && IsNumber(b.kind())) return CompareNumbers(a, b) == Order::kEqual;
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
      case Kind::kNull: return true;
      case Kind::kBool: return a.bool_value() == b.bool_value();
      case Kind::kString:
      case Kind::kBytes: return EqualText(a.text(), b.text());
      case Kind::kTimestamp:
      case Kind::kDuration: return a.time() == b.time();
      case Kind::kList: return EqualLists(a.list(), b.list());
      case Kind::kMap: return EqualMaps(a.map(), b.map());
      case Kind::kMessage: return EqualMessageValues(a, b);
      case Kind::kType: return EqualTypes(a.type_value(), b.type_value());
      case Kind::kOptional: return EqualOptionals(a.optional_value(), b.optional_value());
      case Kind::kOpaque:
        return a.opaque().type() == b.opaque().type() && a.opaque().Equals(b.opaque());
      case Kind::kRecord: return &a.record() == &b.record();
      default: return false;  // numbers were compared above; errors equal nothing
    }
  }

 private:
  bool Spend(std::uint64_t steps) { return ctx_ == nullptr || ctx_->Spend(steps); }

  bool EqualText(std::string_view a, std::string_view b) {
    return a.size() == b.size() && Spend(a.size() / 64) && a == b;
  }

  bool EqualLists(const ListObject& a, const ListObject& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (!Spend(a.StepsOf(i) + b.StepsOf(i)) || !Equal(a.At(i), b.At(i))) return false;
    }
    return true;
  }

  bool EqualMaps(const MapObject& a, const MapObject& b) {
    if (a.size() != b.size()) return false;
    bool equal = true;
    a.ForEach([&](const Value& key, const Value& value) {
      Value other;
      const bool is_text = key.kind() == Kind::kString;
      if (is_text && !Spend(key.text().size() / 64)) return equal = false;
      equal = b.Find(key, &other) && Equal(value, other);
      return equal;
    });
    return equal;
  }

  bool EqualMessageValues(const Value& a, const Value& b) {
    // Their maps and what their Anys hold are unpacked to be compared.
    return (ctx_ == nullptr ||
            ctx_->SpendOnScan(a.message().ByteSizeLong() + b.message().ByteSizeLong())) &&
           EqualMessages(a.message(), b.message(), at_);
  }

  bool EqualOptionals(const Value* a, const Value* b) {
    if (a == nullptr || b == nullptr) return a == b;
    return Equal(*a, *b);
  }

  /// Type values are equal when they name the same runtime type: list(int) and list(string) are
  /// both "list".
  static bool EqualTypes(const Type& a, const Type& b) {
    return a.rep() == b.rep() || a.name() == b.name();
  }

  const Comparing at_;
  EvalContext* const ctx_;
};

}  // namespace

Order CompareNumbers(const Value& a, const Value& b) {
  switch (a.kind()) {
    case Kind::kInt:
      if (b.kind() == Kind::kInt) return OrderOf(a.int_value(), b.int_value());
      if (b.kind() == Kind::kUint) return CompareNumbers(a.int_value(), b.uint_value());
      return CompareNumbers(a.int_value(), b.double_value());
    case Kind::kUint:
      if (b.kind() == Kind::kInt) return Reversed(CompareNumbers(b.int_value(), a.uint_value()));
      if (b.kind() == Kind::kUint) return OrderOf(a.uint_value(), b.uint_value());
      return CompareNumbers(a.uint_value(), b.double_value());
    default:
      if (b.kind() == Kind::kInt) return Reversed(CompareNumbers(b.int_value(), a.double_value()));
      if (b.kind() == Kind::kUint) {
        return Reversed(CompareNumbers(b.uint_value(), a.double_value()));
      }
      return OrderOf(a.double_value(), b.double_value());
  }
}

bool EqualKeys(const Value& a, const Value& b) {
  if (a.kind() == b.kind() || !IsNumber(a.kind()) || !IsNumber(b.kind())) return Equal(a, b);
  if (b.kind() == Kind::kDouble) return EqualKeys(b, a);
  if (a.kind() != Kind::kDouble) return Equal(a, b);
  const double d = a.double_value();
  if (b.kind() == Kind::kInt) {
    return d >= -kTwo63 && d < kTwo63 && static_cast<std::int64_t>(d) == b.int_value() &&
           static_cast<double>(b.int_value()) == d;
  }
  const auto whole = ToUint(d);
  return whole && *whole == b.uint_value() && static_cast<double>(b.uint_value()) == d;
}

bool EqualInside(const Value& a, const Value& b, Comparing at) {
  return Comparison(at).Equal(a, b);
}

bool EqualWithin(const Value& a, const Value& b, EvalContext* ctx) {
  return EqualInside(a, b, {.ctx = ctx, .level = 0});
}

bool Equal(const Value& a, const Value& b) { return EqualWithin(a, b, nullptr); }

Order Compare(const Value& a, const Value& b) {
  if (IsNumber(a.kind()) && IsNumber(b.kind())) return CompareNumbers(a, b);
  if (a.kind() != b.kind()) return Order::kNoOverload;
  switch (a.kind()) {
    case Kind::kBool:
      return OrderOf(a.bool_value(), b.bool_value());
    case Kind::kString:  // UTF-8 order of bytes is the order of code points
    case Kind::kBytes:
      return OrderOf(a.text().compare(b.text()), 0);
    case Kind::kTimestamp:
    case Kind::kDuration:
      return OrderOf(a.time(), b.time());
    default:
      return Order::kNoOverload;
  }
}

}  // namespace trigate::cel
