#include "store/filter/parser.h"

#include <utility>

#include "store/filter/lexer.h"

namespace trigate::store {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view filter) : lexer_(filter) {}

  Result<std::optional<AstNode>> Run() {
    TRIGATE_RETURN_IF_ERROR(Advance());
    if (token_.kind == TokenKind::kEnd) return std::optional<AstNode>();
    TRIGATE_ASSIGN_OR_RETURN(AstNode node, Expression(0));
    if (token_.kind == TokenKind::kClose) return Error("this parenthesis was never opened");
    if (token_.kind != TokenKind::kEnd) return Error("expected AND, OR or the end");
    return std::optional<AstNode>(std::move(node));
  }

 private:
  /// Inside the value side of a restriction, words are values and need no comparator.
  bool in_value_ = false;

  Status Advance() {
    auto next = in_value_ ? lexer_.NextValue() : lexer_.Next();
    if (!next.ok()) return next.status();
    token_ = std::move(next).value();
    return OkStatus();
  }

  Status Error(const std::string& message) const { return ErrorAt(token_.span, message); }
  Status ErrorAt(Span span, const std::string& message) const {
    return FilterError(lexer_.filter(), span, message);
  }

  bool AtTerm() const {
    switch (token_.kind) {
      case TokenKind::kText:
      case TokenKind::kString:
      case TokenKind::kNot:
      case TokenKind::kMinus:
      case TokenKind::kOpen:
        return true;
      default:
        return false;
    }
  }

  static AstNode Combine(AstNode::Kind kind, std::vector<AstNode> parts) {
    if (parts.size() == 1) return std::move(parts.front());
    AstNode node;
    node.kind = kind;
    node.span = {parts.front().span.begin, parts.back().span.end};
    node.children = std::move(parts);
    return node;
  }

  Result<AstNode> Expression(int depth) {
    if (depth > kFilterDepthMax) {
      return Error("nested deeper than " + std::to_string(kFilterDepthMax) + " levels");
    }
    std::vector<AstNode> parts;
    while (true) {
      TRIGATE_ASSIGN_OR_RETURN(AstNode part, Factor(depth));
      parts.push_back(std::move(part));
      if (token_.kind == TokenKind::kAnd) {
        TRIGATE_RETURN_IF_ERROR(Advance());
        if (!AtTerm()) return Error("a condition must follow AND");
      } else if (!AtTerm()) {
        return Combine(AstNode::Kind::kAnd, std::move(parts));
      }
    }
  }

  Result<AstNode> Factor(int depth) {
    std::vector<AstNode> parts;
    while (true) {
      TRIGATE_ASSIGN_OR_RETURN(AstNode part, Term(depth));
      parts.push_back(std::move(part));
      if (token_.kind != TokenKind::kOr) return Combine(AstNode::Kind::kOr, std::move(parts));
      TRIGATE_RETURN_IF_ERROR(Advance());
      if (!AtTerm()) return Error("a condition must follow OR");
    }
  }

  Result<AstNode> Term(int depth) {
    if (token_.kind != TokenKind::kNot && token_.kind != TokenKind::kMinus) return Simple(depth);
    AstNode node;
    node.kind = AstNode::Kind::kNot;
    node.span = token_.span;
    const std::string word = token_.text;
    TRIGATE_RETURN_IF_ERROR(Advance());
    if (token_.kind == TokenKind::kNot || token_.kind == TokenKind::kMinus || !AtTerm()) {
      return Error("a condition must follow " + word);
    }
    TRIGATE_ASSIGN_OR_RETURN(AstNode child, Simple(depth));
    node.span.end = child.span.end;
    node.children.push_back(std::move(child));
    return node;
  }

  Result<AstNode> Simple(int depth) {
    if (token_.kind != TokenKind::kOpen) return in_value_ ? Value() : Restriction(depth);
    const Span open = token_.span;
    TRIGATE_RETURN_IF_ERROR(Advance());
    if (token_.kind == TokenKind::kClose) return Error("nothing between the parentheses");
    TRIGATE_ASSIGN_OR_RETURN(AstNode node, Expression(depth + 1));
    if (token_.kind != TokenKind::kClose) {
      if (token_.kind == TokenKind::kEnd) {
        return ErrorAt(open, "the parenthesis that opens here is never closed");
      }
      return Error("expected AND, OR or )");
    }
    TRIGATE_RETURN_IF_ERROR(Advance());
    return node;
  }

  Result<AstNode> Value() {
    if (token_.kind != TokenKind::kText && token_.kind != TokenKind::kString) {
      return Error("expected a value after the comparison");
    }
    if (++conditions_ > kFilterRestrictionsMax) {
      return Error("more than " + std::to_string(kFilterRestrictionsMax) + " conditions");
    }
    AstNode node;
    node.kind = AstNode::Kind::kValue;
    node.span = node.text_span = token_.span;
    node.text = token_.text;
    node.quoted = token_.kind == TokenKind::kString;
    TRIGATE_RETURN_IF_ERROR(Advance());
    return node;
  }

  Result<AstNode> Restriction(int depth) {
    if (token_.kind != TokenKind::kText && token_.kind != TokenKind::kString) {
      return Error("expected a field");
    }
    AstNode node;
    node.kind = AstNode::Kind::kRestriction;
    node.span = node.text_span = token_.span;
    node.text = token_.text;
    TRIGATE_RETURN_IF_ERROR(Advance());
    if (token_.kind == TokenKind::kOpen && token_.span.begin == node.text_span.end) {
      return ErrorAt(node.text_span, "there are no functions");
    }
    if (token_.kind != TokenKind::kComparator) return BareWord(node);
    node.op = token_.text;
    node.op_span = token_.span;
    TRIGATE_ASSIGN_OR_RETURN(AstNode argument, Argument(depth));
    node.span.end = argument.span.end;
    node.children.push_back(std::move(argument));
    return node;
  }

  Status BareWord(const AstNode& node) const {
    std::string hint;
    if (node.text == "and" || node.text == "or" || node.text == "not") {
      hint = "; operators are written in capitals: AND, OR, NOT";
    }
    return ErrorAt(node.text_span, "expected a comparison after \"" + node.text.substr(0, 64) +
                                       "\", for example score >= 60" + hint);
  }

  Result<AstNode> Argument(int depth) {
    in_value_ = true;
    TRIGATE_RETURN_IF_ERROR(Advance());
    if (token_.kind == TokenKind::kOpen) return Composite(depth);
    in_value_ = false;  // what follows the value is an operator or a field again
    return Value();
  }

  /// "state = (A OR B)": the token after the closing parenthesis is no value any more.
  Result<AstNode> Composite(int depth) {
    const Span open = token_.span;
    TRIGATE_RETURN_IF_ERROR(Advance());
    if (token_.kind == TokenKind::kClose) return Error("nothing between the parentheses");
    TRIGATE_ASSIGN_OR_RETURN(AstNode node, Expression(depth + 1));
    if (token_.kind != TokenKind::kClose) {
      return ErrorAt(open, "the parenthesis that opens here is never closed");
    }
    in_value_ = false;
    TRIGATE_RETURN_IF_ERROR(Advance());
    return node;
  }

  Lexer lexer_;
  Token token_;
  int conditions_ = 0;  ///< values seen: a combination counts as many
};

}  // namespace

Result<std::optional<AstNode>> ParseFilter(std::string_view filter) {
  if (filter.size() > kFilterBytesMax) {
    return InvalidField("filter", "has " + std::to_string(filter.size()) + " bytes, at most " +
                                      std::to_string(kFilterBytesMax) + " are allowed");
  }
  return Parser(filter).Run();
}

}  // namespace trigate::store
