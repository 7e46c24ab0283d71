#include "cli/proto_json.h"

#include <google/protobuf/util/json_util.h>

namespace trigate::cli {
namespace {

std::string ToJson(const google::protobuf::Message& message, bool indented) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = indented;
  std::string text;
  // Fails only for a malformed Any or Timestamp, of which a server's answer has none: then what could
  // be printed stands.
  static_cast<void>(google::protobuf::util::MessageToJsonString(message, &text, options));
  return text;
}

}  // namespace

std::string ToJsonLine(const google::protobuf::Message& message) { return ToJson(message, false); }

std::string ToJsonText(const google::protobuf::Message& message) {
  std::string text = ToJson(message, true);
  if (text.empty() || text.back() != '\n') text += '\n';
  return text;
}

}  // namespace trigate::cli
