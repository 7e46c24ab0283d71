// The language, a table of cases of our own, written from its definition. Each row is an expression
// and its value; an error is written as its code.

#include "unit/cel/parcel_env.h"

namespace trigate::cel {
namespace {

struct Case {
  std::string_view expression;
  std::string_view value;
};

/// "error(code" for errors, so that the message may change.
std::string Brief(const std::string& value) {
  return value.starts_with("error(") ? value.substr(0, value.find(':')) : value;
}

class Language : public testing::TestWithParam<Case> {};

TEST_P(Language, EvaluatesAsTheDefinitionSays) {
  EXPECT_EQ(Brief(Eval(ParcelEnv(), GetParam().expression)), GetParam().value)
      << GetParam().expression;
}

constexpr Case kLiterals[] = {
    {"0x1F", "31"},
    {"-0x10", "-16"},
    {"7u", "7u"},
    {"1e3", "1000.0"},
    {".5", "0.5"},
    {"-9223372036854775808", "-9223372036854775808"},
    {"'\\u4F60\\U0001F600\\x41\\101'", "'你😀AA'"},
    {"r'\\n'", "'\\\\n'"},
    {"b'\\xff\\000'", "b'\\xff\\x00'"},
    {"'''a'b'''", "'a\\'b'"},
    {"\"\"\"line\nline\"\"\"", "'line\\nline'"},
    {"true // comment", "true"},
    {"[1, 2, 3,]", "[1, 2, 3]"},
    {"{'a': 1,}", "{'a': 1}"},
    {"google.protobuf.Int64Value{value: 1,}", "1"},
};
constexpr Case kArithmetic[] = {
    {"2 + 3 * 4 - 10 / 5 % 3", "12"},
    {"-7 / 2", "-3"},
    {"-7 % 2", "-1"},
    {"9223372036854775807 + 1", "error(overflow"},
    {"0u - 1u", "error(overflow"},
    {"-9223372036854775808 / -1", "error(overflow"},
    {"1 / 0", "error(divide_by_zero"},
    {"1u % 0u", "error(divide_by_zero"},
    {"1.0 / 0.0", "Infinity"},
    {"'a' + 'b'", "'ab'"},
    {"[1] + [2]", "[1, 2]"},
    {"timestamp('2021-09-01T00:00:00Z') + duration('24h')",
     "timestamp('2021-09-02T00:00:00Z')"},
    {"duration('1h') - duration('90m')", "duration('-1800s')"},
};
constexpr Case kEquality[] = {
    {"1 == 1", "true"},
    {"dyn(1) == 1.0", "true"},
    {"dyn(1) == dyn('1')", "false"},
    {"0.0 / 0.0 == 0.0 / 0.0", "false"},
    {"[1, [2]] == [1, [2]]", "true"},
    {"{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", "true"},
    {"1 < 1.5", "true"},
    {"2u > 1", "true"},
    {"'a' < 'b'", "true"},
    {"b'a' < b'b'", "true"},
    {"dyn('a') < dyn(1)", "error(no_matching_overload"},
    {"1 in [1, 2]", "true"},
    {"'k' in {'k': 1}", "true"},
    {"dyn(1.0) in {1: 2}", "true"},
};
constexpr Case kLogic[] = {
    {"1 / 0 > 1 && false", "false"},
    {"false && 1 / 0 > 1", "false"},
    {"1 / 0 > 1 || true", "true"},
    {"1 / 0 > 1 || false", "error(divide_by_zero"},
    {"true ? 1 : 1 / 0", "1"},
    {"1 / 0 > 1 ? 1 : 2", "error(divide_by_zero"},
    {"[1, 0].exists(x, 1 / x == 1)", "true"},
    {"[0, 1].exists(x, 1 / x == 1)", "true"},
    {"[0, 2].exists(x, 1 / x == 1)", "error(divide_by_zero"},
    {"[0, 2].all(x, 1 / x == 1)", "false"},
    {"[0, 2].exists_one(x, 1 / x == 0)", "error(divide_by_zero"},
};
constexpr Case kMacros[] = {
    {"[1, 2, 3].map(x, x * 2)", "[2, 4, 6]"},
    {"[1, 2, 3].map(x, x > 1, x * 2)", "[4, 6]"},
    {"[1, 2, 3].filter(x, x % 2 == 1)", "[1, 3]"},
    {"{'a': 1}.all(k, k == 'a')", "true"},
    {"['a', 'b'].transformList(i, v, v + string(i))", "['a0', 'b1']"},
    {"{'a': 1}.transformMap(k, v, v + 1)", "{'a': 2}"},
    {"['x', 'y'].transformMapEntry(i, v, {v: i})", "{'x': 0, 'y': 1}"},
    {"['x', 'x'].transformMapEntry(i, v, {v: i})", "error(duplicate_key"},
    {"has({'a': 1}.a) && !has({'a': 1}.b)", "true"},
    {"cel.bind(x, 1 / 0, true || x > 0)", "true"},
    {"cel.bind(x, 2, cel.bind(x, x * x, x + 1))", "5"},
    {"[[1, 2], [3]].map(x, x.map(y, y + 1))", "[[2, 3], [4]]"},
    {"[3, 1, 2].sortBy(x, -x)", "[3, 2, 1]"},
};
constexpr Case kFunctions[] = {
    {"size('你好')", "2"},
    {"'abc'.contains('bc')", "true"},
    {"'ab12'.matches('[0-9]+$')", "true"},
    {"int('42') + int(4.9) + int(3u)", "49"},
    {"uint(-1)", "error(overflow"},
    {"string(1.0) + string(1e100) + string(true)", "'11e+100true'"},
    {"double('1e400')", "error(invalid_argument"},
    {"double('1e-400')", "0.0"},
    {"bool('yes')", "error(invalid_argument"},
    {"timestamp('2021-09-01T08:00:00+08:00') == timestamp('2021-09-01T00:00:00Z')", "true"},
    {"timestamp('2021-09-01T00:00:00Z').getHours('+08:00')", "8"},
    {"timestamp('2021-09-01T00:00:00Z').getHours('Asia/Shanghai')", "8"},
    {"timestamp('2021-09-01T00:00:00Z').getHours('Nowhere/City')", "error(invalid_argument"},
    {"timestamp('2021-02-29T00:00:00Z')", "error(invalid_argument"},
    {"duration('1h30m').getMinutes()", "90"},
    {"type(1) == int && type([]) == list && type(type(1)) == type", "true"},
    {"[1, 2][2]", "error(index_out_of_range"},
    {"{'a': 1}['b']", "error(no_such_key"},
    {"{1: 1, 1u: 2}", "error(duplicate_key"},
};
constexpr Case kExtensions[] = {
    {"'你好吗'.substring(1, 2)", "'好'"},
    {"'abc'.charAt(3)", "''"},
    {"'abc'.charAt(4)", "error(index_out_of_range"},
    {"'a,b,,c'.split(',')", "['a', 'b', '', 'c']"},
    {"'abc'.split('')", "['a', 'b', 'c']"},
    {"'a,b,c'.split(',', 2)", "['a', 'b,c']"},
    {"'aaa'.replace('a', 'b', 2)", "'bba'"},
    {"'ab'.replace('', '-')", "'-a-b-'"},
    {"'\\u3000 x \\t'.trim()", "'x'"},
    {"'hello'.lastIndexOf('l')", "3"},
    {"['a', 'b'].join('+')", "'a+b'"},
    {"'%s|%d|%.2f|%x|%b|%%'.format(['s', 3, 1.005, 255, 5])", "'s|3|1.00|ff|101|%'"},
    {"'%s'.format([{'b': [1, null], 'a': 2.50}])", "'{a: 2.5, b: [1, null]}'"},
    {"'%s'.format([])", "error(invalid_argument"},
    {"'x'.format([1])", "error(invalid_argument"},
    {"math.greatest(1, 2.5, 2u)", "2.5"},
    {"math.least([3, 1, 2])", "1"},
    {"math.round(-2.5)", "-3.0"},
    {"math.bitShiftRight(-1, 60)", "15"},
    {"math.abs(-9223372036854775808)", "error(overflow"},
    {"[1, 2, 3, 4].slice(1, 3)", "[2, 3]"},
    {"[1, [2, [3]]].flatten()", "[1, 2, [3]]"},
    {"[1, 1.0, 'a', 'a'].distinct()", "[1, 'a']"},
    {"['b', 'a'].sort()", "['a', 'b']"},
    {"[1, dyn('a')].sort()", "error(invalid_argument"},
    {"sets.equivalent([1, 1], [1])", "true"},
    {"sets.intersects([1, 2], [2, 3])", "true"},
    {"base64.encode(b'hi')", "'aGk='"},
    {"base64.decode('!')", "error(invalid_argument"},
    {"optional.of(1).orValue(1 / 0)", "1"},
    {"optional.none().orValue(2)", "2"},
    {"{'a': {'b': 1}}.?a.?c.orValue(7)", "7"},
    {"[1][?5].hasValue()", "false"},
    {"[?optional.none(), 1]", "[1]"},
    {"optional.of(2).optMap(x, x * 2).value()", "4"},
    {"ip('::1').isLoopback()", "true"},
    {"string(ip('2001:DB8:0:0:1:0:0:1'))", "'2001:db8::1:0:0:1'"},
    {"cidr('10.0.0.0/8').containsIP('10.1.2.3')", "true"},
    {"cidr('192.168.1.0/24').isMask()", "true"},
    {"cidr('192.168.1.5/24').isMask()", "false"},
    {"cidr('2001:db8::/32').isMask()", "true"},
    {"isIP('1.2.3.04')", "false"},
    {"cel.block([1, cel.index(0) + 1], cel.index(1))", "2"},
};
constexpr Case kMessages[] = {
    {"google.protobuf.Int64Value{value: 3} + 4", "7"},
    {"google.protobuf.Struct{fields: {'a': 1.0}}.a", "1.0"},
    {"google.protobuf.Value{string_value: 'x'}", "'x'"},
    {"google.protobuf.Timestamp{seconds: 0} == timestamp(0)", "true"},
    {"google.protobuf.NullValue.NULL_VALUE", "null"},
    {"HEAVY_G + 1", "30001"},
};

INSTANTIATE_TEST_SUITE_P(Literals, Language, testing::ValuesIn(kLiterals));
INSTANTIATE_TEST_SUITE_P(Arithmetic, Language, testing::ValuesIn(kArithmetic));
INSTANTIATE_TEST_SUITE_P(Equality, Language, testing::ValuesIn(kEquality));
INSTANTIATE_TEST_SUITE_P(Logic, Language, testing::ValuesIn(kLogic));
INSTANTIATE_TEST_SUITE_P(Macros, Language, testing::ValuesIn(kMacros));
INSTANTIATE_TEST_SUITE_P(Functions, Language, testing::ValuesIn(kFunctions));
INSTANTIATE_TEST_SUITE_P(Extensions, Language, testing::ValuesIn(kExtensions));
INSTANTIATE_TEST_SUITE_P(Messages, Language, testing::ValuesIn(kMessages));

TEST(TypeValues, GeneralizeToTypeOfDynInAnyOrder) {
  Overload make;
  make.id = "make_type";
  make.parameters = {Type::TypeOf(Type::Param("T"))};
  make.result = Type::Param("T");
  Overload pair;
  pair.id = "make_type_type";
  pair.parameters = {Type::TypeOf(Type::Param("T")), Type::TypeOf(Type::Param("T"))};
  pair.result = Type::Param("T");
  Overload element;
  element.id = "element_type_list";
  element.parameters = {Type::TypeOf(Type::List(Type::Param("T")))};
  element.result = Type::Param("T");
  EnvBuilder builder;
  const auto env = builder.AddFunction("make", make)
                       .AddFunction("make", pair)
                       .AddFunction("element", element)
                       .AddLibrary(Library::kBindings)
                       .Build();
  ASSERT_TRUE(env.ok()) << env.status().ToString();
  const auto type = [&env](std::string_view source) {
    return MustCompile(*env, source)->result_type().ToString();
  };
  EXPECT_EQ(type("[int, string]"), "list(type(dyn))");
  EXPECT_EQ(type("[string, int]"), "list(type(dyn))");
  EXPECT_EQ(type("[type([]), int]"), "list(type(dyn))");
  EXPECT_EQ(type("[int, type([])]"), "list(type(dyn))");
  EXPECT_EQ(type("[int, type(1)]"), "list(type(int))");
  EXPECT_EQ(type("[[int], [string]]"), "list(list(type(dyn)))");
  EXPECT_EQ(type("{'a': int, 'b': string}"), "map(string, type(dyn))");
  EXPECT_EQ(type("true ? int : string"), "type(dyn)");
  EXPECT_EQ(type("[[], [int], [string]]"), "list(list(type(dyn)))");
  EXPECT_EQ(type("make(int)"), "int");
  EXPECT_EQ(type("make(int, int)"), "int");
  EXPECT_EQ(type("make(int, string)"), "dyn");
  EXPECT_EQ(type("element(type([1]))"), "int");
  EXPECT_EQ(type("cel.bind(x, [], type(x) == type([1]) && x == ['a'])"), "bool");
  EXPECT_EQ(type("type(1) == string"), "bool");
}

TEST(UncheckedPrograms, ResolveNamesAndOverloadsWhenEvaluated) {
  CompileOptions options;
  options.check = false;
  const auto env = ParcelEnv();
  const auto value = [&](std::string_view source) {
    return MustCompile(env, source, options)
        ->Evaluate(Activation().Set("undeclared.x", Value::Int(4)))
        ->ToString();
  };
  EXPECT_EQ(value("1 + 'a' == 2 || true"), "true");
  EXPECT_EQ(value("undeclared.x + 1"), "5");
  EXPECT_EQ(Brief(value("nobody")), "error(unbound");
  EXPECT_EQ(Brief(value("nothing(1)")), "error(unbound");
  EXPECT_EQ(Brief(value("1 + 'a'")), "error(no_matching_overload");
}

TEST(Errors, SayWhereTheyHappened) {
  const auto value = MustCompile(ParcelEnv(), "true &&\n 10 / (5 - 5) > 1")->Evaluate({});
  ASSERT_TRUE(value->IsError());
  EXPECT_EQ(value->error().position, (SourcePosition{2, 5}));
}

}  // namespace
}  // namespace trigate::cel
