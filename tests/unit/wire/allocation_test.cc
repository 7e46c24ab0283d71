// What decoding allocates: nothing for an event that is right and whose texts are normal already.
//
// What remains is for the batch: its object, the outline's vectors, the converter's scratch
// string, and the arena's chunks when a batch holds texts that change or parcels of several
// items.

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "unit/wire/event_samples.h"

namespace {

std::atomic<std::int64_t> allocations{0};

void* Allocate(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return Allocate(size); }
void* operator new[](std::size_t size) { return Allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace trigate::wire {
namespace {

/// Allocations of one decoding of `count` events of each kind.
std::int64_t AllocationsOf(std::size_t count) {
  std::vector<pb::ParcelEvent> events;
  for (std::size_t i = 0; i < count; ++i) {
    for (const pb::ParcelEvent& event : GoodEvents()) events.push_back(event);
  }
  const Buffer buffer = Own(BatchBytes(events));
  const Decoder decoder(&TestIndex());
  const auto warm_up = decoder.Decode(buffer, kReceivedAt);
  EXPECT_TRUE(warm_up.ok());
  const std::int64_t before = allocations.load();
  const auto batch = decoder.Decode(buffer, kReceivedAt);
  const std::int64_t after = allocations.load();
  EXPECT_EQ((*batch)->events().size(), events.size());
  return after - before;
}

TEST(AllocationTest, ACleanEventAllocatesNothing) {
  const std::int64_t of_few = AllocationsOf(1);
  const std::int64_t of_many = AllocationsOf(100);
  EXPECT_EQ(of_many, of_few) << "allocations grow with the events";
  EXPECT_LE(of_few, 6) << "allocations of one batch";
}

}  // namespace
}  // namespace trigate::wire
