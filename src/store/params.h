// Parameters of a statement, in PostgreSQL's text form, and array literals for set-based writes.
//
//   Params params;
//   params.Int(42).Text("SF").Array(ids);
//
// Every value of a query travels as a parameter; SQL text is only ever put together from literals
// of this program. Threads: plain values.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/clock.h"

namespace trigate::store {

/// `text` with U+0000 and ill-formed UTF-8 replaced by U+FFFD, since PostgreSQL's text holds
/// neither.
std::string SafeText(std::string_view text);

/// Hexadecimal input form of bytea, "\x00ff".
std::string ByteaText(std::string_view bytes);
/// Reverse; nothing when `text` is no such form.
std::optional<std::string> BytesFromBytea(std::string_view text);

/// A one-dimensional array literal, "{1,2,NULL}". The cast in the statement gives its type.
class ArrayText {
 public:
  void Int(std::int64_t value);
  void Bool(bool value);
  void Time(SystemTime value);
  void Time(const std::optional<SystemTime>& value);
  void Text(std::string_view value);
  void Bytes(std::string_view value);
  void Null();

  [[nodiscard]] std::string Take();
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  void Separator();
  std::string text_ = "{";
  std::size_t size_ = 0;
};

class Params {
 public:
  Params& Int(std::int64_t value);
  Params& Bool(bool value);
  Params& Text(std::string_view value);
  Params& Time(SystemTime value);
  Params& Bytes(std::string_view value);
  Params& Array(ArrayText& array);
  Params& Null();

  [[nodiscard]] const std::vector<std::optional<std::string>>& values() const { return values_; }
  [[nodiscard]] std::size_t size() const { return values_.size(); }

 private:
  std::vector<std::optional<std::string>> values_;
};

}  // namespace trigate::store
