// Values as text, for logs, tests and the conformance report.

#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

#include "cel/text.h"
#include "cel/time_text.h"
#include "trigate/cel/record.h"
#include "trigate/cel/value.h"

namespace trigate::cel {
namespace {

std::string PrintBytes(std::string_view data) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "b'";
  for (const char c : data) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F && c != '\'' && c != '\\') {
      out.push_back(c);
    } else {
      out += "\\x";
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 15]);
    }
  }
  return out + "'";
}

std::string PrintDouble(double d) {
  std::string text = FormatDouble(d);
  if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
  return text;
}

std::string PrintMessage(const google::protobuf::Message& message) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  std::string text;
  printer.PrintToString(message, &text);
  while (text.ends_with(' ')) text.pop_back();
  return message.GetDescriptor()->full_name() + "{" + text + "}";
}

std::string PrintError(const ErrorObject& error) {
  std::string out = "error(" + std::string(ErrorCodeName(error.code)) + ": " + error.message;
  if (error.position.line != 0) {
    out += " at " + std::to_string(error.position.line) + ":" +
           std::to_string(error.position.column);
  }
  return out + ")";
}

/// Text is cut here: values share parts, and written out can be exponentially larger than they are.
constexpr std::size_t kPrintedBytesMax = 1 << 16;

class Printer {
 public:
  std::string Run(const Value& value) {
    Print(value);
    return std::move(out_);
  }

 private:
  void Print(const Value& value) {
    if (out_.size() > kPrintedBytesMax) {
      if (!out_.ends_with("…")) out_ += "…";
      return;
    }
    switch (value.kind()) {
      case Kind::kNull: out_ += "null"; break;
      case Kind::kBool: out_ += value.bool_value() ? "true" : "false"; break;
      case Kind::kInt: out_ += std::to_string(value.int_value()); break;
      case Kind::kUint: out_ += std::to_string(value.uint_value()) + "u"; break;
      case Kind::kDouble: out_ += PrintDouble(value.double_value()); break;
      case Kind::kString: out_ += Quoted(value.text()); break;
      case Kind::kBytes: out_ += PrintBytes(value.text()); break;
      case Kind::kTimestamp: out_ += "timestamp('" + FormatTimestamp(value.time()) + "')"; break;
      case Kind::kDuration: out_ += "duration('" + FormatDuration(value.time()) + "')"; break;
      case Kind::kList: PrintList(value.list()); break;
      case Kind::kMap: PrintMap(value.map()); break;
      case Kind::kMessage: out_ += PrintMessage(value.message()); break;
      case Kind::kType: out_ += value.type_value().name(); break;
      case Kind::kOptional: PrintOptional(value.optional_value()); break;
      case Kind::kOpaque:
        out_ += value.opaque().type().name() + "('" + value.opaque().ToString() + "')";
        break;
      case Kind::kRecord: out_ += value.record().type().name() + "{…}"; break;
      case Kind::kError: out_ += PrintError(value.error()); break;
    }
  }

  void PrintList(const ListObject& list) {
    out_ += "[";
    for (std::size_t i = 0; i < list.size() && out_.size() <= kPrintedBytesMax; ++i) {
      if (i != 0) out_ += ", ";
      Print(list.At(i));
    }
    out_ += "]";
  }

  void PrintMap(const MapObject& map) {
    out_ += "{";
    bool first = true;
    map.ForEach([&](const Value& key, const Value& value) {
      if (!first) out_ += ", ";
      first = false;
      Print(key);
      out_ += ": ";
      Print(value);
      return out_.size() <= kPrintedBytesMax;
    });
    out_ += "}";
  }

  void PrintOptional(const Value* value) {
    if (value == nullptr) {
      out_ += "optional.none()";
      return;
    }
    out_ += "optional.of(";
    Print(*value);
    out_ += ")";
  }

  std::string out_;
};

}  // namespace

std::string Value::ToString() const { return Printer().Run(*this); }

}  // namespace trigate::cel
