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

INSTANTIATE_TEST_SUITE_P(Json, Messages, testing::ValuesIn(kJson));
INSTANTIATE_TEST_SUITE_P(Floats, Messages, testing::ValuesIn(kFloats));

}  // namespace
}  // namespace trigate::cel
