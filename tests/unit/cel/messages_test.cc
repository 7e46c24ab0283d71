// Protobuf messages as values: what converts, what is kept, and what is refused.

#include <google/protobuf/any.pb.h>
#include <google/protobuf/compiler/parser.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/wrappers.pb.h>

#include "unit/cel/parcel_env.h"

namespace trigate::cel {
namespace {

constexpr std::string_view kSchema = R"(
  syntax = "proto2";
  package t;
  import "google/protobuf/any.proto";
  import "google/protobuf/duration.proto";
  import "google/protobuf/struct.proto";
  import "google/protobuf/timestamp.proto";
  import "google/protobuf/wrappers.proto";
  enum Color { RED = 0; BLUE = 1; }
  message M {
    optional Color color = 1;
    repeated Color colors = 2;
    map<string, Color> named = 3;
    oneof choice { Color chosen = 4; string word = 5; }
    optional google.protobuf.NullValue nothing = 6;
    repeated google.protobuf.NullValue nothings = 7;
    optional google.protobuf.Any any = 8;
    repeated google.protobuf.Any anys = 9;
    optional google.protobuf.Struct json = 10;
    optional google.protobuf.Value value = 11;
    optional google.protobuf.Timestamp at = 12;
    optional google.protobuf.Duration lasts = 13;
    optional google.protobuf.ListValue list = 14;
  }
)";

class Schema {
 public:
  Schema() : factory_(&pool_) {
    for (const auto* linked :
         {google::protobuf::Any::descriptor(), google::protobuf::Duration::descriptor(),
          google::protobuf::Struct::descriptor(), google::protobuf::Timestamp::descriptor(),
          google::protobuf::BoolValue::descriptor()}) {
      google::protobuf::FileDescriptorProto file;
      linked->file()->CopyTo(&file);
      pool_.BuildFile(file);
    }
    google::protobuf::io::ArrayInputStream text(kSchema.data(), static_cast<int>(kSchema.size()));
    google::protobuf::io::Tokenizer tokens(&text, nullptr);
    google::protobuf::FileDescriptorProto file;
    google::protobuf::compiler::Parser().Parse(&tokens, &file);
    file.set_name("t.proto");
    EXPECT_NE(pool_.BuildFile(file), nullptr);
  }

  std::shared_ptr<const Env> MakeEnv(const Limits& limits = {}) {
    EnvBuilder builder;
    auto env = builder.AddAllLibraries()
                   .SetMessages(&pool_, &factory_)
                   .SetLimits(limits)
                   .SetContainer("google.protobuf")
                   .AddVariable("m", Type::Message("t.M"))
                   .AddVariable("x", Type::Dyn())
                   .Build();
    EXPECT_TRUE(env.ok()) << env.status().ToString();
    return *env;
  }

  std::unique_ptr<google::protobuf::Message> New(const std::string& type) {
    const auto* descriptor = pool_.FindMessageTypeByName(type);
    return std::unique_ptr<google::protobuf::Message>(factory_.GetPrototype(descriptor)->New());
  }

 private:
  google::protobuf::DescriptorPool pool_;
  google::protobuf::DynamicMessageFactory factory_;
};

Schema& TestSchema() {
  static auto* const kTestSchema = new Schema;
  return *kTestSchema;
}

std::string Brief(const std::string& value) {
  return value.starts_with("error(") ? value.substr(0, value.find(':')) : value;
}

struct Case {
  std::string_view expression;
  std::string_view value;
};

class Messages : public testing::TestWithParam<Case> {};

TEST_P(Messages, EvaluateAsTheDefinitionSays) {
  static const auto* const kEnv = new std::shared_ptr<const Env>(TestSchema().MakeEnv());
  EXPECT_EQ(Brief(Eval(*kEnv, GetParam().expression)), GetParam().value)
      << GetParam().expression;
}

constexpr Case kNulls[] = {
    {"NullValue.NULL_VALUE", "null"},
    {"google.protobuf.NullValue.NULL_VALUE == null", "true"},
    {"Value{null_value: NullValue.NULL_VALUE}", "null"},
    {"t.M{nothing: NullValue.NULL_VALUE}.nothing", "null"},
    {"t.M{nothing: null}.nothing == NullValue.NULL_VALUE", "true"},
    {"t.M{nothings: [NullValue.NULL_VALUE, null]}.nothings", "[null, null]"},
};
constexpr Case kClosedEnums[] = {
    {"t.M{color: 99}.color", "99"},
    {"t.M{color: -2147483648}.color", "-2147483648"},
    {"t.M{color: 2147483648}.color", "error(overflow"},
    {"has(t.M{color: 99}.color)", "true"},
    {"has(t.M{}.color)", "false"},
    {"t.M{color: t.Color.BLUE}.color", "1"},
    {"t.M{colors: [0, 99, 1, -7]}.colors", "[0, 99, 1, -7]"},
    {"size(t.M{colors: [5, 6]}.colors)", "2"},
    {"has(t.M{colors: [5]}.colors)", "true"},
    {"99 in t.M{colors: [0, 99]}.colors", "true"},
    {"t.M{named: {'a': 99, 'b': 1}}.named == {'b': 1, 'a': 99}", "true"},
    {"t.M{named: {'a': 99}}.named['a']", "99"},
    {"has(t.M{named: {'a': 99}}.named)", "true"},
    {"t.M{chosen: 99}.chosen", "99"},
    {"has(t.M{word: 'w', chosen: 99}.word)", "false"},
    {"has(t.M{chosen: 99, word: 'w'}.chosen)", "false"},
    {"t.M{color: 99} == t.M{color: 99}", "true"},
    {"t.M{color: 99} == t.M{color: 98}", "false"},
    {"t.M{color: 99, colors: [7]} == t.M{colors: [7], color: 99}", "true"},
    {"t.M{any: t.M{color: 99}}.any.color", "99"},
    {"t.M{any: t.M{named: {'a': 99}}}.any.named['a']", "99"},
    {"optional.ofNonZeroValue(t.M{color: 99}).hasValue()", "true"},
};
constexpr Case kTimes[] = {
    {"Timestamp{seconds: 253402300799, nanos: 999999999}",
     "timestamp('9999-12-31T23:59:59.999999999Z')"},
    {"Timestamp{seconds: 253402300800}", "error(overflow"},
    {"Timestamp{seconds: -62135596801}", "error(overflow"},
    {"Timestamp{nanos: 1000000000}", "error(overflow"},
    {"Timestamp{nanos: -1}", "error(overflow"},
    {"Duration{seconds: 1, nanos: -500000000}", "duration('0.5s')"},
    {"Duration{seconds: -1, nanos: 1}", "duration('-0.999999999s')"},
    {"Duration{nanos: -2147483648}", "error(overflow"},
    {"Duration{seconds: 9223372036854775807}", "error(overflow"},
    {"t.M{at: Timestamp{seconds: 253402300800}}", "error(overflow"},
};
constexpr Case kJson[] = {
    {"Value{string_value: 'x'} == Value{string_value: 'x'}", "true"},
    {"t.M{value: 1.0 / 0.0}.value", "'Infinity'"},
    {"t.M{value: -1.0 / 0.0}.value", "'-Infinity'"},
    {"t.M{value: 0.0 / 0.0}.value", "'NaN'"},
    {"t.M{json: {'a': 1.0 / 0.0}}.json.a", "'Infinity'"},
    {"ListValue{values: [duration('1.5s'), duration('-0.000001s'), duration('2h')]}",
     "['1.500s', '-0.000001s', '7200s']"},
    {"t.M{value: duration('1.0000001s')}.value", "'1.000000100s'"},
    {"t.M{value: timestamp('2021-09-01T00:00:00Z')}.value", "'2021-09-01T00:00:00Z'"},
    {"t.M{value: timestamp('2021-09-01T00:00:00.25Z')}.value", "'2021-09-01T00:00:00.250Z'"},
    {"t.M{list: [{'a': [{'b': 1}]}]}.list[0].a[0].b", "1.0"},
    {"string(timestamp('2021-09-01T00:00:00.25Z'))", "'2021-09-01T00:00:00.25Z'"},
};
constexpr Case kFloats[] = {
    {"FloatValue{value: 3.4028235e38}", "3.4028234663852886e+38"},
    {"FloatValue{value: 3.4028235677973366e38}", "Infinity"},
    {"FloatValue{value: -3.5e38}", "-Infinity"},
};

INSTANTIATE_TEST_SUITE_P(Nulls, Messages, testing::ValuesIn(kNulls));
INSTANTIATE_TEST_SUITE_P(ClosedEnums, Messages, testing::ValuesIn(kClosedEnums));
INSTANTIATE_TEST_SUITE_P(Times, Messages, testing::ValuesIn(kTimes));
INSTANTIATE_TEST_SUITE_P(Json, Messages, testing::ValuesIn(kJson));
INSTANTIATE_TEST_SUITE_P(Floats, Messages, testing::ValuesIn(kFloats));

/// `times` Any around a message, made with as few copies as the nesting allows.
std::unique_ptr<google::protobuf::Message> AnyAround(int times) {
  google::protobuf::Any any;
  any.set_type_url("type.googleapis.com/t.M");
  for (int i = 1; i < times; ++i) {
    google::protobuf::Any outer;
    outer.set_type_url("type.googleapis.com/google.protobuf.Any");
    outer.set_value(any.SerializeAsString());
    any.Swap(&outer);
  }
  auto message = TestSchema().New("google.protobuf.Any");
  message->ParseFromString(any.SerializeAsString());
  return message;
}

TEST(Any, InsideOfAnyIsOpenedToABoundedDepth) {
  EXPECT_EQ(Value::OwnMessage(AnyAround(32)).ToString(), "t.M{}");
  const Value deep = Value::OwnMessage(AnyAround(33));
  ASSERT_TRUE(deep.IsError());
  EXPECT_EQ(deep.error().message, "an Any is inside of more than 32 others");
  EXPECT_TRUE(Value::OwnMessage(AnyAround(5'000)).IsError());
}

TEST(Any, MessagesThatHoldEachOtherAreComparedToABoundedDepth) {
  std::string bytes;
  for (int i = 0; i < 3'000; ++i) {
    google::protobuf::Any any;
    any.set_type_url("type.googleapis.com/t.M");
    any.set_value(bytes);
    auto outer = TestSchema().New("t.M");
    auto* inner = outer->GetReflection()->MutableMessage(
        outer.get(), outer->GetDescriptor()->FindFieldByName("any"));
    inner->ParseFromString(any.SerializeAsString());
    bytes = outer->SerializeAsString();
  }
  auto a = TestSchema().New("t.M");
  auto b = TestSchema().New("t.M");
  ASSERT_TRUE(a->ParseFromString(bytes) && b->ParseFromString(bytes));
  EXPECT_TRUE(Equal(Value::BorrowedMessage(*a), Value::BorrowedMessage(*b)));
}

TEST(ClosedEnums, ParsedMessagesKeepTheirUnnamedNumbers) {
  const auto env = TestSchema().MakeEnv();
  const auto read = [&env](const std::string& bytes, std::string_view expression) {
    auto message = TestSchema().New("t.M");
    EXPECT_TRUE(message->ParseFromString(bytes));
    return Eval(env, expression, Activation().Set("m", Value::OwnMessage(std::move(message))));
  };
  EXPECT_EQ(read("\x08\x63", "m.color"), "99");
  EXPECT_EQ(read("\x08\x63", "m == t.M{color: 99}"), "true");
  EXPECT_EQ(read("\x10\x01\x10\x63", "m.colors"), "[1, 99]");
  EXPECT_EQ(read("\x10\x01\x10\x63", "m == t.M{colors: [1, 99]}"), "true");
  EXPECT_EQ(read("\x1A\x05\x0A\x01" "a\x10\x63", "m.named"), "{'a': 99}");
  EXPECT_EQ(read("\x1A\x05\x0A\x01" "a\x10\x63", "m == t.M{named: {'a': 99}}"), "true");
  EXPECT_EQ(read("\x1A\x05\x0A\x01" "a\x10\x63", "m == t.M{named: {'a': 98}}"), "false");
}

TEST(Json, ConvertingAgainAndAgainIsCharged) {
  auto message = TestSchema().New("t.M");
  auto* json = message->GetReflection()->MutableMessage(
      message.get(), message->GetDescriptor()->FindFieldByName("list"));
  google::protobuf::ListValue list;
  for (int i = 0; i < 1'000; ++i) {
    auto& fields = *list.add_values()->mutable_struct_value()->mutable_fields();
    for (int k = 0; k < 10; ++k) fields[std::to_string(k)].set_number_value(k);
  }
  json->ParseFromString(list.SerializeAsString());
  Activation activation;
  activation.Set("m", Value::BorrowedMessage(*message));
  const auto env = TestSchema().MakeEnv();
  EXPECT_EQ(Eval(env, "m.list.all(s, s['3'] == 3.0 && s.size() == 10)", activation), "true");
  const Result<Value> again =
      MustCompile(env, "lists.range(1000).all(i, m.list[i].size() == 10)")
          ->EvaluatePlainly(activation);
  ASSERT_TRUE(again.ok() && again->IsError());
  EXPECT_EQ(again->error().code, ErrorCode::kLimit);
}

TEST(Any, ComparingAgainAndAgainIsCharged) {
  auto message = TestSchema().New("t.M");
  const auto* anys = message->GetDescriptor()->FindFieldByName("anys");
  for (int i = 0; i < 1'000; ++i) {
    message->GetReflection()->AddMessage(message.get(), anys)->MergeFrom(*AnyAround(1));
  }
  Activation activation;
  activation.Set("m", Value::BorrowedMessage(*message));
  const auto env = TestSchema().MakeEnv();
  EXPECT_EQ(Eval(env, "m == m", activation), "true");
  const Result<Value> again =
      MustCompile(env, "lists.range(10000).all(i, m == m)")->EvaluatePlainly(activation);
  ASSERT_TRUE(again.ok() && again->IsError());
  EXPECT_EQ(again->error().code, ErrorCode::kLimit);
}

TEST(Maps, TheLastEntryOfAKeyIsTheMaps) {
  const auto env = TestSchema().MakeEnv();
  const auto read = [&env](const std::string& bytes, std::string_view expression) {
    auto message = TestSchema().New("t.M");
    EXPECT_TRUE(message->ParseFromString(bytes));
    return Eval(env, expression, Activation().Set("m", Value::OwnMessage(std::move(message))));
  };
  const std::string red = std::string("\x1A\x05\x0A\x01" "a\x10\x00", 7);
  const std::string blue = "\x1A\x05\x0A\x01" "a\x10\x01";
  const std::string other = "\x1A\x05\x0A\x01" "b\x10\x01";
  EXPECT_EQ(read(red + other + blue, "m.named"), "{'a': 1, 'b': 1}");
  EXPECT_EQ(read(blue + red, "m.named.a"), "0");
  EXPECT_EQ(read(blue + red, "size(m.named)"), "1");
  EXPECT_EQ(read(blue + red, "m == t.M{named: {'a': 0}}"), "true");
}

TEST(MessageLiterals, WithAFieldTwiceAreRefused) {
  const auto env = TestSchema().MakeEnv();
  for (const bool check : {true, false}) {
    CompileOptions options;
    options.check = check;
    const CompileResult result = Compile(env, "t.M{color: 1, word: 'w', color: 1}", options);
    ASSERT_EQ(result.program, nullptr);
    EXPECT_EQ(result.diagnostics[0].message, "the field 'color' is set twice");
  }
}

}  // namespace
}  // namespace trigate::cel
