// Snapshot bytes: fixed-width little-endian numbers and length-prefixed text, nothing else.
//
// Threads: one.  Failure: an Encoder keeps the sink's first failure; a Decoder keeps kDataLoss once
// the bytes end early or a length is absurd, and gives zeros from then on.

#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "trigate/engine/engine.h"

namespace trigate::engine {

inline constexpr std::size_t kSnapshotTextMax = 4 << 20;

template <typename T>
concept Number = std::integral<T> || std::is_enum_v<T>;

class Encoder {
 public:
  explicit Encoder(SnapshotSink& sink) : sink_(sink) { buffer_.reserve(kFlushBytes * 2); }

  template <Number T>
  void Put(T value) {
    auto bits = static_cast<std::uint64_t>(value);
    for (std::size_t i = 0; i < sizeof(T); ++i, bits >>= 8) {
      buffer_.push_back(static_cast<char>(bits & 0xff));
    }
    if (buffer_.size() >= kFlushBytes) Flush();
  }
  template <Number... T>
  void PutAll(T... values) {
    (Put(values), ...);
  }
  void PutText(std::string_view text) {
    Put(static_cast<std::uint32_t>(text.size()));
    buffer_.append(text);
    if (buffer_.size() >= kFlushBytes) Flush();
  }
  Status Finish() {
    Flush();
    return status_;
  }

 private:
  static constexpr std::size_t kFlushBytes = 1 << 18;
  void Flush() {
    if (status_.ok() && !buffer_.empty()) status_ = sink_.Write(buffer_);
    buffer_.clear();
  }

  SnapshotSink& sink_;
  std::string buffer_;
  Status status_;
};

class Decoder {
 public:
  explicit Decoder(SnapshotSource& source) : source_(source), buffer_(1 << 18) {}

  template <Number T>
  T Get() {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      bits |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(Byte())) << (8 * i);
    }
    return static_cast<T>(bits);
  }
  template <Number... T>
  void GetAll(T&... values) {
    ((values = Get<T>()), ...);
  }
  std::string GetText() {
    const auto size = Get<std::uint32_t>();
    if (size > kSnapshotTextMax) Fail("text is too long");
    std::string text;
    for (std::uint32_t i = 0; i < size && status_.ok(); ++i) text.push_back(Byte());
    return text;
  }
  void Fail(std::string_view what) {
    if (status_.ok()) status_ = DataLoss(std::string("snapshot: ").append(what));
  }
  [[nodiscard]] const Status& status() const { return status_; }
  [[nodiscard]] bool ok() const { return status_.ok(); }

 private:
  char Byte() {
    if (begin_ == end_ && !Fill()) return 0;
    return buffer_[begin_++];
  }
  bool Fill() {
    if (!status_.ok()) return false;
    Result<std::size_t> got = source_.Read(buffer_);
    if (!got.ok()) {
      status_ = got.status();
    } else if (*got == 0) {
      Fail("ends early");
    } else {
      begin_ = 0;
      end_ = *got;
    }
    return status_.ok();
  }

  SnapshotSource& source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  Status status_;
};

}  // namespace trigate::engine
