// Reference counting for the values and types of the expression language.
//
// Threads: counts are atomic; an Object is immutable once a second Ref to it exists.
// Ownership: the last Ref deletes. Objects never point at each other in a circle: a list is built
// from values that exist already.
// Limits: what may be built is bounded by cel::Limits, and how deep by kValueLevelsMax (value.h).

#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <utility>

namespace trigate::cel {

class Object {
 public:
  Object() = default;
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;
  virtual ~Object() = default;

  void AddRef() const { refs_.fetch_add(1, std::memory_order_relaxed); }
  void Release() const {
    if (refs_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  /// Levels of values inside this one, at least: 0 for a leaf.
  [[nodiscard]] std::uint32_t levels() const { return levels_; }

 protected:
  /// While it is built: it holds something of so many levels.
  void RaiseLevels(std::uint32_t levels) { levels_ = std::max(levels_, levels); }

 private:
  mutable std::atomic<std::uint32_t> refs_{0};
  std::uint32_t levels_ = 0;
};

template <typename T>
class Ref {
 public:
  Ref() = default;
  Ref(T* object) : object_(object) {  // NOLINT: a fresh object is adopted implicitly by design
    if (object_ != nullptr) object_->AddRef();
  }
  Ref(const Ref& other) : Ref(other.object_) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() {
    if (object_ != nullptr) object_->Release();
  }

  T* get() const { return object_; }
  T* operator->() const { return object_; }
  T& operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  T* object_ = nullptr;
};

}  // namespace trigate::cel
