// SQL text under construction together with its parameters: literals of this program in, numbered
// parameters for everything else. There is no way to append a run-time string.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "store/params.h"

namespace trigate::store {

class SqlText {
 public:
  /// A literal. A char array only, so that a std::string does not compile; pointers to literals
  /// come from tables of constants.
  SqlText& Append(const char* literal) {
    text_.append(literal);
    return *this;
  }
  SqlText& Append(const std::string&) = delete;
  SqlText& Append(std::string_view) = delete;

  /// A parameter with the type given.
  SqlText& Int(std::int64_t value, const char* type = "bigint") {
    params_.Int(value);
    return Placeholder(type);
  }
  SqlText& Text(std::string_view value) {
    params_.Text(value);
    return Placeholder("text");
  }
  SqlText& Time(SystemTime value) {
    params_.Time(value);
    return Placeholder("timestamptz");
  }
  SqlText& Bytes(std::string_view value) {
    params_.Bytes(value);
    return Placeholder("bytea");
  }
  SqlText& Array(ArrayText& values, const char* type) {
    params_.Array(values);
    return Placeholder(type);
  }

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const Params& params() const { return params_; }

 private:
  SqlText& Placeholder(const char* type) {
    text_.append("$").append(std::to_string(params_.size())).append("::").append(type);
    return *this;
  }

  std::string text_;
  Params params_;
};

}  // namespace trigate::store
