// Tokens of a filter (AIP-160). A value after a comparator may hold what a field name may not, such
// as the colons of a time, so the lexer is asked for one or the other.

#pragma once

#include <string>
#include <string_view>

#include "store/filter/filter_error.h"
#include "trigate/base/status.h"

namespace trigate::store {

enum class TokenKind {
  kEnd,
  kText,    ///< unquoted word
  kString,  ///< quoted; `text` is what is inside, escapes resolved
  kAnd,
  kOr,
  kNot,
  kMinus,
  kOpen,
  kClose,
  kComma,
  kComparator,  ///< one of = != < <= > >= :
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string text;
  Span span;
};

class Lexer {
 public:
  /// `filter` must outlive the lexer.
  explicit Lexer(std::string_view filter) : filter_(filter) {}

  /// The next token where a field, an operator or a parenthesis may stand.
  Result<Token> Next();
  /// The next token where a value must stand: everything up to a space, parenthesis or comma is
  /// one.
  Result<Token> NextValue();

  [[nodiscard]] std::string_view filter() const { return filter_; }

 private:
  void SkipSpace();
  Result<Token> Quoted(char quote);
  Token Take(TokenKind kind, std::size_t size);
  Token Word(std::string_view stop);
  Result<Token> Comparator();

  std::string_view filter_;
  std::size_t pos_ = 0;
};

}  // namespace trigate::store
