#include "store/filter/lexer.h"

namespace trigate::store {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kFieldEnd = " \t\r\n()=!<>:,\"'";
constexpr std::string_view kValueEnd = " \t\r\n(),\"'";

bool IsOneOf(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

}  // namespace

void Lexer::SkipSpace() {
  while (pos_ < filter_.size() && IsOneOf(filter_[pos_], kSpace)) ++pos_;
}

Token Lexer::Take(TokenKind kind, std::size_t size) {
  Token token{kind, std::string(filter_.substr(pos_, size)), {pos_, pos_ + size}};
  pos_ += size;
  return token;
}

Token Lexer::Word(std::string_view stop) {
  const std::size_t end = std::min(filter_.find_first_of(stop, pos_), filter_.size());
  return Take(TokenKind::kText, end - pos_);
}

Result<Token> Lexer::Quoted(char quote) {
  Token token{TokenKind::kString, "", {pos_, pos_}};
  for (std::size_t i = pos_ + 1; i < filter_.size(); ++i) {
    if (filter_[i] == quote) {
      token.span.end = pos_ = i + 1;
      return token;
    }
    if (filter_[i] == '\\' && i + 1 < filter_.size()) {
      const char escaped = filter_[++i];
      if (escaped != quote && escaped != '\\' && escaped != '*') {
        return FilterError(filter_, {i - 1, i + 1},
                           std::string("only \\") + quote + ", \\\\ and \\* may be escaped");
      }
      // An escaped star is a star, not a wildcard; the pair is kept for the checker to tell.
      if (escaped == '*') token.text.push_back('\\');
      if (escaped == '\\') token.text.push_back('\\');
    }
    token.text.push_back(filter_[i]);
  }
  return FilterError(filter_, {pos_, filter_.size()},
                     std::string("the text that starts here has no closing ") + quote);
}

Result<Token> Lexer::Comparator() {
  const std::string_view rest = filter_.substr(pos_);
  if (rest.substr(0, 2) == "==") {
    return FilterError(filter_, {pos_, pos_ + 2}, "there is no operator ==; write =");
  }
  for (const std::string_view two : {"<=", ">=", "!="}) {
    if (rest.substr(0, 2) == two) return Take(TokenKind::kComparator, 2);
  }
  if (rest[0] == '!') {
    return FilterError(filter_, {pos_, pos_ + 1}, "there is no operator !; write NOT or !=");
  }
  return Take(TokenKind::kComparator, 1);
}

Result<Token> Lexer::Next() {
  SkipSpace();
  if (pos_ >= filter_.size()) return Token{TokenKind::kEnd, "", {filter_.size(), filter_.size()}};
  const char c = filter_[pos_];
  if (c == '(') return Take(TokenKind::kOpen, 1);
  if (c == ')') return Take(TokenKind::kClose, 1);
  if (c == ',') return Take(TokenKind::kComma, 1);
  if (c == '-') return Take(TokenKind::kMinus, 1);
  if (c == '"' || c == '\'') return Quoted(c);
  if (IsOneOf(c, "=!<>:")) return Comparator();
  if (c == '&' || c == '|') {
    return FilterError(filter_, {pos_, pos_ + 1},
                       std::string("there is no operator ") + c + "; write AND or OR");
  }
  Token word = Word(kFieldEnd);
  if (word.text == "AND") word.kind = TokenKind::kAnd;
  if (word.text == "OR") word.kind = TokenKind::kOr;
  if (word.text == "NOT") word.kind = TokenKind::kNot;
  return word;
}

Result<Token> Lexer::NextValue() {
  SkipSpace();
  if (pos_ >= filter_.size() || IsOneOf(filter_[pos_], "(),\"'=!<>:")) return Next();
  Token word = Word(kValueEnd);
  if (word.text == "AND") word.kind = TokenKind::kAnd;
  if (word.text == "OR") word.kind = TokenKind::kOr;
  if (word.text == "NOT") word.kind = TokenKind::kNot;
  return word;
}

}  // namespace trigate::store
