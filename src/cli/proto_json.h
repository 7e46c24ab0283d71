// Messages of the contract as JSON (the proto3 mapping), for --json.

#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace trigate::cli {

/// One line, without the line break.
std::string ToJsonLine(const google::protobuf::Message& message);
/// Indented, with a line break at the end.
std::string ToJsonText(const google::protobuf::Message& message);

}  // namespace trigate::cli
