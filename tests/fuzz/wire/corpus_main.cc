// Writes a corpus for the decoder: good events, odd ones, damaged ones. Same count, same files.
//
//   wire_fuzz_corpus FOLDER COUNT

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "unit/wire/event_samples.h"

namespace trigate::wire {
namespace {

/// One event wrapped as the only one of a batch.
std::string Wrap(const std::string& event) {
  std::string bytes = "\x08\x01\x12";
  std::size_t size = event.size();
  while (size >= 0x80) {
    bytes.push_back(static_cast<char>(size | 0x80));
    size >>= 7;
  }
  bytes.push_back(static_cast<char>(size));
  return bytes + event;
}

std::string Input(std::uint64_t seed) {
  RandomWire random(seed);
  const std::vector<pb::ParcelEvent> good = GoodEvents();
  switch (seed % 4) {
    case 0:
      return BatchBytes({good[seed / 4 % good.size()]});
    case 1:
      return random.Damage(BatchBytes({good[random.Below(good.size())]}));
    case 2:
      return Wrap(random.OddBytes());
    default:
      return random.Damage(Wrap(random.OddBytes()));
  }
}

bool Write(const std::filesystem::path& folder, std::uint64_t count) {
  std::filesystem::create_directories(folder);
  for (std::uint64_t seed = 0; seed < count; ++seed) {
    const std::string bytes = Input(seed);
    std::ofstream file(folder / ("input-" + std::to_string(seed)), std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file.good()) return false;
  }
  return true;
}

}  // namespace
}  // namespace trigate::wire

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: wire_fuzz_corpus FOLDER COUNT\n");
    return 2;
  }
  return trigate::wire::Write(argv[1], std::strtoull(argv[2], nullptr, 10)) ? 0 : 1;
}
