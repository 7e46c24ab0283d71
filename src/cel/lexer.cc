// Stage 2 of 6: lexer. One pass over the bytes, no backtracking: the first character of a token
// says what it is, except that a letter may begin a string prefix (r"", b"", br"") and a dot a
// number. Numbers are kept as magnitudes, because "-9223372036854775808" is a minus sign and a
// number one larger than the largest int; the parser joins the two. Comments run from // to the
// next newline; a carriage return ends none.

#include "cel/lexer.h"

#include <charconv>
#include <utility>

#include "cel/literal.h"
#include "cel/text.h"

namespace trigate::cel {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHexDigit(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

class Lexer {
 public:
  Lexer(const Source& source, Reporter* reporter) : text_(source.text()), reporter_(reporter) {}

  std::vector<Token> Run() {
    if (!IsUtf8(text_)) {
      reporter_->Error({0, Offset(text_.size())}, "the source is not valid UTF-8");
      text_ = "";
    }
    while (SkipSpace()) tokens_.push_back(Next());
    Token end;
    end.range = {Offset(text_.size()), Offset(text_.size())};
    tokens_.push_back(std::move(end));
    return std::move(tokens_);
  }

 private:
  static std::uint32_t Offset(std::size_t pos) { return static_cast<std::uint32_t>(pos); }
  char Peek(std::size_t ahead = 0) const {
    return pos_ + ahead < text_.size() ? text_[pos_ + ahead] : '\0';
  }

  bool SkipSpace() {
    while (pos_ < text_.size()) {
      const char c = text_[pos_];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
        ++pos_;
      } else if (c == '/' && Peek(1) == '/') {
        pos_ = text_.find('\n', pos_);
        if (pos_ == std::string_view::npos) pos_ = text_.size();
      } else {
        return true;
      }
    }
    return false;
  }

  Token Finish(TokenKind kind, std::size_t begin) {
    Token token;
    token.kind = kind;
    token.range = {Offset(begin), Offset(pos_)};
    return token;
  }

  Token Invalid(std::size_t begin, std::string message) {
    reporter_->Error({Offset(begin), Offset(pos_)}, std::move(message));
    return Finish(TokenKind::kInvalid, begin);
  }

  Token Next() {
    const char c = Peek();
    if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)))) return Number();
    if (const std::size_t prefix = StringPrefix(); prefix != std::string_view::npos) {
      return String(prefix);
    }
    if (IsLetter(c)) return Word();
    if (c == '`') return EscapedIdent();
    return Punctuation();
  }

  /// Length of the prefix when a string literal begins here; npos when none does.
  std::size_t StringPrefix() const {
    std::size_t n = 0;
    if (Peek(n) == 'b' || Peek(n) == 'B') ++n;
    if (Peek(n) == 'r' || Peek(n) == 'R') ++n;
    return Peek(n) == '"' || Peek(n) == '\'' ? n : std::string_view::npos;
  }

  Token String(std::size_t prefix) {
    const std::size_t begin = pos_;
    const bool bytes = Peek() == 'b' || Peek() == 'B';
    const bool raw = prefix > 0 && (Peek(prefix - 1) == 'r' || Peek(prefix - 1) == 'R');
    pos_ += prefix;
    const char quote = Peek();
    const bool triple = Peek(1) == quote && Peek(2) == quote;
    const std::string_view delimiter = text_.substr(pos_, triple ? 3 : 1);
    pos_ += delimiter.size();
    const std::size_t content = pos_;
    if (!FindEnd(delimiter, raw, triple)) {
      return Invalid(begin, "the string that begins here has no closing " +
                                std::string(delimiter));
    }
    LiteralError error;
    std::string decoded;
    if (!DecodeLiteral(text_.substr(content, pos_ - content), raw, bytes, &decoded, &error)) {
      const std::size_t at = content + error.begin;
      reporter_->Error({Offset(at), Offset(at + error.size)}, error.message);
      pos_ += delimiter.size();
      return Finish(TokenKind::kInvalid, begin);
    }
    pos_ += delimiter.size();
    Token token = Finish(bytes ? TokenKind::kBytes : TokenKind::kString, begin);
    token.text = std::move(decoded);
    return token;
  }

  /// Moves to the closing delimiter.
  bool FindEnd(std::string_view delimiter, bool raw, bool triple) {
    while (pos_ < text_.size()) {
      if (text_.substr(pos_).starts_with(delimiter)) return true;
      if (!triple && (Peek() == '\n' || Peek() == '\r')) return false;
      pos_ += !raw && Peek() == '\\' && pos_ + 1 < text_.size() ? 2 : 1;
    }
    return false;
  }

  Token Word() {
    const std::size_t begin = pos_;
    while (IsLetter(Peek()) || IsDigit(Peek())) ++pos_;
    const std::string_view word = text_.substr(begin, pos_ - begin);
    if (word == "true") return Finish(TokenKind::kTrue, begin);
    if (word == "false") return Finish(TokenKind::kFalse, begin);
    if (word == "null") return Finish(TokenKind::kNull, begin);
    if (word == "in") return Finish(TokenKind::kIn, begin);
    Token token = Finish(TokenKind::kIdent, begin);
    token.text = word;
    return token;
  }

  /// `name` of letters, digits, '_', '.', '-', '/' and spaces (cel-go grammar, ESC_IDENTIFIER).
  Token EscapedIdent() {
    const std::size_t begin = pos_++;
    while (IsLetter(Peek()) || IsDigit(Peek()) || Peek() == '.' || Peek() == '-' ||
           Peek() == '/' || Peek() == ' ') {
      ++pos_;
    }
    if (Peek() != '`' || pos_ == begin + 1) {
      return Invalid(begin, "a quoted name holds letters, digits, '_', '.', '-', '/' and spaces "
                            "between two backquotes");
    }
    Token token;
    const std::string name(text_.substr(begin + 1, pos_ - begin - 1));
    ++pos_;
    token = Finish(TokenKind::kEscapedIdent, begin);
    token.text = name;
    return token;
  }

  Token Number() {
    const std::size_t begin = pos_;
    if (Peek() == '0' && (Peek(1) == 'x' || Peek(1) == 'X')) return HexNumber();
    bool real = false;
    while (IsDigit(Peek())) ++pos_;
    if (Peek() == '.' && IsDigit(Peek(1))) {
      real = true;
      ++pos_;
      while (IsDigit(Peek())) ++pos_;
    }
    const std::size_t sign = Peek(1) == '+' || Peek(1) == '-' ? 2 : 1;
    if ((Peek() == 'e' || Peek() == 'E') && IsDigit(Peek(sign))) {
      real = true;
      pos_ += sign;
      while (IsDigit(Peek())) ++pos_;
    }
    if (real) {
      const auto value = ParseDouble(text_.substr(begin, pos_ - begin));
      if (!value) return Invalid(begin, "the number is larger than any double");
      Token token = Finish(TokenKind::kDouble, begin);
      token.real = *value;
      return token;
    }
    return WholeNumber(begin, text_.substr(begin, pos_ - begin), 10);
  }

  Token HexNumber() {
    const std::size_t begin = pos_;
    pos_ += 2;
    while (IsHexDigit(Peek())) ++pos_;
    if (pos_ == begin + 2) return Invalid(begin, "hexadecimal digits are missing after 0x");
    return WholeNumber(begin, text_.substr(begin + 2, pos_ - begin - 2), 16);
  }

  Token WholeNumber(std::size_t begin, std::string_view digits, int base) {
    const bool is_unsigned = Peek() == 'u' || Peek() == 'U';
    if (is_unsigned) ++pos_;
    std::uint64_t value = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    // One more than the largest int is let through: after a minus sign it is the smallest.
    const std::uint64_t max = is_unsigned ? ~std::uint64_t{0} : std::uint64_t{1} << 63;
    if (result.ec != std::errc() || value > max) {
      return Invalid(begin, is_unsigned ? "the number is larger than any uint"
                                        : "the number is larger than any int");
    }
    Token token = Finish(is_unsigned ? TokenKind::kUint : TokenKind::kInt, begin);
    token.number = value;
    return token;
  }

  Token Punctuation();

  std::string_view text_;
  Reporter* reporter_;
  std::size_t pos_ = 0;
  std::vector<Token> tokens_;
};

struct Mark {
  std::string_view text;
  TokenKind kind;
};
// Longer marks first.
constexpr Mark kMarks[] = {
    {"&&", TokenKind::kAnd},          {"||", TokenKind::kOr},
    {"==", TokenKind::kEqual},        {"!=", TokenKind::kNotEqual},
    {"<=", TokenKind::kLessEqual},    {">=", TokenKind::kGreaterEqual},
    {"<", TokenKind::kLess},          {">", TokenKind::kGreater},
    {"!", TokenKind::kNot},           {"+", TokenKind::kPlus},
    {"-", TokenKind::kMinus},         {"*", TokenKind::kStar},
    {"/", TokenKind::kSlash},         {"%", TokenKind::kPercent},
    {".", TokenKind::kDot},           {",", TokenKind::kComma},
    {":", TokenKind::kColon},         {"?", TokenKind::kQuestion},
    {"(", TokenKind::kOpenParen},     {")", TokenKind::kCloseParen},
    {"[", TokenKind::kOpenBracket},   {"]", TokenKind::kCloseBracket},
    {"{", TokenKind::kOpenBrace},     {"}", TokenKind::kCloseBrace},
};

Token Lexer::Punctuation() {
  const std::size_t begin = pos_;
  for (const Mark& mark : kMarks) {
    if (!text_.substr(pos_).starts_with(mark.text)) continue;
    pos_ += mark.text.size();
    return Finish(mark.kind, begin);
  }
  NextCodePoint(text_, &pos_);
  const std::string_view wrong = text_.substr(begin, pos_ - begin);
  std::string hint;
  if (wrong == "=") hint = " (equality is '==')";
  if (wrong == "&") hint = " (and is '&&')";
  if (wrong == "|") hint = " (or is '||')";
  if (wrong == "（" || wrong == "）" || wrong == "，" || wrong == "“" || wrong == "”") {
    hint = " (a full-width mark; use the ASCII one)";
  }
  return Invalid(begin, "unexpected character '" + std::string(wrong) + "'" + hint);
}

}  // namespace

std::vector<Token> Lex(const Source& source, Reporter* reporter) {
  return Lexer(source, reporter).Run();
}

std::string_view Describe(TokenKind kind) {
  switch (kind) {
    case TokenKind::kEnd: return "end of expression";
    case TokenKind::kInvalid: return "invalid text";
    case TokenKind::kIdent: return "identifier";
    case TokenKind::kEscapedIdent: return "quoted name";
    case TokenKind::kInt:
    case TokenKind::kUint:
    case TokenKind::kDouble: return "number";
    case TokenKind::kString: return "string";
    case TokenKind::kBytes: return "bytes";
    case TokenKind::kTrue: return "'true'";
    case TokenKind::kFalse: return "'false'";
    case TokenKind::kNull: return "'null'";
    case TokenKind::kIn: return "'in'";
    case TokenKind::kDot: return "'.'";
    case TokenKind::kComma: return "','";
    case TokenKind::kColon: return "':'";
    case TokenKind::kQuestion: return "'?'";
    case TokenKind::kOpenParen: return "'('";
    case TokenKind::kCloseParen: return "')'";
    case TokenKind::kOpenBracket: return "'['";
    case TokenKind::kCloseBracket: return "']'";
    case TokenKind::kOpenBrace: return "'{'";
    case TokenKind::kCloseBrace: return "'}'";
    default: return "operator";
  }
}

}  // namespace trigate::cel
