// A directory of a test's own, removed with everything in it when the test ends.

#pragma once

#include <stdlib.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>

namespace trigate::testing {

class TempDirectory {
 public:
  /// kMemory: in memory where the machine has room for that, for tests that make and remove many
  /// files and do not measure the disk.
  enum class Place { kDisk, kMemory };

  explicit TempDirectory(Place place = Place::kDisk) {
    std::string name = (Root(place) / "trigate-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~TempDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  static std::filesystem::path Root(Place place) {
    const std::filesystem::path memory = "/dev/shm";
    std::error_code error;
    const auto space = std::filesystem::space(memory, error);
    constexpr std::uintmax_t kRoomBytes = std::uintmax_t{1} << 30;
    const bool room = !error && space.available >= kRoomBytes;
    return place == Place::kMemory && room ? memory : std::filesystem::temp_directory_path();
  }

  std::string path_;
};

}  // namespace trigate::testing
