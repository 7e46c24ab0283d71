#include "store/filter/checker.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "store/filter/ast.h"
#include "store/filter/fields.h"
#include "store/filter/parser.h"
#include "store/personal_fields.h"
#include "store/scope_sql.h"

namespace trigate::store {
namespace {

constexpr std::size_t kValueBytesMax = 512;

CompareOp OpOf(std::string_view op) {
  if (op == "!=") return CompareOp::kNotEqual;
  if (op == "<") return CompareOp::kLess;
  if (op == "<=") return CompareOp::kLessEqual;
  if (op == ">") return CompareOp::kGreater;
  if (op == ">=") return CompareOp::kGreaterEqual;
  return CompareOp::kEqual;  // "=", and ":" which means the same for a single value
}

bool IsOrdering(std::string_view op) { return op == "<" || op == "<=" || op == ">" || op == ">="; }

std::optional<std::int64_t> ParseInteger(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

class Checker {
 public:
  explicit Checker(std::string_view filter) : filter_(filter) {}

  Result<Condition> Check(const AstNode& node) {
    switch (node.kind) {
      case AstNode::Kind::kRestriction:
        return Restriction(node);
      case AstNode::Kind::kValue:
        return Error(node.span, "a value must follow a field and a comparison");
      default:
        return Combine(node, [&](const AstNode& child) { return Check(child); });
    }
  }

 private:
  Status Error(Span span, const std::string& message) const {
    return FilterError(filter_, span, message);
  }

  template <typename CheckChild>
  Result<Condition> Combine(const AstNode& node, CheckChild&& check_child) {
    Condition condition;
    condition.kind = node.kind == AstNode::Kind::kAnd  ? Condition::Kind::kAnd
                     : node.kind == AstNode::Kind::kOr ? Condition::Kind::kOr
                                                       : Condition::Kind::kNot;
    for (const AstNode& child : node.children) {
      TRIGATE_ASSIGN_OR_RETURN(Condition checked, check_child(child));
      // AND within AND is one list: what must hold is then seen at the top.
      if (condition.kind == Condition::Kind::kAnd && checked.kind == Condition::Kind::kAnd) {
        std::move(checked.children.begin(), checked.children.end(),
                  std::back_inserter(condition.children));
      } else {
        condition.children.push_back(std::move(checked));
      }
    }
    return condition;
  }

  Result<Condition> Restriction(const AstNode& node) {
    const FieldSpec* spec = FindField(node.text);
    if (!spec) {
      return Error(node.text_span, "there is no field \"" + node.text.substr(0, 64) + "\"" +
                                       DidYouMean(node.text, FieldNames()));
    }
    TRIGATE_RETURN_IF_ERROR(CheckOperator(*spec, node));
    return Argument(*spec, node, node.children.front());
  }

  Status CheckOperator(const FieldSpec& spec, const AstNode& node) const {
    const std::string name(spec.name);
    if (spec.type == FieldType::kPersonal && node.op != "=") {
      return Error(node.op_span, name + " is kept as a keyed hash and takes = only");
    }
    if (IsOrdering(node.op) && !spec.ordered) {
      const char* allowed = spec.type == FieldType::kRule || spec.type == FieldType::kGate
                                ? "takes :, = and != only"
                                : "takes = and != only";
      return Error(node.op_span, name + " " + allowed);
    }
    return OkStatus();
  }

  /// "field = (A OR B)" means "field = A OR field = B".
  Result<Condition> Argument(const FieldSpec& spec, const AstNode& restriction,
                             const AstNode& argument) {
    if (argument.kind != AstNode::Kind::kValue) {
      return Combine(argument,
                     [&](const AstNode& child) { return Argument(spec, restriction, child); });
    }
    if (argument.text.size() > kValueBytesMax) {
      return Error(argument.span,
                   "a value has at most " + std::to_string(kValueBytesMax) + " bytes");
    }
    Condition condition;
    condition.kind = Condition::Kind::kTest;
    condition.test.field = spec.field;
    condition.test.op = OpOf(restriction.op);
    TRIGATE_RETURN_IF_ERROR(Value(spec, restriction, argument, &condition.test));
    return condition;
  }

  Status Value(const FieldSpec& spec, const AstNode& restriction, const AstNode& value,
               Test* test) {
    if (value.text == "*" && !value.quoted) return Presence(spec, restriction, value, test);
    switch (spec.type) {
      case FieldType::kEnum:
      case FieldType::kGate:
        return EnumName(spec, value, test);
      case FieldType::kRegion:
        return Region(value, test);
      case FieldType::kScore:
        return Score(spec, value, test);
      case FieldType::kTime:
        return Time(spec, value, test);
      case FieldType::kCode:
      case FieldType::kRule:
        return Code(spec, value, test);
      case FieldType::kPersonal:
        return PersonalData(spec, value, test);
    }
    return OkStatus();
  }

  Status Presence(const FieldSpec& spec, const AstNode& restriction, const AstNode& value,
                  Test* test) const {
    if (!spec.optional) {
      return Error(value.span, std::string(spec.name) + " is always present; * matches everything");
    }
    if (restriction.op != ":") {
      return Error(restriction.op_span,
                   "presence is asked for with a colon: " + std::string(spec.name) + ":*");
    }
    test->op = CompareOp::kPresent;
    return OkStatus();
  }

  Status EnumName(const FieldSpec& spec, const AstNode& value, Test* test) const {
    std::vector<std::string_view> names;
    for (const EnumValue& known : spec.values) {
      if (value.text == known.name || value.text == known.short_name) {
        test->number = known.number;
        return OkStatus();
      }
      names.push_back(known.short_name);
      names.push_back(known.name);
    }
    std::string message = "there is no " + std::string(spec.name) + " \"" +
                          value.text.substr(0, 64) + "\"" + DidYouMean(value.text, names);
    message.append(message.back() == '?' ? " Known: " : "; known: ");
    for (std::size_t i = 0; i < names.size(); i += 2) {
      message.append(i > 0 ? ", " : "").append(names[i]);
    }
    return Error(value.span, message);
  }

  Status Region(const AstNode& value, Test* test) const {
    const auto code = ParseInteger(value.text);
    const std::size_t size = value.text.size();
    if (!code || *code <= 0 || value.text.front() == '0' || (size != 2 && size != 4 && size != 6)) {
      return Error(value.span,
                   "a region is a GB/T 2260 code of 2, 4 or 6 digits, for example 1501");
    }
    // 150100 means Hohhot as 1501 does: everything below it.
    test->number = TrimmedRegion(static_cast<std::int32_t>(*code));
    return OkStatus();
  }

  Status Score(const FieldSpec& spec, const AstNode& value, Test* test) const {
    const auto score = ParseInteger(value.text);
    if (!score || *score < 0 || *score > 100) {
      return Error(value.span, std::string(spec.name) + " is a whole number from 0 to 100");
    }
    test->number = *score;
    return OkStatus();
  }

  Status Time(const FieldSpec& spec, const AstNode& value, Test* test) const {
    const auto time = ParseRfc3339(value.text);
    if (!time) {
      return Error(value.span, std::string(spec.name) +
                                   " is an RFC 3339 time, for example 2021-09-01T00:00:00+08:00");
    }
    test->time = *time;
    return OkStatus();
  }

  /// A literal text, or a prefix when it ends in an unescaped star.
  Status Code(const FieldSpec& spec, const AstNode& value, Test* test) const {
    for (std::size_t i = 0; i < value.text.size(); ++i) {
      char c = value.text[i];
      if (c == '\\' && value.quoted) {
        c = value.text[++i];
      } else if (c == '*') {
        if (!spec.wildcard || i + 1 != value.text.size()) {
          return Error(value.span, spec.wildcard ? "* may stand at the end only"
                                                 : std::string(spec.name) + " takes no *");
        }
        test->prefix = true;
        break;
      }
      test->text.push_back(c);
    }
    constexpr std::string_view kHubs = "hubs/";
    if (spec.field == FlagField::kHub && test->text.starts_with(kHubs)) {
      test->text.erase(0, kHubs.size());
    }
    if (test->text.empty()) return Error(value.span, "the value is empty");
    return OkStatus();
  }

  Status PersonalData(const FieldSpec& spec, const AstNode& value, Test* test) const {
    std::string raw;
    for (std::size_t i = 0; i < value.text.size(); ++i) {
      if (value.text[i] == '\\' && value.quoted) ++i;
      raw.push_back(value.text[i]);
    }
    if (const Status status = NormalizeForIndex(spec.link, raw, test->text); !status.ok()) {
      return Error(value.span, "the value is not valid text: " + status.message());
    }
    if (test->text.empty()) return Error(value.span, "the value is empty");
    return OkStatus();
  }

  std::string_view filter_;
};

}  // namespace

Result<std::optional<Condition>> CompileFilter(std::string_view filter) {
  TRIGATE_ASSIGN_OR_RETURN(const std::optional<AstNode> ast, ParseFilter(filter));
  if (!ast) return std::optional<Condition>();
  TRIGATE_ASSIGN_OR_RETURN(Condition condition, Checker(filter).Check(*ast));
  return std::optional<Condition>(std::move(condition));
}

}  // namespace trigate::store
