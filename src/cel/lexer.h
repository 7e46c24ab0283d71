// Tokens of the expression language.
//
// Source: language definition, "Syntax".  Threads: pure function.
// Failure: a wrong literal or character is reported and becomes a kInvalid token, which the parser
// takes for an operand, so that one slip makes one diagnostic.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cel/source.h"

namespace trigate::cel {

enum class TokenKind : std::uint8_t {
  kEnd,
  kInvalid,
  kIdent,
  kEscapedIdent,  ///< `like-this`, after a dot or as a field name
  kInt,
  kUint,
  kDouble,
  kString,
  kBytes,
  kTrue,
  kFalse,
  kNull,
  kIn,
  kDot,
  kComma,
  kColon,
  kQuestion,
  kOpenParen,
  kCloseParen,
  kOpenBracket,
  kCloseBracket,
  kOpenBrace,
  kCloseBrace,
  kPlus,
  kMinus,
  kStar,
  kSlash,
  kPercent,
  kNot,
  kAnd,
  kOr,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  SourceRange range;
  std::string text;          ///< identifier, or decoded string or bytes
  std::uint64_t number = 0;  ///< magnitude of an int or uint; the sign is an operator
  double real = 0;
};

/// All tokens; the last is kEnd.
std::vector<Token> Lex(const Source& source, Reporter* reporter);

/// A token as a message names it: "','", "identifier", "end of expression".
std::string_view Describe(TokenKind kind);

}  // namespace trigate::cel
