// Logging: one JSON object a line, for machines first and people second.
//
//   log::Info("hub_connected", {{"hub", name}, {"epoch", epoch}});
//   {"time":"2021-09-01T00:00:00.000Z","level":"info","event":"hub_connected","hub":"a","epoch":7}
//
// Threads: every function from any thread. Start and Stop are for the main thread, before and after
// the others.
// Ownership: fields are views; nothing is retained after the call.
// Failure: logging never fails its caller. With a background writer whose queue is full the oldest
// line is dropped and counted; without one the caller writes.
// Limits: kFieldsMax fields a line, kValueBytesMax bytes a value (cut at a character, marked "…").
// Personal data: a key that names it does not compile (see Name), and what looks like a resident
// identity number or a mainland mobile number inside a text value is blanked. That is a net, not a
// licence: callers pass ids, codes and counts. Separated digits ("138 0000 ...") slip through it.
// One line stays one line: control characters, ANSI sequences, U+2028/2029 and bidirectional
// overrides are escaped, bytes that are no UTF-8 become U+FFFD. Source: OWASP ASVS 5.0, 16.4.1.

#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"

namespace trigate::log {

enum class Level : std::uint8_t { kDebug, kInfo, kWarn, kError };

inline constexpr std::size_t kFieldsMax = 24;
inline constexpr std::size_t kValueBytesMax = 1024;

/// Name of an event or key of a field: a literal in snake_case, checked by the compiler.
class Name {
 public:
  // NOLINTNEXTLINE: implicit by design, so that call sites read as literals
  consteval Name(const char* literal) : text_(literal) {
    if (text_.empty() || text_.size() > 48) throw "a name has 1 to 48 characters";
    for (const char c : text_) {
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) {
        throw "a name is snake_case";
      }
    }
    for (const std::string_view banned : kBanned) {
      if (text_ == banned) throw "this name is reserved, or stands for personal data";
    }
  }
  [[nodiscard]] constexpr std::string_view text() const { return text_; }

 private:
  static constexpr std::string_view kBanned[] = {
      "time",      "level",     "event",           "phone",         "address",  "document",
      "sender",    "recipient", "document_number", "identity",      "party",    "person",
      "full_name", "contents",  "id_number",       "pickup_phone",  "payload",  "remark"};
  std::string_view text_;
};

/// What a field may hold. No protobuf message and no pointer converts to it.
class Value {
 public:
  enum class Kind : std::uint8_t { kText, kSigned, kUnsigned, kReal, kBool };

  // NOLINTBEGIN: implicit by design
  Value(bool value) : kind_(Kind::kBool), bool_(value) {}
  template <std::signed_integral T>
  Value(T value) : kind_(Kind::kSigned), signed_(value) {}
  template <std::unsigned_integral T>
    requires(!std::same_as<T, bool>)
  Value(T value) : kind_(Kind::kUnsigned), unsigned_(value) {}
  template <std::floating_point T>
  Value(T value) : kind_(Kind::kReal), real_(value) {}
  template <typename T>
    requires std::convertible_to<const T&, std::string_view>
  Value(const T& text) : kind_(Kind::kText), text_(text) {}
  // NOLINTEND

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::int64_t as_signed() const { return signed_; }
  [[nodiscard]] std::uint64_t as_unsigned() const { return unsigned_; }
  [[nodiscard]] double real() const { return real_; }
  [[nodiscard]] bool as_bool() const { return bool_; }

 private:
  Kind kind_;
  union {
    std::int64_t signed_;
    std::uint64_t unsigned_;
    double real_;
    bool bool_;
  };
  std::string_view text_;
};

struct Field {
  Name key;
  Value value;
};
using Fields = std::initializer_list<Field>;

struct Options {
  Level level = Level::kInfo;
  /// Appended to; empty: standard error. Created with mode 0640.
  std::string file;
  /// Lines that wait for a background writer; 0: the caller writes. Default 0.
  std::size_t queue_lines = 0;
  /// Where lines go instead, without the newline; called by one thread at a time.
  std::function<void(std::string_view line)> receiver;
  const Clock* clock = &RealClock();
};

/// "debug", "info", "warn", "error". Fails: kInvalidArgument.
Result<Level> ParseLevel(std::string_view name);

/// Sets the destination of everything logged from here on. Before the first call lines at info and
/// above go to standard error. Fails: kUnavailable when the file cannot be opened; the former
/// destination stays.
Status Start(const Options& options);
/// Writes out what waits and goes back to the destination before the first Start.
void Stop();
/// Lines lost since Start because the background writer could not keep up.
std::uint64_t DroppedLines();

void Write(Level level, Name event, Fields fields = {});
inline void Debug(Name event, Fields fields = {}) { Write(Level::kDebug, event, fields); }
inline void Info(Name event, Fields fields = {}) { Write(Level::kInfo, event, fields); }
inline void Warn(Name event, Fields fields = {}) { Write(Level::kWarn, event, fields); }
inline void Error(Name event, Fields fields = {}) { Write(Level::kError, event, fields); }

}  // namespace trigate::log
