// Stage by stage: lexer, parser, inference, and the parts under them.

#include <gtest/gtest.h>

#include "cel/inference.h"
#include "cel/ip_address.h"
#include "cel/lexer.h"
#include "cel/names.h"
#include "cel/parser.h"
#include "cel/text.h"
#include "cel/time_text.h"
#include "trigate/cel/env.h"

namespace trigate::cel {
namespace {

std::string Dump(const Ast& ast, NodeId id) {
  if (id == kNoNode) return "-";
  const Node& node = ast[id];
  std::string out;
  switch (node.kind) {
    case NodeKind::kConst: return node.value.ToString();
    case NodeKind::kIdent: return node.name;
    case NodeKind::kSelect:
      return Dump(ast, node.children[0]) + "." + node.name + (node.test_only ? "~" : "");
    case NodeKind::kCall: out = node.name + (node.receiver ? "@" : ""); break;
    case NodeKind::kAnd: out = "and"; break;
    case NodeKind::kOr: out = "or"; break;
    case NodeKind::kList: out = "list"; break;
    case NodeKind::kMap: out = "map"; break;
    case NodeKind::kStruct: out = node.name; break;
    case NodeKind::kLoop: out = node.name + ":" + node.names[0]; break;
    case NodeKind::kLet: out = "let:" + node.names[0]; break;
    case NodeKind::kInvalid: return "invalid";
  }
  out += "(";
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    if (i != 0) out += " ";
    out += Dump(ast, node.children[i]);
  }
  return out + ")";
}

std::string ParseText(std::string_view text) {
  const Source source(text);
  Reporter reporter(50);
  MacroTable macros;
  macros.bindings = true;
  const Limits limits;
  const Ast ast = Parse(source, limits, &macros, true, &reporter);
  if (reporter.has_errors()) return "error: " + reporter.Take()[0].message;
  return Dump(ast, ast.root);
}

TEST(Lexer, KeepsRangesAndKinds) {
  const Source source("a.b >= 0x1Fu // end");
  Reporter reporter(50);
  const std::vector<Token> tokens = Lex(source, &reporter);
  ASSERT_EQ(tokens.size(), 6u);
  EXPECT_EQ(tokens[3].kind, TokenKind::kGreaterEqual);
  EXPECT_EQ(tokens[4].number, 31u);
  EXPECT_EQ(tokens[4].range, (SourceRange{7, 12}));
  EXPECT_EQ(tokens[5].kind, TokenKind::kEnd);
}

TEST(Lexer, CommentsGoOnToTheNextNewline) {
  const Source source("1 // a\r + 1\n+ 2 // b\r");
  Reporter reporter(50);
  const std::vector<Token> tokens = Lex(source, &reporter);
  ASSERT_EQ(tokens.size(), 4u);
  EXPECT_EQ(tokens[1].kind, TokenKind::kPlus);
  EXPECT_EQ(tokens[2].number, 2u);
}

TEST(Lexer, ReportsEachWrongLiteralOnce) {
  const Source source("'\\q' + 99999999999999999999 + '\\ud800'");
  Reporter reporter(50);
  Lex(source, &reporter);
  const auto diagnostics = reporter.Take();
  ASSERT_EQ(diagnostics.size(), 3u);
  EXPECT_EQ(diagnostics[0].message, "unknown escape sequence");
  EXPECT_EQ(diagnostics[0].range, (SourceRange{1, 3}));
  EXPECT_EQ(diagnostics[1].message, "the number is larger than any int");
  EXPECT_EQ(diagnostics[2].message, "the escape names no Unicode code point");
}

TEST(Lexer, SurrogatesAreNoCodePoints) {
  for (const char* text : {"'\\ud83d\\ude03'", "'\\U0000D800'", "'\\udfff'"}) {
    const Source source(text);
    Reporter reporter(50);
    Lex(source, &reporter);
    const auto diagnostics = reporter.Take();
    ASSERT_EQ(diagnostics.size(), 1u) << text;
    EXPECT_EQ(diagnostics[0].message, "the escape names no Unicode code point");
  }
}

TEST(Parser, BindsOperatorsByPrecedence) {
  EXPECT_EQ(ParseText("1 + 2 * 3 - 4"), "_-_(_+_(1 _*_(2 3)) 4)");
  EXPECT_EQ(ParseText("a || b && c || d"), "or(a and(b c) d)");
  EXPECT_EQ(ParseText("a < b == c"), "_==_(_<_(a b) c)");
  EXPECT_EQ(ParseText("a ? b : c ? d : e"), "_?_:_(a b _?_:_(c d e))");
  EXPECT_EQ(ParseText("!a.b[0]"), "!_(_[_](a.b 0))");
  EXPECT_EQ(ParseText("-1 - -x"), "_-_(-1 -_(x))");
}

TEST(Parser, KnowsMembersCallsAndLiterals) {
  EXPECT_EQ(ParseText("a.f(1, 2).g"), "f@(a 1 2).g");
  EXPECT_EQ(ParseText(".a.B{x: 1, `y`: 2}"), ".a.B(1 2)");
  EXPECT_EQ(ParseText("{1: [2]}"), "map(1 list(2))");
  EXPECT_EQ(ParseText("a.?b[?c]"), "_[?_](_?._(a 'b') c)");
  EXPECT_EQ(ParseText("a.`x-y`"), "a.x-y");
}

TEST(Parser, ExpandsMacros) {
  EXPECT_EQ(ParseText("has(a.b)"), "a.b~");
  EXPECT_EQ(ParseText("l.filter(x, p)"), "filter:x(l p x)");
  EXPECT_EQ(ParseText("l.map(x, t)"), "map:x(l - t)");
  EXPECT_EQ(ParseText("cel.bind(x, 1, x)"), "let:x(1 x)");
  EXPECT_EQ(ParseText("has(a, b)"), "has(a b)");
}

TEST(Parser, AllowsACommaAtTheEndOfLiteralsButNotOfArguments) {
  EXPECT_EQ(ParseText("[1,]"), "list(1)");
  EXPECT_EQ(ParseText("{1: 2,}"), "map(1 2)");
  EXPECT_EQ(ParseText("M{a: 1,}"), "M(1)");
  EXPECT_EQ(ParseText("size([1],)"), "error: expected an argument after ','");
  EXPECT_EQ(ParseText("[1].map(x, x,)"), "error: expected an argument after ','");
  EXPECT_EQ(ParseText("f(,)"), "error: expected an expression but found ','");
}

TEST(Parser, AllowsACommaAloneInLiterals) {
  EXPECT_EQ(ParseText("[,]"), "list()");
  EXPECT_EQ(ParseText("{,}"), "map()");
  EXPECT_EQ(ParseText("M{,}"), "M()");
  EXPECT_EQ(ParseText("[,,]"), "error: expected an expression but found ','");
  EXPECT_EQ(ParseText("[,1]"), "error: expected an expression but found ','");
}

TEST(Parser, MessageNamesAreNotInParentheses) {
  const std::string message = "error: expected an operator or the end but found '{'";
  EXPECT_EQ(ParseText("(M){}"), message);
  EXPECT_EQ(ParseText("(a.b).M{}"), message);
  EXPECT_EQ(ParseText("a.`M`{}"), message);
  EXPECT_EQ(ParseText("M{}{}"), message);
  EXPECT_EQ(ParseText("has(a.b){}"), message);
  EXPECT_EQ(ParseText("[a.b.M{}, (M{})]"), "list(a.b.M() M())");
}

TEST(Parser, RefusesReservedWordsAsNamesButNotAsFields) {
  EXPECT_EQ(ParseText("while"), "error: 'while' is a reserved word");
  EXPECT_EQ(ParseText("a.while"), "a.while");
  EXPECT_EQ(ParseText("a.in"), "error: expected a name after '.' but found 'in'");
}

TEST(Names, AreLookedUpFromTheInnermostContainer) {
  EXPECT_EQ(CandidateNames("a.b", "x"), (std::vector<std::string>{"a.b.x", "a.x", "x"}));
  EXPECT_EQ(CandidateNames("a.b", ".x"), (std::vector<std::string>{"x"}));
}

TEST(Names, SuggestOnlyWhatIsNear) {
  EXPECT_EQ(NearestName("wieght", {"weight", "height", "route"}), "weight");
  EXPECT_EQ(NearestName("zzz", {"weight"}), "");
}

TEST(Inference, BindsVariablesAndRollsBack) {
  Inference types;
  const Type t = types.Fresh();
  EXPECT_FALSE(types.AssignAll({Type::Int(), Type::String()}, {t, t}));
  EXPECT_EQ(types.Substitute(t, false), t);
  EXPECT_TRUE(types.AssignAll({Type::Int(), Type::Dyn()}, {t, t}));
  EXPECT_EQ(types.Substitute(Type::List(t), true), Type::List(Type::Dyn()));
}

TEST(Inference, JoinsToTheMoreGeneral) {
  Inference types;
  EXPECT_EQ(types.Join(Type::Int(), Type::Wrapper(Type::Int())), Type::Wrapper(Type::Int()));
  EXPECT_EQ(types.Join(Type::Timestamp(), Type::Null()), Type::Timestamp());
  EXPECT_EQ(types.Join(Type::Int(), Type::String()), Type::Dyn());
}

TEST(TimeText, ReadsAndWritesBothWays) {
  for (const char* text : {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z",
                           "2021-09-01T08:00:00.5Z"}) {
    EXPECT_EQ(FormatTimestamp(*ParseTimestamp(text)), text);
  }
  EXPECT_EQ(ParseTimestamp("2021-09-01T08:00:00.1234567899Z")->nanos, 123'456'789);
  EXPECT_EQ(ParseTimestamp("2021-09-01T08:00:00." + std::string(1'000, '9') + "Z")->nanos,
            999'999'999);
  EXPECT_FALSE(ParseTimestamp("2021-09-01T08:00:00.Z"));
  EXPECT_FALSE(ParseTimestamp("2021-09-01 08:00:00Z"));
  EXPECT_FALSE(ParseTimestamp("2021-09-01T08:00:60Z"));
  EXPECT_EQ(FormatDuration(*ParseDuration("-1h0.5s")), "-3600.5s");
  EXPECT_EQ(ParseDuration("1.5ms")->nanos, 1'500'000);
  EXPECT_FALSE(ParseDuration("5"));
  EXPECT_FALSE(ParseDuration("10000000000s"));
}

TEST(Text, FormatsDoublesAsTheReferenceDoes) {
  EXPECT_EQ(FormatDouble(1), "1");
  EXPECT_EQ(FormatDouble(-0.0045), "-0.0045");
  EXPECT_EQ(FormatDouble(0.00001), "1e-05");
  EXPECT_EQ(FormatDouble(123456), "123456");
  EXPECT_EQ(FormatDouble(1e6), "1e+06");
}

TEST(Text, TellsNumbersThatAreTooSmallFromThoseThatAreTooLarge) {
  const std::string zeros(400, '0');
  EXPECT_EQ(ParseDouble("1" + zeros + "e-5"), std::nullopt);
  EXPECT_EQ(ParseDouble("0." + zeros + "1e5"), 0.0);
  EXPECT_EQ(ParseDouble("-." + zeros + "1"), -0.0);
  EXPECT_EQ(ParseDouble("1" + zeros), std::nullopt);
  EXPECT_EQ(ParseDouble("1e-400"), 0.0);
  EXPECT_EQ(ParseDouble("0.001e400"), std::nullopt);
  EXPECT_EQ(ParseDouble("1e99999999999999999999"), std::nullopt);
  EXPECT_EQ(ParseDouble("1e-99999999999999999999"), 0.0);
}

TEST(Text, KnowsUtf8) {
  EXPECT_TRUE(IsUtf8("茶😀"));
  EXPECT_FALSE(IsUtf8("\xC0\x80"));
  EXPECT_FALSE(IsUtf8("\xED\xA0\x80"));
  EXPECT_FALSE(IsUtf8("\xF4\x90\x80\x80"));
  EXPECT_EQ(CountCodePoints("茶😀a"), 3u);
  EXPECT_EQ(ByteOffset("茶a", 1), 3u);
  EXPECT_EQ(ByteOffset("茶a", 3), std::nullopt);
}

TEST(Text, Base64ReadsItsOwnOutput) {
  for (const char* data : {"", "f", "fo", "foo", "foob"}) {
    EXPECT_EQ(DecodeBase64(EncodeBase64(data)), data);
  }
  EXPECT_EQ(DecodeBase64("Zm8"), "fo");
  EXPECT_EQ(DecodeBase64("Z==="), std::nullopt);
}

TEST(IpAddress, PrintsByRfc5952) {
  const auto print = [](const char* text) { return ParseIp(text)->ToString(); };
  EXPECT_EQ(print("2001:db8:0:0:0:0:2:1"), "2001:db8::2:1");
  EXPECT_EQ(print("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1");
  EXPECT_EQ(print("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");
  EXPECT_EQ(print("::"), "::");
  EXPECT_EQ(print("1::"), "1::");
  EXPECT_EQ(print("::ffff:c0a8:1"), "192.168.0.1");
  EXPECT_EQ(ParseIp("::ffff:192.168.0.1"), std::nullopt);
  EXPECT_EQ(ParsePrefix("10.0.0.0/33"), std::nullopt);
  EXPECT_EQ(ParsePrefix("10.0.0.0/08"), std::nullopt);
}

TEST(Env, ReportsEveryWrongDeclaration) {
  EnvBuilder builder;
  Overload overlapping;
  overlapping.id = "my_size";
  overlapping.parameters = {Type::String()};
  overlapping.result = Type::Int();
  const auto env = builder.AddVariable("1x", Type::Int())
                       .AddVariable("y", Type::Int())
                       .AddVariable("y", Type::Int())
                       .AddFunction("size", overlapping)
                       .AddFunction("_+_", overlapping)
                       .Build();
  ASSERT_FALSE(env.ok());
  EXPECT_EQ(env.status().violations().size(), 4u);
}

}  // namespace
}  // namespace trigate::cel
