// Bytes of texts that had to be changed or joined; they live as long as the batch.
//
// Threads: one.  Cost: chunks double from kChunkBytesMin, so a batch of any size takes few of them.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace trigate::wire {

class Arena {
 public:
  static constexpr std::size_t kChunkBytesMin = 4096;

  /// Room for `size` bytes, never moved.
  char* Reserve(std::size_t size) {
    if (size > left_) Grow(size);
    char* start = next_;
    next_ += size;
    left_ -= size;
    return start;
  }
  std::string_view Copy(std::string_view text) {
    if (text.empty()) return {};
    char* start = Reserve(text.size());
    std::memcpy(start, text.data(), text.size());
    return {start, text.size()};
  }

 private:
  void Grow(std::size_t size) {
    chunk_bytes_ = std::max(size, chunk_bytes_ * 2);
    // Not value-initialised: every byte is written before it is read.
    chunks_.emplace_back(new char[chunk_bytes_]);
    next_ = chunks_.back().get();
    left_ = chunk_bytes_;
  }

  std::vector<std::unique_ptr<char[]>> chunks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t chunk_bytes_ = kChunkBytesMin / 2;
};

}  // namespace trigate::wire
