// Stage 3 of 6: parser. Recursive descent over the grammar of the definition, with precedence
// climbing for the binary operators, so that a level of parentheses costs three stack frames and
// not nine. Recursion happens only through Expr(), which counts its depth against nesting_max;
// chains of operators and selectors are loops, and the depth of the tree they build is counted by
// Ast::Add. So no text overflows the stack of this or any later stage.
//
// && and || collect all their terms in one node: a thousand terms in a row are one level deep.
// After an error the parser skips to the next comma or closing bracket of the same level and goes
// on, so that the arguments of a call are each diagnosed once.

#include "cel/parser.h"

#include <algorithm>
#include <utility>

#include "cel/lexer.h"
#include "cel/names.h"

namespace trigate::cel {
namespace {

struct BinaryOperator {
  TokenKind token;
  int precedence;
  std::string_view function;
};
constexpr BinaryOperator kBinaryOperators[] = {
    {TokenKind::kLess, 1, op::kLess},
    {TokenKind::kLessEqual, 1, op::kLessEqual},
    {TokenKind::kGreater, 1, op::kGreater},
    {TokenKind::kGreaterEqual, 1, op::kGreaterEqual},
    {TokenKind::kEqual, 1, op::kEqual},
    {TokenKind::kNotEqual, 1, op::kNotEqual},
    {TokenKind::kIn, 1, op::kIn},
    {TokenKind::kPlus, 2, op::kAdd},
    {TokenKind::kMinus, 2, op::kSubtract},
    {TokenKind::kStar, 3, op::kMultiply},
    {TokenKind::kSlash, 3, op::kDivide},
    {TokenKind::kPercent, 3, op::kModulo},
};

const BinaryOperator* FindOperator(TokenKind token) {
  for (const BinaryOperator& candidate : kBinaryOperators) {
    if (candidate.token == token) return &candidate;
  }
  return nullptr;
}

class Parser {
 public:
  Parser(const Source& source, const Limits& limits, const MacroTable* macros,
         bool optional_syntax, Reporter* reporter)
      : tokens_(Lex(source, reporter)), limits_(limits), macros_(macros),
        optional_syntax_(optional_syntax), reporter_(reporter), ast_(limits) {}

  Ast Run() {
    const NodeId root = Expr();
    if (!panic_ && Peek().kind != TokenKind::kEnd) Unexpected("an operator or the end");
    ast_.root = root;
    return std::move(ast_);
  }

 private:
  // Tokens.
  const Token& Peek(std::size_t ahead = 0) const {
    return tokens_[std::min(pos_ + ahead, tokens_.size() - 1)];
  }
  const Token& Take() {
    const Token& token = Peek();
    if (pos_ + 1 < tokens_.size()) ++pos_;
    return token;
  }
  bool Accept(TokenKind kind) {
    if (panic_ || Peek().kind != kind) return false;
    Take();
    return true;
  }
  bool Expect(TokenKind kind, std::string_view wanted) {
    if (Accept(kind)) return true;
    Unexpected(wanted);
    return false;
  }
  /// Whether the tokens from `first` on name a type: names with dots, and no parentheses.
  bool IsTypeName(std::size_t first) const {
    return std::all_of(&tokens_[first], &tokens_[pos_], [](const Token& token) {
      return token.kind == TokenKind::kDot || token.kind == TokenKind::kIdent;
    });
  }
  std::uint32_t LastEnd() const { return pos_ == 0 ? 0 : tokens_[pos_ - 1].range.end; }

  // Errors. The first of a level is reported; the rest is its consequence.
  void Fail(SourceRange range, std::string message) {
    if (!panic_) reporter_->Error(range, std::move(message));
    panic_ = true;
  }
  void Unexpected(std::string_view wanted) {
    const Token& token = Peek();
    if (token.kind == TokenKind::kInvalid) {
      panic_ = true;  // the lexer has reported it
      return;
    }
    std::string found(Describe(token.kind));
    if (token.kind == TokenKind::kIdent) found = "'" + token.text + "'";
    Fail(token.range, "expected " + std::string(wanted) + " but found " + found);
  }
  /// Skips to the next ',' or closing bracket of this level.
  void Recover() {
    if (!panic_ || gave_up_ || !ast_.exceeded().empty()) return;
    int level = 0;
    for (;; Take()) {
      switch (Peek().kind) {
        case TokenKind::kEnd: return;
        case TokenKind::kOpenParen:
        case TokenKind::kOpenBracket:
        case TokenKind::kOpenBrace: ++level; break;
        case TokenKind::kCloseParen:
        case TokenKind::kCloseBracket:
        case TokenKind::kCloseBrace:
          if (level-- > 0) break;
          panic_ = false;
          return;
        case TokenKind::kComma:
          if (level > 0) break;
          panic_ = false;
          return;
        default: break;
      }
    }
  }

  // Nodes.
  NodeId Add(Node node) {
    const SourceRange at = node.at;
    const NodeId id = ast_.Add(std::move(node));
    if (id != kNoNode) return id;
    ReportLimit(at);
    return Invalid();
  }
  void TooDeep(SourceRange at) {
    Fail(at, "the expression is nested deeper than nesting_max = " +
                 std::to_string(limits_.nesting_max) + " levels");
  }
  void ReportLimit(SourceRange at) {
    if (ast_.exceeded() == "nesting_max") return TooDeep(at);
    Fail(at, "the expression has more than nodes_max = " + std::to_string(limits_.nodes_max) +
                 " parts");
  }
  /// Node 0 is what a failed parse stands for; it exists before any limit can be hit.
  NodeId Invalid() {
    if (ast_.size() == 0) ast_.Add(Node{});
    return 0;
  }
  Node Make(NodeKind kind, std::uint32_t begin, SourceRange at) const {
    Node node;
    node.kind = kind;
    node.range = {begin, LastEnd()};
    node.at = at;
    return node;
  }
  NodeId Call(std::uint32_t begin, SourceRange at, std::string_view function,
              std::vector<NodeId> arguments) {
    Node node = Make(NodeKind::kCall, begin, at);
    node.name = function;
    node.children = std::move(arguments);
    return Add(std::move(node));
  }
  NodeId Constant(SourceRange range, Value value) {
    Node node;
    node.kind = NodeKind::kConst;
    node.range = node.at = range;
    node.value = std::move(value);
    return Add(std::move(node));
  }

  // Grammar.
  NodeId Expr() {
    Invalid();
    if (++depth_ > limits_.nesting_max) {
      TooDeep(Peek().range);
      gave_up_ = true;
    }
    const NodeId id = gave_up_ ? Invalid() : Conditional();
    --depth_;
    return id;
  }
  NodeId Conditional();
  NodeId Logical(TokenKind token);
  NodeId Binary(int precedence);
  NodeId Unary();
  NodeId Member();
  NodeId Selection(NodeId target, std::uint32_t begin);
  NodeId Index(NodeId target, std::uint32_t begin);
  NodeId Primary();
  NodeId Identifier();
  NodeId Literal(bool negative);
  NodeId Aggregate(NodeKind kind);
  NodeId StructLiteral(NodeId target, std::uint32_t begin);
  NodeId FinishCall(std::uint32_t begin, const Token& name, std::string function, NodeId target);
  bool OptionalMark();
  template <typename Item>
  void Sequence(TokenKind close, std::string_view wanted, Item item);

  std::vector<Token> tokens_;
  const Limits& limits_;
  const MacroTable* macros_;
  const bool optional_syntax_;
  Reporter* reporter_;
  Ast ast_;
  std::size_t pos_ = 0;
  std::uint32_t depth_ = 0;
  bool panic_ = false;
  bool gave_up_ = false;  ///< a limit was exceeded: unwind without looking further
};

NodeId Parser::Conditional() {
  const std::uint32_t begin = Peek().range.begin;
  const NodeId condition = Logical(TokenKind::kOr);
  if (panic_ || Peek().kind != TokenKind::kQuestion) return condition;
  const SourceRange at = Take().range;
  const NodeId yes = Logical(TokenKind::kOr);
  if (!Expect(TokenKind::kColon, "':'")) return Invalid();
  const NodeId no = Expr();
  return panic_ ? Invalid() : Call(begin, at, op::kConditional, {condition, yes, no});
}

NodeId Parser::Logical(TokenKind token) {
  const std::uint32_t begin = Peek().range.begin;
  const auto operand = [&] {
    return token == TokenKind::kOr ? Logical(TokenKind::kAnd) : Binary(1);
  };
  const NodeId first = operand();
  if (panic_ || Peek().kind != token) return first;
  const SourceRange at = Peek().range;
  std::vector<NodeId> terms = {first};
  while (Accept(token)) terms.push_back(operand());
  if (panic_) return Invalid();
  Node node = Make(token == TokenKind::kOr ? NodeKind::kOr : NodeKind::kAnd, begin, at);
  node.name = token == TokenKind::kOr ? "||" : "&&";
  node.children = std::move(terms);
  return Add(std::move(node));
}

NodeId Parser::Binary(int precedence) {
  const std::uint32_t begin = Peek().range.begin;
  NodeId left = Unary();
  while (!panic_) {
    const BinaryOperator* found = FindOperator(Peek().kind);
    if (found == nullptr || found->precedence < precedence) break;
    const SourceRange at = Take().range;
    const NodeId right = Binary(found->precedence + 1);
    if (!panic_) left = Call(begin, at, found->function, {left, right});
  }
  return panic_ ? Invalid() : left;
}

NodeId Parser::Unary() {
  std::vector<Token> operators;
  while (Peek().kind == TokenKind::kNot || Peek().kind == TokenKind::kMinus) {
    const TokenKind next = Peek(1).kind;
    const bool number = next == TokenKind::kInt || next == TokenKind::kDouble;
    if (Peek().kind == TokenKind::kMinus && number) break;  // the sign belongs to the literal
    operators.push_back(Take());
    if (operators.size() > limits_.nesting_max) {
      TooDeep(Peek().range);
      return Invalid();
    }
  }
  NodeId id = Member();
  for (auto it = operators.rbegin(); it != operators.rend() && !panic_; ++it) {
    id = Call(it->range.begin, it->range,
              it->kind == TokenKind::kNot ? op::kNot : op::kNegate, {id});
  }
  return panic_ ? Invalid() : id;
}

NodeId Parser::Member() {
  const std::uint32_t begin = Peek().range.begin;
  const std::size_t first = pos_;
  NodeId id = Primary();
  while (!panic_) {
    if (Peek().kind == TokenKind::kDot) {
      id = Selection(id, begin);
    } else if (Peek().kind == TokenKind::kOpenBracket) {
      id = Index(id, begin);
    } else if (Peek().kind == TokenKind::kOpenBrace && IsTypeName(first)) {
      id = StructLiteral(id, begin);
    } else {
      return id;
    }
  }
  return Invalid();
}

bool Parser::OptionalMark() {
  if (Peek().kind != TokenKind::kQuestion) return false;
  const SourceRange range = Take().range;
  if (!optional_syntax_) Fail(range, "'?' needs the optionals library");
  return true;
}

NodeId Parser::Selection(NodeId target, std::uint32_t begin) {
  Take();
  const bool optional = OptionalMark();
  const Token name = Peek();
  if (name.kind != TokenKind::kIdent && name.kind != TokenKind::kEscapedIdent) {
    Unexpected("a name after '.'");
    return Invalid();
  }
  Take();
  if (optional) {
    const NodeId field = Constant(name.range, Value::String(name.text));
    return Call(begin, name.range, op::kOptionalSelect, {target, field});
  }
  if (name.kind == TokenKind::kIdent && Accept(TokenKind::kOpenParen)) {
    return FinishCall(begin, name, name.text, target);
  }
  Node node = Make(NodeKind::kSelect, begin, name.range);
  node.name = name.text;
  node.children = {target};
  return Add(std::move(node));
}

NodeId Parser::Index(NodeId target, std::uint32_t begin) {
  SourceRange at = Take().range;
  const bool optional = OptionalMark();
  const NodeId index = Expr();
  if (!Expect(TokenKind::kCloseBracket, "']'")) return Invalid();
  at.end = LastEnd();
  return Call(begin, at, optional ? op::kOptionalIndex : op::kIndex, {target, index});
}

NodeId Parser::Primary() {
  const Token& token = Peek();
  switch (token.kind) {
    case TokenKind::kOpenParen: {
      Take();
      const NodeId id = Expr();
      return Expect(TokenKind::kCloseParen, "')'") ? id : Invalid();
    }
    case TokenKind::kOpenBracket: return Aggregate(NodeKind::kList);
    case TokenKind::kOpenBrace: return Aggregate(NodeKind::kMap);
    case TokenKind::kDot:
    case TokenKind::kIdent: return Identifier();
    case TokenKind::kMinus: Take(); return Literal(true);
    case TokenKind::kInvalid: Take(); return Invalid();
    default: return Literal(false);
  }
}

NodeId Parser::Identifier() {
  const std::uint32_t begin = Peek().range.begin;
  const bool rooted = Accept(TokenKind::kDot);
  const Token name = Peek();
  if (!Expect(TokenKind::kIdent, "an identifier")) return Invalid();
  if (!IsIdentifier(name.text)) {
    Fail(name.range, "'" + name.text + "' is a reserved word");
    return Invalid();
  }
  const std::string full = (rooted ? "." : "") + name.text;
  if (Accept(TokenKind::kOpenParen)) return FinishCall(begin, name, full, kNoNode);
  Node node = Make(NodeKind::kIdent, begin, name.range);
  node.name = full;
  return Add(std::move(node));
}

NodeId Parser::Literal(bool negative) {
  const std::uint32_t begin = negative ? tokens_[pos_ - 1].range.begin : Peek().range.begin;
  const Token& token = Peek();
  const SourceRange range = {begin, token.range.end};
  Value value;
  switch (token.kind) {
    case TokenKind::kInt:
      if (!negative && token.number == std::uint64_t{1} << 63) {
        Fail(range, "the number is larger than any int");
        return Invalid();
      }
      value = Value::Int(static_cast<std::int64_t>(negative ? 0 - token.number : token.number));
      break;
    case TokenKind::kUint: value = Value::Uint(token.number); break;
    case TokenKind::kDouble: value = Value::Double(negative ? -token.real : token.real); break;
    case TokenKind::kString: value = Value::String(token.text); break;
    case TokenKind::kBytes: value = Value::Bytes(token.text); break;
    case TokenKind::kTrue: value = Value::Bool(true); break;
    case TokenKind::kFalse: value = Value::Bool(false); break;
    case TokenKind::kNull: break;
    default: Unexpected("an expression"); return Invalid();
  }
  Take();
  return Constant(range, std::move(value));
}

/// Items up to `close`, separated by commas. A literal may end in a comma, even one without items.
template <typename Item>
void Parser::Sequence(TokenKind close, std::string_view wanted, Item item) {
  bool failed = false;
  if (close != TokenKind::kCloseParen && Peek(1).kind == close) Accept(TokenKind::kComma);
  while (!gave_up_ && Peek().kind != close) {
    item();
    failed = failed || panic_;
    Recover();
    if (panic_ || !Accept(TokenKind::kComma)) break;
    if (close == TokenKind::kCloseParen && Peek().kind == close) {
      reporter_->Error(Peek().range, "expected an argument after ','");
    }
  }
  if (!panic_) Expect(close, wanted);
  // Of incomplete items what encloses them must not be checked further, but its siblings may.
  panic_ = panic_ || failed;
}

NodeId Parser::Aggregate(NodeKind kind) {
  const bool is_map = kind == NodeKind::kMap;
  const SourceRange open = Take().range;
  std::vector<NodeId> parts;
  std::vector<bool> optional;
  const auto item = [&] {
    optional.push_back(OptionalMark());
    parts.push_back(Expr());
    if (!is_map || !Expect(TokenKind::kColon, "':'")) return;
    parts.push_back(Expr());
  };
  Sequence(is_map ? TokenKind::kCloseBrace : TokenKind::kCloseBracket,
           is_map ? "',' or '}'" : "',' or ']'", item);
  if (panic_) return Invalid();
  Node node = Make(kind, open.begin, {open.begin, LastEnd()});
  node.children = std::move(parts);
  node.optional = std::move(optional);
  return Add(std::move(node));
}

NodeId Parser::StructLiteral(NodeId target, std::uint32_t begin) {
  const SourceRange at = {begin, LastEnd()};
  Take();
  std::vector<NodeId> values;
  std::vector<std::string> fields;
  std::vector<bool> optional;
  Sequence(TokenKind::kCloseBrace, "',' or '}'", [&] {
    optional.push_back(OptionalMark());
    const Token field = Peek();
    if (field.kind != TokenKind::kIdent && field.kind != TokenKind::kEscapedIdent) {
      Unexpected("a field name");
      return;
    }
    Take();
    Expect(TokenKind::kColon, "':'");
    fields.push_back(field.text);
    if (!panic_) values.push_back(Expr());
  });
  if (panic_) return Invalid();
  Node node = Make(NodeKind::kStruct, begin, at);
  node.name = QualifiedName(ast_, target);
  node.names = std::move(fields);
  node.children = std::move(values);
  node.optional = std::move(optional);
  return Add(std::move(node));
}

NodeId Parser::FinishCall(std::uint32_t begin, const Token& name, std::string function,
                          NodeId target) {
  std::vector<NodeId> arguments;
  Sequence(TokenKind::kCloseParen, "',' or ')'", [&] { arguments.push_back(Expr()); });
  if (panic_) return Invalid();
  MacroCall call{.name = function, .range = {begin, LastEnd()}, .at = name.range,
                 .target = target, .arguments = arguments};
  if (macros_ != nullptr) {
    const MacroResult result = ExpandMacro(*macros_, call, &ast_);
    if (!result.error.empty()) {
      // The call itself was well-formed: go on behind it.
      reporter_->Error(result.error_range, result.error);
      return Invalid();
    }
    if (!ast_.exceeded().empty()) {
      ReportLimit(name.range);
      return Invalid();
    }
    if (result.expanded != kNoNode) return result.expanded;
  }
  Node node = Make(NodeKind::kCall, begin, name.range);
  node.name = std::move(function);
  node.receiver = target != kNoNode;
  if (node.receiver) node.children.push_back(target);
  node.children.insert(node.children.end(), arguments.begin(), arguments.end());
  return Add(std::move(node));
}

}  // namespace

Ast Parse(const Source& source, const Limits& limits, const MacroTable* macros,
          bool optional_syntax, Reporter* reporter) {
  if (source.text().size() > limits.source_bytes_max) {
    reporter->Error({0, 0}, "the source is longer than source_bytes_max = " +
                                std::to_string(limits.source_bytes_max) + " bytes");
    return Ast(limits);
  }
  return Parser(source, limits, macros, optional_syntax, reporter).Run();
}

}  // namespace trigate::cel
