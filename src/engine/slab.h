// An array that grows without moving what it holds: elements lie in blocks of one huge page each.
//
// Why huge pages: the engine's tables are gigabytes, looked up at random. With pages of 4 KiB nearly
// every look also misses the processor's cache of page addresses.
//
// Threads: one.  Limits: memory is given back by Clear and the destructor only.

#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

namespace trigate::engine {

template <typename T>
class Slab {
 public:
  [[nodiscard]] T& operator[](std::size_t i) { return blocks_[i / kPerBlock].get()[i % kPerBlock]; }
  [[nodiscard]] const T& operator[](std::size_t i) const {
    return blocks_[i / kPerBlock].get()[i % kPerBlock];
  }
  [[nodiscard]] std::size_t size() const { return size_; }

  /// Makes elements 0 to count - 1 exist; new ones are value-initialised.
  void GrowTo(std::size_t count) {
    while (blocks_.size() * kPerBlock < count) blocks_.push_back(NewBlock());
    if (count > size_) size_ = count;
  }
  void Clear() {
    blocks_.clear();
    size_ = 0;
  }

 private:
  static constexpr std::size_t kHugePage = std::size_t{2} << 20;
  static constexpr std::size_t kPerBlock = kHugePage / sizeof(T);
  static_assert(kPerBlock > 0 && std::is_trivially_destructible_v<T>);

  struct Free {
    void operator()(T* block) const { std::free(block); }
  };
  using Block = std::unique_ptr<T, Free>;

  static Block NewBlock() {
    void* const memory = std::aligned_alloc(kHugePage, kHugePage);
    if (memory == nullptr) throw std::bad_alloc();
    ::madvise(memory, kHugePage, MADV_HUGEPAGE);  // a wish: without it everything works, slower
    T* const first = static_cast<T*>(memory);
    std::uninitialized_value_construct_n(first, kPerBlock);
    return Block(first);
  }

  std::vector<Block> blocks_;
  std::size_t size_ = 0;
};

}  // namespace trigate::engine
