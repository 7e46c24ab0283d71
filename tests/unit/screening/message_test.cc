// Splitting a hub's messages without copying them: the same fields as libprotobuf sees, and a typed
// error for what is no message.

#include "screening/message.h"

#include <gtest/gtest.h>

#include <random>

#include "trigate/v1/screening_service.pb.h"

namespace trigate::screening {
namespace {

TEST(HubMessageTest, EveryKindIsTold) {
  v1::StreamEventsRequest request;
  EXPECT_EQ(SplitHubMessage(request.SerializeAsString())->kind, HubMessage::Kind::kNone);
  request.mutable_open()->set_hub("hubs/a");
  Result<HubMessage> message = SplitHubMessage(request.SerializeAsString());
  ASSERT_TRUE(message.ok());
  EXPECT_EQ(message->kind, HubMessage::Kind::kOpen);
  EXPECT_EQ(message->bytes.size(), request.open().ByteSizeLong());
  request.mutable_verdict_ack()->set_verdict_id(7);
  EXPECT_EQ(SplitHubMessage(request.SerializeAsString())->kind, HubMessage::Kind::kVerdictAck);
  request.mutable_batch()->set_first_sequence(1);
  const std::string bytes = request.SerializeAsString();
  message = SplitHubMessage(bytes);
  EXPECT_EQ(message->kind, HubMessage::Kind::kBatch);
  v1::EventBatch batch;
  EXPECT_TRUE(batch.ParseFromArray(message->bytes.data(), static_cast<int>(message->bytes.size())));
  EXPECT_EQ(batch.first_sequence(), 1);
}

TEST(HubMessageTest, OfAOneofTheLastCounts) {
  v1::StreamEventsRequest open;
  open.mutable_open()->set_hub("hubs/a");
  v1::StreamEventsRequest ack;
  ack.mutable_verdict_ack()->set_verdict_id(7);
  const std::string both = open.SerializeAsString() + ack.SerializeAsString();
  EXPECT_EQ(SplitHubMessage(both)->kind, HubMessage::Kind::kVerdictAck);
}

TEST(HubMessageTest, UnknownFieldsOfALaterVersionAreSkipped) {
  v1::StreamEventsRequest request;
  request.mutable_open()->set_hub("hubs/a");
  const std::string later = "\x7a\x03" "abc" + request.SerializeAsString() + "\xf8\x01\x05";
  EXPECT_EQ(SplitHubMessage(later)->kind, HubMessage::Kind::kOpen);
}

TEST(HubMessageTest, BytesThatAreNoMessageAreNamed) {
  for (const std::string bytes : {"\x0a\x05" "ab", "\xff", "\x0a", "\x0b\x01"}) {
    const Result<HubMessage> message = SplitHubMessage(bytes);
    ASSERT_FALSE(message.ok());
    EXPECT_EQ(message.status().code(), StatusCode::kInvalidArgument);
    EXPECT_NE(message.status().message().find("StreamEventsRequest"), std::string::npos);
  }
}

TEST(HubMessageTest, RandomBytesNeverDoMoreThanFail) {
  std::mt19937 random(20210901);
  for (int i = 0; i < 100'000; ++i) {
    std::string bytes(random() % 24, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    const Result<HubMessage> message = SplitHubMessage(bytes);
    if (!message.ok()) continue;
    EXPECT_LE(message->bytes.size(), bytes.size());
  }
}

TEST(SubmitMessageTest, FieldsAreThoseThatLibprotobufSees) {
  v1::SubmitEventsRequest request;
  EXPECT_FALSE(SplitSubmitMessage(request.SerializeAsString())->has_batch);
  request.set_hub("hubs/a");
  request.mutable_batch();
  request.set_acked_verdict_id(9);
  request.set_request_id("r-1");
  const std::string bytes = request.SerializeAsString();
  const Result<SubmitMessage> message = SplitSubmitMessage(bytes);
  ASSERT_TRUE(message.ok());
  EXPECT_EQ(message->hub, "hubs/a");
  EXPECT_TRUE(message->has_batch);
  EXPECT_EQ(message->acked_verdict_id, 9);
  EXPECT_EQ(message->request_id, "r-1");
}

TEST(SubmitMessageTest, ABatchThatIsRefusedIsNamedFromTheMessage) {
  const Status status = InField("batch", InvalidField("events", "are missing"));
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "batch: events: are missing");
  EXPECT_EQ(status.violations(), (std::vector<FieldViolation>{{"batch.events", "are missing"}}));
}

TEST(BufferTest, AMessageInSeveralSlicesBecomesOnePieceThatKeepsItself) {
  const std::string text(100'000, 'x');
  const grpc::Slice slices[] = {grpc::Slice(text), grpc::Slice("end")};
  Result<wire::Buffer> buffer = OnePiece(grpc::ByteBuffer(slices, 2));
  ASSERT_TRUE(buffer.ok());
  EXPECT_EQ(buffer->bytes, text + "end");
}

}  // namespace
}  // namespace trigate::screening
