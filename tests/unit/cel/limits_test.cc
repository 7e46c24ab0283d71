// Whatever the source text, compile and evaluate end, with an error value or a diagnostic.

#include "cel/containers.h"
#include "cel/evaluator.h"
#include "cel/search.h"
#include "unit/cel/parcel_env.h"

namespace trigate::cel {
namespace {

std::string Repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

/// Budgets that are soon spent: what is tested is that they end it, not how large they are.
Limits SmallBudgets() {
  Limits limits;
  limits.steps_max = 300'000;
  limits.iterations_max = 50'000;
  limits.built_bytes_max = 8'000'000;
  return limits;
}

/// The first diagnostic of a source that must not compile.
std::string Refusal(const std::string& source) {
  static const auto* const kEnv = new std::shared_ptr<const Env>(ParcelEnv());
  const CompileResult result = Compile(*kEnv, source);
  EXPECT_EQ(result.program, nullptr);
  return result.diagnostics.empty() ? "" : result.diagnostics[0].message;
}

/// The error that ends an evaluation.
ErrorCode EndsWith(const std::string& source) {
  static const auto* const kEnv = new std::shared_ptr<const Env>(ParcelEnv(SmallBudgets()));
  const auto program = MustCompile(*kEnv, source);
  const Result<Value> value = program->EvaluatePlainly({});
  EXPECT_TRUE(value.ok() && value->IsError()) << source.substr(0, 200);
  return value.ok() && value->IsError() ? value->error().code : ErrorCode::kUnbound;
}

/// How an expression ends under the default limits: "limit", another error's code, "value", or
/// "refused" by the compiler. Steps never exceed the limit.
std::string EndOf(const std::string& source) {
  static const auto* const kEnv = new std::shared_ptr<const Env>(ParcelEnv());
  const CompileResult result = Compile(*kEnv, source);
  if (result.program == nullptr) {
    EXPECT_FALSE(result.diagnostics.empty());
    return "refused";
  }
  Activation activation;
  activation.Set("now", Value::Timestamp({1'700'000'000, 0})).Set("any", Value::Int(1));
  const std::vector<const Row*> rows = {nullptr};
  Evaluator evaluator(result.program->data(), &activation, rows);
  const Value value = evaluator.Run();
  EXPECT_LE(evaluator.context().steps(), Limits{}.steps_max) << source.substr(0, 200);
  if (!value.IsError()) return "value";
  return std::string(ErrorCodeName(value.error().code));
}

/// `body` where s is `unit` doubled `times` times, and h half of that.
std::string WithLong(const std::string& body, const std::string& unit = "0123456789abcdef",
                     int times = 15) {
  std::string source = "cel.bind(s0, '" + unit + "', ";
  for (int i = 0; i < times; ++i) {
    const std::string part = "s" + std::to_string(i);
    source += "cel.bind(s" + std::to_string(i + 1) + ", " + part + " + " + part + ", ";
  }
  return source + "cel.bind(h, s" + std::to_string(times - 1) + ", cel.bind(s, s" +
         std::to_string(times) + ", " + body + Repeat(")", times + 3);
}

/// A million turns, if it is let: what an expression costs must end it before.
std::string Often(const std::string& body) {
  return "lists.range(1000).all(i, lists.range(1000).all(j, " + body + " || true))";
}

TEST(Limits, RefuseASourceThatIsTooLong) {
  EXPECT_EQ(Refusal("'" + std::string(100'000, 'x') + "'"),
            "the source is longer than source_bytes_max = 100000 bytes");
}

TEST(Limits, RefuseDeepNestingOfEveryKind) {
  const std::string message = "the expression is nested deeper than nesting_max = 256 levels";
  EXPECT_EQ(Refusal(Repeat("(", 40'000) + "1" + Repeat(")", 40'000)), message);
  EXPECT_EQ(Refusal(Repeat("[", 50'000)), message);
  EXPECT_EQ(Refusal(Repeat("{1:", 20'000)), message);
  EXPECT_EQ(Refusal(Repeat("!", 90'000) + "true"), message);
  EXPECT_EQ(Refusal(Repeat("- ", 40'000) + "x"), message);
  EXPECT_EQ(Refusal("1" + Repeat(" + 1", 20'000)), message);
  EXPECT_EQ(Refusal("any" + Repeat(".a", 40'000)), message);
  EXPECT_EQ(Refusal("any" + Repeat("[0]", 30'000)), message);
  EXPECT_EQ(Refusal(Repeat("true ? 1 : ", 9'000) + "1"), message);
  EXPECT_EQ(Refusal(Repeat("f(", 40'000)), message);
}

TEST(Limits, AThousandTermsInARowAreNotDeep) {
  EXPECT_EQ(Eval(ParcelEnv(), "false" + Repeat(" || false", 1'000)), "false");
  EXPECT_EQ(Eval(ParcelEnv(), "true" + Repeat(" && true", 1'000)), "true");
}

TEST(Limits, WhatTheDefinitionAsksForIsAllowed) {
  EXPECT_EQ(Eval(ParcelEnv(), Repeat("(", 32) + "1" + Repeat(")", 32)), "1");
  EXPECT_EQ(Eval(ParcelEnv(), "1" + Repeat(" + 1", 100)), "101");
}

TEST(Limits, RefuseATreeWithTooManyNodes) {
  Limits limits;
  limits.nodes_max = 100;
  const CompileResult result = Compile(ParcelEnv(limits), "[0" + Repeat(",0", 200) + "]");
  ASSERT_EQ(result.program, nullptr);
  EXPECT_EQ(result.diagnostics[0].message, "the expression has more than nodes_max = 100 parts");
}

TEST(Limits, EndAComprehensionBomb) {
  EXPECT_EQ(EndsWith(Repeat("[0,1].all(x, ", 40) + "true" + Repeat(")", 40)), ErrorCode::kLimit);
}

TEST(Limits, CannotBeAbsorbed) {
  EXPECT_EQ(EndsWith("(" + Repeat("[0,1].all(x, ", 40) + "true" + Repeat(")", 40) + ") || true"),
            ErrorCode::kLimit);
}

TEST(Limits, EndListsThatDouble) {
  EXPECT_EQ(EndsWith("['a']" + Repeat(".map(x, [x+x, x+x])", 1) +
                     Repeat(".flatten().map(x, [x+x,x+x])", 40)),
            ErrorCode::kLimit);
  EXPECT_EQ(EndsWith("size(lists.range(99999).map(x, lists.range(99999)))"), ErrorCode::kLimit);
  EXPECT_EQ(EndsWith("lists.range(1000000000)"), ErrorCode::kLimit);
}

TEST(Limits, EndStringsThatGrow) {
  std::string source = "'0123456789'";
  for (int i = 0; i < 30; ++i) source = "cel.bind(s, " + source + ", s + s)";
  EXPECT_EQ(EndsWith(source), ErrorCode::kLimit);
  EXPECT_EQ(EndsWith("'%.1000f'.format([1.0]).replace('0', '%.1000f'.format([1.0]))"
                     ".replace('0', '0123456789')"),
            ErrorCode::kLimit);
}

TEST(Limits, EndValuesThatShareTheirParts) {
  // As objects these are small; written out they have 2^100 elements.
  std::string bind;
  for (int i = 0; i < 100; ++i) bind += "cel.bind(a" + std::to_string(i + 1) + ", [a" +
                                        std::to_string(i) + ", a" + std::to_string(i) + "], ";
  const auto nested = [&](const std::string& body) {
    return "cel.bind(a0, [dyn(1)], " + bind + body + Repeat(")", 101);
  };
  EXPECT_EQ(EndsWith(nested("a100 == dyn([a99, a99])")), ErrorCode::kLimit);
  EXPECT_EQ(EndsWith(nested("'%s'.format([a100])")), ErrorCode::kLimit);
  EXPECT_EQ(EndsWith(nested("a100.flatten(1000)")), ErrorCode::kLimit);
  EXPECT_EQ(EndsWith(nested("google.protobuf.ListValue{values: a100}")), ErrorCode::kLimit);
  const auto program = MustCompile(ParcelEnv(SmallBudgets()), nested("a100"));
  EXPECT_LT(program->EvaluatePlainly({})->ToString().size(), 200'000u);
}

TEST(Limits, ValuesNestNoDeeperThanTheStackBears) {
  // Each bind wraps the value before in as many levels as an expression may have.
  const auto nested = [](const std::string& before, const std::string& after,
                         const std::string& use) {
    constexpr int kBinds = 20;
    std::string source = "cel.bind(a, dyn(1), ";
    for (int i = 1; i < kBinds; ++i) {
      source += "cel.bind(a, dyn(" + Repeat(before, 30) + "a" + Repeat(after, 30) + "), ";
    }
    return source + use + Repeat(")", kBinds);
  };
  for (const std::string use : {"a == a", "'%s'.format([a]) == ''",
                                "google.protobuf.ListValue{values: [a]} == [a]"}) {
    EXPECT_EQ(EndsWith(nested("[", "]", use)), ErrorCode::kLimit) << use;
    EXPECT_EQ(EndsWith(nested("{1: ", "}", use)), ErrorCode::kLimit) << use;
    EXPECT_EQ(EndsWith(nested("optional.of(", ")", use)), ErrorCode::kLimit) << use;
    EXPECT_EQ(EndsWith(nested("google.protobuf.ListValue{values: [", "]}", use)),
              ErrorCode::kLimit)
        << use;
  }
  const auto program =
      MustCompile(ParcelEnv(), Repeat("[", 250) + Repeat("]", 250) + ".size() == 1");
  EXPECT_TRUE(program->EvaluatePlainly({})->IsTrue()) << "what can be written can be built";
}

TEST(Limits, TypesThatDoubleDoNotStopTheChecker) {
  std::string bind;
  for (int i = 0; i < 100; ++i) bind += "cel.bind(a" + std::to_string(i + 1) + ", {'k': a" +
                                        std::to_string(i) + ", 'l': a" + std::to_string(i) + "}, ";
  const auto program = MustCompile(
      ParcelEnv(), "cel.bind(a0, [], " + bind + "size(a100)" + Repeat(")", 101));
  EXPECT_EQ(program->EvaluatePlainly({})->ToString(), "2");
  bind.clear();
  for (int i = 0; i < 60; ++i) bind += "cel.bind(b" + std::to_string(i + 1) + ", [{0: b" +
                                       std::to_string(i) + "}, {0: b" + std::to_string(i) +
                                       "}], ";
  MustCompile(ParcelEnv(), "cel.bind(b0, [], " + bind + "b60 == []" + Repeat(")", 61));
}

TEST(Limits, RefusePatternsThatExplode) {
  const auto value = MustCompile(ParcelEnv(), "any.matches('((a{100}){100}){100}')")
                         ->EvaluatePlainly(Activation().Set("any", Value::String("a")));
  EXPECT_EQ(value->error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(EndsWith("'a'.matches('" + std::string(5'000, 'a') + "')"),
            ErrorCode::kInvalidArgument);
}

TEST(Limits, PatternsOfALoopAreChargedAndNotKept) {
  EXPECT_EQ(EndOf("lists.range(28000).all(i, 'b'.matches('a{999}' + string(i)) || true)"), "limit");
  EXPECT_EQ(EndOf("lists.range(28000).all(i, 'b'.matches('(?i)\\\\PL{9}' + string(i)) || true)"),
            "limit");
  // More than are kept, one after the other and again.
  EXPECT_EQ(EndOf("lists.range(300).all(i, !'b'.matches('a' + string(i % 50)))"), "value");
}

TEST(Limits, RefusedPatternsAreCompiledOnce) {
  const Limits limits;
  RegexCache cache(limits);
  const Pattern& refused = cache.Compile("\\pL{9}\\pL{90}");
  EXPECT_EQ(refused.compiled, nullptr);
  EXPECT_EQ(refused.refusal, "pattern needs more than regex_program_max = 2000 instructions");
  EXPECT_EQ(&cache.Compile("\\pL{9}\\pL{90}"), &refused);
  EXPECT_EQ(cache.size(), 1u);
  EXPECT_EQ(EndOf("lists.range(1000).all(i, 'b'.matches('\\\\pL{9}\\\\pL{90}') || true)"), "value");
}

TEST(Limits, AUnicodeClassCountsForItsRanges) {
  RegexCache cache{Limits{}};
  EXPECT_NE(cache.Compile("[\\p{Han}\\p{Latin}]").compiled, nullptr);
  EXPECT_EQ(cache.Compile("(?i)[" + Repeat("\\PL", 1'000) + "]").refusal,
            "pattern with its Unicode classes counts for more than regex_bytes_max = 4096 bytes");
}

TEST(Limits, RefuseASourceWithTooManyPatterns) {
  std::string source = "false";
  for (int i = 0; i < 500; ++i) source += " || 'b'.matches('\\\\pL{90}" + std::to_string(i) + "')";
  EXPECT_EQ(Refusal(source).substr(0, 7), "pattern");
  const CompileResult result = Compile(ParcelEnv(), source);
  EXPECT_EQ(result.diagnostics.back().message,
            "the expression has more than regex_count_max = 32 patterns");
  EXPECT_EQ(EndOf("any == 2" + Repeat(" || 'b'.matches('a+')", 100)), "value");
}

TEST(Limits, MatchingIsChargedByTheSizeOfThePattern) {
  const std::string often = "lists.range(30).all(i, s.matches('%') || true)";
  const auto with = [&](const std::string& pattern) {
    const std::string body = std::string(often).replace(often.find('%'), 1, pattern);
    return WithLong(body, "abbabaababbaabab", 14);
  };
  EXPECT_EQ(EndOf(with("(?:[ab]*a){5}[ab]{600}[c-z]")), "limit");
  EXPECT_EQ(EndOf(with("(?:[ab]?){900}c")), "limit");
  EXPECT_EQ(EndOf(with("a+c")), "value");
  EXPECT_EQ(EndOf("lists.range(1000).all(i, 'SF1234567890'.matches('^SF[0-9]{10}$'))"), "value");
}

TEST(Limits, LinearWorkIsChargedByTheByte) {
  for (const char* body :
       {"{'a': 1}[s] == 1", "{'a': 1}[?s].hasValue()", "s in {'a': 1}", "{s: 1, s: 2} == {}",
        "double(s) == 1.0", "int(s) == 1", "uint(s) == 1u", "duration(s) == duration('1s')",
        "timestamp(s) == now", "string(bytes(s)) == ''", "size(s) == 1", "s.startsWith(s)",
        "s.endsWith(s)", "s == h + h", "s < h + h", "s in [h, h + h]", "s.contains('x')",
        "s.indexOf('x') == 1", "s.lastIndexOf('x') == 1", "s.replace('x', '') == ''",
        "s.split('x') == []", "s.trim() == ''", "s.reverse() == ''", "s.upperAscii() == ''",
        "s.charAt(500000) == 'x'", "s.substring(500000) == ''", "strings.quote(s) == ''",
        "[s, dyn(1)].join() == ''", "[s].join(s) == ''", "'%s'.format([s]) == ''",
        "'%x'.format([h]) == ''", "base64.encode(bytes(h)) == ''", "base64.decode(s) == b''",
        "[s, s].sort() == []", "[s, s].distinct() == []", "sets.contains([h + h], [s])",
        "s.matches('x')", "'b'.matches(s)", "google.protobuf.StringValue{value: s} == ''"}) {
    EXPECT_EQ(EndOf(WithLong(Often(body))), "limit") << body;
  }
  EXPECT_EQ(EndOf(WithLong("lists.range(100000).map(i, s).sort() == []")), "limit");
  EXPECT_EQ(EndOf(WithLong("lists.range(100000).map(i, s).distinct() == []")), "limit");
}

TEST(Limits, WhatIsTooLongIsRefusedUnread) {
  for (const char* body : {"isIP(s)", "isCIDR(s)", "ip(s) == ip('::1')", "bool(s)",
                           "cidr('10.0.0.0/8').containsIP(s)", "now.getHours(s) == 1"}) {
    EXPECT_NE(EndOf(WithLong("lists.range(1000).all(i, " + std::string(body) + " || true)")),
              "limit")
        << body;
  }
}

TEST(Limits, MessagesQuoteOnlyTheBeginningOfALongText) {
  const auto program = MustCompile(ParcelEnv(), WithLong("{'a': 1}[s]"));
  EXPECT_EQ(program->EvaluatePlainly({})->error().message,
            "no such key: '0123456789abcdef0123456789abcdef01234567'");
}

TEST(Limits, SearchesAreLinear) {
  for (const char* part : {"h + 'b'", "'b' + h"}) {
    const std::string bind = "cel.bind(t, " + std::string(part) + ", ";
    for (const char* body : {"s.contains(t)", "s.indexOf(t) == 0", "s.lastIndexOf(t) == 0",
                             "s.replace(t, '') == ''", "s.split(t) == []"}) {
      EXPECT_EQ(EndOf(WithLong(bind + body + ")", "aaaaaaaaaaaaaaaa")), "value") << body;
    }
    EXPECT_EQ(EndOf(WithLong(bind + Often("s.contains(t)") + ")", "aaaaaaaaaaaaaaaa")), "limit");
  }
}

TEST(Limits, SearchesFindWhatThePlainOnesFind) {
  const std::string text = Repeat("abcab", 200) + "needle" + Repeat("abcab", 200);
  for (const std::string_view part : {"needle", "a", "", "bab", "abcababcabneedleabcab", "x"}) {
    for (const std::size_t from : {0u, 1u, 500u, 999u, 1'000u, 1'001u, 2'006u}) {
      EXPECT_EQ(FindFirst(text, part, from), text.find(part, from)) << part << from;
      EXPECT_EQ(FindLast(text, part, from), text.rfind(part, from)) << part << from;
      EXPECT_EQ(FindLast("abcab", part, from), std::string_view("abcab").rfind(part, from));
    }
  }
}

TEST(Limits, OnlyZonesOfTheDatabaseAreLookedUp) {
  for (const char* zone :
       {"localtime", "libc:localtime", "posixrules", "./UTC", "UTC/", "/etc/passwd", "zone.tab",
        "Fixed/UTC+05:00:00", "right/UTC", "posix/UTC", "America", "America/../UTC",
        "Mars/Olympus", "asia/shanghai"}) {
    EXPECT_EQ(EndOf("now.getHours('" + std::string(zone) + "')"), "invalid_argument") << zone;
  }
  for (const char* zone : {"UTC", "", "Asia/Shanghai", "America/Argentina/Ushuaia", "Etc/GMT+5",
                           "+08:00", "-02:30", "02:00"}) {
    EXPECT_EQ(EndOf("now.getHours('" + std::string(zone) + "')"), "value") << zone;
  }
}

TEST(Limits, HashesOfChosenKeysDoNotCollide) {
  // Multiples of the sizes that a hash table grows to: the identity puts all of them in one cell.
  const std::size_t buckets = 85'229;
  std::vector<std::size_t> used(buckets);
  for (std::int64_t i = 0; i < 85'000; ++i) {
    ++used[KeyHash()(Value::Int(i * static_cast<std::int64_t>(buckets))) % buckets];
  }
  EXPECT_LT(*std::max_element(used.begin(), used.end()), 20u);
  EXPECT_EQ(KeyHash()(Value::Int(-3)), KeyHash()(Value::Double(-3)));
  EXPECT_EQ(KeyHash()(Value::Int(3)), KeyHash()(Value::Uint(3)));
  EXPECT_EQ(EndOf("lists.range(85000).map(i, i * 85229).distinct().size()"), "value");
}

TEST(Limits, SmallObjectsAreChargedForTheirWeight) {
  const auto million = [](const std::string& body) {
    return "lists.range(1000).map(i, lists.range(1000).map(j, " + body + ")).size()";
  };
  for (const char* body : {"string(j)", "optional.of(j)", "ip('::1')", "{j: j}", "[j].slice(0, 1)",
                           "google.protobuf.Int64Value{value: j}", "'a'.upperAscii()"}) {
    EXPECT_EQ(EndOf(million(body)), "limit") << body;
  }
}

TEST(Limits, ErrorsThatNobodySeesAreCharged) {
  const std::string name(80'000, 'a');
  EXPECT_EQ(EndOf(Often("{}." + name)), "limit");
  EXPECT_EQ(EndOf(Often("'a'.matches('(' + 'b')")), "limit");
}

TEST(Limits, HostileExpressionsEnd) {
  const std::string many = Repeat("1,", 20'000) + "1";
  const struct {
    std::string source;
    std::string end;
  } kCases[] = {
      {Repeat("(", 300) + "1" + Repeat(")", 300), "refused"},
      {Repeat("[", 200) + Repeat("]", 200), "value"},
      {"[" + many + "].all(x, [" + many + "].all(y, x == y))", "limit"},
      {"[" + many + "," + many + "," + many + "]", "refused"},
      {"{" + Repeat("1:1,", 20'000) + "2:2}", "duplicate_key"},
      {Repeat("lists.range(100).all(x, ", 8) + "true" + Repeat(")", 8), "limit"},
      {Repeat("[1,2].map(x, ", 30) + "x" + Repeat(")", 30), "limit"},
      {Repeat("lists.range(50).exists(x, ", 6) + "false" + Repeat(")", 6), "limit"},
      {"lists.range(100000).map(i, lists.range(100000))", "limit"},
      {"lists.range(9223372036854775807)", "limit"},
      {"lists.range(-1)", "invalid_argument"},
      {"cel.bind(l, lists.range(60000), l + l)", "limit"},
      {"cel.bind(l, lists.range(100000), " + Often("l.sort() == []") + ")", "limit"},
      {"cel.bind(l, lists.range(100000), " + Often("l.distinct() == []") + ")", "limit"},
      {"cel.bind(l, lists.range(100000), " + Often("l == l.reverse()") + ")", "limit"},
      {"cel.bind(l, lists.range(100000), " + Often("math.greatest(l) == 1") + ")", "limit"},
      {"cel.bind(l, lists.range(100000), sets.contains(l, l.reverse()))", "limit"},
      {"cel.bind(l, lists.range(100000), sets.intersects(l, [-1]))", "value"},
      {"cel.bind(l, lists.range(100000), 100000 in l)", "value"},
      {"cel.bind(l, lists.range(3000).map(i, [i]), l.distinct().size())", "value"},
      {"lists.range(30000).map(i, [i]).distinct().size()", "limit"},
      {"lists.range(100000).map(i, string(i)).join(',').split(',').size()", "value"},
      {"lists.range(1000).transformMap(i, x, lists.range(1000).transformMap(j, y, y))", "limit"},
      {"cel.bind(m, lists.range(1000).transformMap(i, x, x), " + Often("m != m") + ")", "limit"},
      {"cel.bind(m, lists.range(9000).transformMap(i, x, x), " + Often("'%s'.format([m]) == ''") +
           ")", "limit"},
      {Often("'%.1000f'.format([1e308]) == ''"), "limit"},
      {"'%.1001f'.format([1.0])", "invalid_argument"},
      {"'" + Repeat("%s", 20'000) + "'.format([1])", "invalid_argument"},
      {WithLong("s.split('').map(c, s.split('')).size()"), "limit"},
      {WithLong("s.replace('', s)"), "limit"},
      {WithLong("s.replace('0', s)"), "limit"},
      {WithLong("lists.range(200).map(i, s.replace('0', '1')).size()"), "limit"},
      {WithLong("s + s + s"), "limit"},
      {WithLong("[s, s, s].join()"), "limit"},
      {WithLong("s.matches('(.*)(.*)(.*)(.*)x')", "aaaaaaaaaaaaaaaa", 13), "value"},
      {WithLong("s.matches('" + Repeat("(a|aa)", 60) + "$')", "aaaaaaaaaaaaaaaa", 13), "value"},
      {"'a'.matches('" + Repeat("(", 2'000) + Repeat(")", 2'000) + "')", "invalid_argument"},
      {"'a'.matches('(((a{100}){100}){100}){100}')", "invalid_argument"},
      {"'a'.matches('(a?){1000}b')", "invalid_argument"},
      {"lists.range(100000).map(i, 'a'.matches('a{' + string(i) + '}') ? 1 : 2)",
       "invalid_argument"},
      {"cel.bind(l, " + Repeat("[", 100) + Repeat("]", 100) + ", " + Often("l.flatten(99) == l") +
           ")", "limit"},
      {"cel.bind(l, lists.range(100)" + Repeat(".slice(0, 100)", 200) + ", " +
           "lists.range(100000).all(i, l.all(j, true)))", "limit"},
      {"google.protobuf.ListValue{values: lists.range(100000)}.size()", "value"},
      {"cel.bind(v, google.protobuf.ListValue{values: lists.range(100000)}, " + Often("v != v") +
           ")", "limit"},
      {"cel.bind(v, google.protobuf.ListValue{values: [{'k': lists.range(50000)}]}, " +
           Often("v[0] == 1") + ")", "limit"},
      {Often("now.getHours('X/' + string(j)) == 1"), "limit"},
      {Often("dyn(1) + dyn('a') == 1"), "limit"},
      {"lists.range(100000).exists_one(i, 1 / (i - i) == 1)", "divide_by_zero"},
  };
  for (const auto& test : kCases) {
    EXPECT_EQ(EndOf(test.source), test.end) << test.source.substr(0, 120);
  }
}

TEST(Limits, EachTypedRuleHasItsOwnBudget) {
  Limits limits;
  limits.iterations_max = 150;
  limits.steps_max = 5'000;
  const std::string loop = "parcel.codes.all(c, c >= 0)";
  const std::string text = "parcel.declared.matches('(a|b|c|d)x{20}')";
  const std::vector<RuleSource> sources = {{"a", loop},         {"b", loop + " && parcel.sealed"},
                                           {"c", text},         {"d", text + " && parcel.sealed"},
                                           {"e", "parcel.sealed"}};
  const auto env = ParcelEnv(limits);
  const RuleSetResult result = RuleSet::Compile(env, sources);
  ASSERT_NE(result.rules, nullptr);
  EXPECT_EQ(result.rules->fast_rules(), sources.size());
  Row row(ParcelType());
  const std::vector<std::int64_t> codes(100, 1);
  const std::string declared(4'000, 'a');
  row.SetInts(kCodes, codes);
  row.SetString(kDeclared, declared);
  row.SetBool(kSealed, true);
  const std::array<const Row*, 1> rows = {&row};
  RuleSet::Scratch scratch(*result.rules);
  std::vector<Outcome> fast(sources.size());
  std::vector<Outcome> plain(sources.size());
  ASSERT_TRUE(result.rules->Evaluate(rows, {}, scratch, fast).ok());
  ASSERT_TRUE(result.rules->EvaluatePlainly(rows, {}, plain).ok());
  EXPECT_EQ(fast, (std::vector<Outcome>{Outcome::kTrue, Outcome::kTrue, Outcome::kError,
                                        Outcome::kError, Outcome::kTrue}));
  EXPECT_EQ(fast, plain);
  const auto program = MustCompile(env, text);
  Activation activation;
  activation.SetRow("parcel", &row);
  const Result<Value> value = program->Evaluate(activation);
  ASSERT_TRUE(value.ok() && value->IsError());
  EXPECT_EQ(value->error().code, ErrorCode::kLimit);
}

TEST(Limits, AreNamedInTheError) {
  Limits limits;
  limits.iterations_max = 10;
  const auto program = MustCompile(ParcelEnv(limits), "lists.range(100).all(x, x >= 0)");
  EXPECT_EQ(program->EvaluatePlainly({})->error().message,
            "evaluation ended by the limit iterations_max");
}

TEST(Limits, TheNestingLimitCannotBeRaisedAboveTheStack) {
  Limits limits;
  limits.nesting_max = 100'000;
  EnvBuilder builder;
  const auto env = builder.SetLimits(limits).Build();
  ASSERT_FALSE(env.ok());
  EXPECT_EQ(env.status().violations()[0].field, "limits.nesting_max");
}

TEST(Limits, InvalidUtf8IsRefused) {
  EXPECT_EQ(Refusal("'\xC3\x28'"), "the source is not valid UTF-8");
}

}  // namespace
}  // namespace trigate::cel
