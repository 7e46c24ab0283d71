#include "trigate/rpc_status/rpc_status.h"

#include <google/protobuf/compiler/parser.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <gtest/gtest.h>

#include <memory>

namespace trigate::rpc_status {
namespace {

/// What any other client library has: googleapis' definitions, and nothing of ours.
constexpr char kGoogleRpc[] = R"(
syntax = "proto3";
package google.rpc;
message Any { string type_url = 1; bytes value = 2; }
message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
message ErrorInfo { string reason = 1; string domain = 2; map<string, string> metadata = 3; }
message BadRequest {
  message FieldViolation { string field = 1; string description = 2; }
  repeated FieldViolation field_violations = 1;
}
)";

class ForeignDecoder {
 public:
  ForeignDecoder() {
    google::protobuf::io::ArrayInputStream input(kGoogleRpc, sizeof(kGoogleRpc) - 1);
    google::protobuf::io::Tokenizer tokenizer(&input, nullptr);
    google::protobuf::FileDescriptorProto file;
    file.set_name("google_rpc.proto");
    google::protobuf::compiler::Parser parser;
    EXPECT_TRUE(parser.Parse(&tokenizer, &file));
    EXPECT_NE(pool_.BuildFile(file), nullptr);
  }

  /// Text form of google.rpc.<name> in `bytes`.
  std::string Decode(const std::string& name, const std::string& bytes) {
    const auto* descriptor = pool_.FindMessageTypeByName("google.rpc." + name);
    const std::unique_ptr<google::protobuf::Message> message(
        factory_.GetPrototype(descriptor)->New());
    EXPECT_TRUE(message->ParseFromString(bytes)) << name;
    return message->ShortDebugString();
  }

  /// Values of the details of that type.
  std::vector<std::string> Details(const std::string& bytes, const std::string& url) {
    const auto* descriptor = pool_.FindMessageTypeByName("google.rpc.Status");
    const std::unique_ptr<google::protobuf::Message> message(
        factory_.GetPrototype(descriptor)->New());
    EXPECT_TRUE(message->ParseFromString(bytes));
    std::vector<std::string> found;
    const auto* field = descriptor->FindFieldByName("details");
    for (int i = 0; i < message->GetReflection()->FieldSize(*message, field); ++i) {
      const auto& any = message->GetReflection()->GetRepeatedMessage(*message, field, i);
      const auto* reflection = any.GetReflection();
      const auto* type = any.GetDescriptor();
      if (reflection->GetString(any, type->FindFieldByName("type_url")) != url) continue;
      found.push_back(reflection->GetString(any, type->FindFieldByName("value")));
    }
    return found;
  }

 private:
  google::protobuf::DescriptorPool pool_;
  google::protobuf::DynamicMessageFactory factory_{&pool_};
};

TEST(RpcStatusTest, OkIsOkBothWays) {
  EXPECT_TRUE(ToGrpc(OkStatus()).ok());
  EXPECT_TRUE(FromGrpc(grpc::Status::OK).ok());
}

TEST(RpcStatusTest, AStatusWithoutViolationsNeedsNoDetails) {
  const grpc::Status status = ToGrpc(NotFound("flags/7: no such flag"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(status.error_message(), "flags/7: no such flag");
  EXPECT_TRUE(status.error_details().empty());
}

TEST(RpcStatusTest, AnyClientLibraryDecodesTheDetails) {
  const grpc::Status status =
      ToGrpc(InvalidField("page_size", "-1 is below 0"),
             ErrorInfo{"PAGE_SIZE_OUT_OF_RANGE", "trigate", {{"max", "1000"}}});
  ForeignDecoder foreign;
  EXPECT_NE(foreign.Decode("Status", status.error_details()).find("code: 3"), std::string::npos);
  const auto bad = foreign.Details(status.error_details(),
                                   "type.googleapis.com/google.rpc.BadRequest");
  ASSERT_EQ(bad.size(), 1u);
  EXPECT_EQ(foreign.Decode("BadRequest", bad[0]),
            "field_violations { field: \"page_size\" description: \"-1 is below 0\" }");
  const auto info = foreign.Details(status.error_details(),
                                    "type.googleapis.com/google.rpc.ErrorInfo");
  ASSERT_EQ(info.size(), 1u);
  EXPECT_EQ(foreign.Decode("ErrorInfo", info[0]),
            "reason: \"PAGE_SIZE_OUT_OF_RANGE\" domain: \"trigate\" "
            "metadata { key: \"max\" value: \"1000\" }");
}

TEST(RpcStatusTest, EveryCodeAndItsViolationsComeBack) {
  for (int code = 1; code <= static_cast<int>(StatusCode::kUnauthenticated); ++code) {
    const Status sent(static_cast<StatusCode>(code), "why", {{"a.b[3]", "错误"}, {"c", "d"}});
    const Status back = FromGrpc(ToGrpc(sent));
    EXPECT_EQ(back.code(), sent.code());
    EXPECT_EQ(back.message(), sent.message());
    EXPECT_EQ(back.violations(), sent.violations());
  }
}

TEST(RpcStatusTest, ErrorInfoComesBack) {
  const ErrorInfo info{"STREAM_SUPERSEDED", "trigate", {{"epoch", "12"}}};
  EXPECT_EQ(ErrorInfoOf(ToGrpc(Aborted("a newer stream took over"), info)), info);
  EXPECT_EQ(ErrorInfoOf(ToGrpc(Aborted("a newer stream took over"))), std::nullopt);
}

TEST(RpcStatusTest, DamagedDetailsLeaveCodeAndMessage) {
  const Status status =
      FromGrpc(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "bad page", "\xFF\xFF\xFF"));
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "bad page");
  EXPECT_TRUE(status.violations().empty());
}

TEST(RpcStatusTest, AnUndefinedCodeIsUnknown) {
  EXPECT_EQ(FromGrpc(grpc::Status(grpc::StatusCode::DO_NOT_USE, "?")).code(),
            StatusCode::kUnknown);
}

TEST(RpcStatusTest, ManyViolationsStayBelowTheLimitAndAreCounted) {
  std::vector<FieldViolation> violations;
  for (int i = 0; i < 1000; ++i) {
    violations.push_back({"batch.events[" + std::to_string(i) + "].accepted.weight_g",
                          "-4 is below 0; give grams, 0 to 1,000,000"});
  }
  const grpc::Status status = ToGrpc(
      Status(StatusCode::kInvalidArgument, std::string(5000, 'x'), std::move(violations)));
  EXPECT_LE(status.error_details().size(), kDetailsBytesMax);
  EXPECT_EQ(status.error_message().size(), kMessageBytesMax);
  const Status back = FromGrpc(status);
  ASSERT_GT(back.violations().size(), 10u);
  const std::size_t kept = back.violations().size() - 1;
  EXPECT_EQ(back.violations().back().description,
            "and " + std::to_string(1000 - kept) + " more");
}

TEST(RpcStatusTest, OneHugeViolationIsCutAndNotLost) {
  const Status back = FromGrpc(ToGrpc(InvalidField(std::string(9000, 'f'), std::string(9000, 'd'))));
  ASSERT_EQ(back.violations().size(), 1u);
  EXPECT_EQ(back.violations()[0].field, std::string(256, 'f'));
  EXPECT_EQ(back.violations()[0].description, std::string(1024, 'd'));
}

TEST(RpcStatusTest, BytesThatAreNoTextDoNotBreakTheDetails) {
  const grpc::Status status = ToGrpc(InvalidField("name", "got \"\xC3\x28\""));
  const Status back = FromGrpc(status);
  ASSERT_EQ(back.violations().size(), 1u);
  EXPECT_EQ(back.violations()[0].description, "got \"\xEF\xBF\xBD(\"");
}

}  // namespace
}  // namespace trigate::rpc_status
