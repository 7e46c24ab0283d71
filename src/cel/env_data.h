// The inside of an Env.
//
// Threads: filled by EnvBuilder, immutable afterwards.

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cel/macros.h"
#include "trigate/cel/env.h"

namespace google::protobuf {
class Descriptor;
}

namespace trigate::cel {

struct Function {
  std::string name;
  std::vector<Overload> overloads;
  /// All overloads share one implementation that looks at its arguments itself (operators).
  bool takes_anything = false;
};

struct Variable {
  Type type;
  bool is_constant = false;
  Value constant;
  /// Index into records, or -1.
  int record = -1;
};

struct EnvData {
  std::string container;
  Limits limits;
  MacroTable macros;
  std::map<std::string, Variable, std::less<>> variables;
  std::map<std::string, Function, std::less<>> functions;
  std::map<std::string, Type, std::less<>> type_names;
  std::vector<Env::RecordVariable> records;
  const google::protobuf::DescriptorPool* pool = nullptr;
  google::protobuf::MessageFactory* factory = nullptr;
  /// Only google.protobuf's own types: no pool was given.
  bool well_known_only = true;
  /// Wrong declarations, reported by Build().
  std::vector<FieldViolation> violations;

  [[nodiscard]] const google::protobuf::Descriptor* FindMessage(std::string_view full_name) const;
  /// What "pkg.Enum.VALUE" stands for: an int, or null for google.protobuf.NullValue.
  [[nodiscard]] std::optional<Value> FindEnumValue(std::string_view full_name) const;
  [[nodiscard]] const RecordType* FindRecord(std::string_view type_name) const;
};

}  // namespace trigate::cel
