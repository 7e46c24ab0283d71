#include "cel/search.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace trigate::cel {
namespace {

/// Up to here the plain search is faster, and its worst case is a microsecond.
constexpr std::size_t kShortText = 256;

}  // namespace

std::size_t FindFirst(std::string_view text, std::string_view part, std::size_t from) {
  const std::string_view rest = text.substr(from);
  if (rest.size() <= kShortText) return text.find(part, from);
  // glibc's memmem is linear: two-way, or for short parts a search with a bounded comparison.
  const void* found = memmem(rest.data(), rest.size(), part.data(), part.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::size_t FindLast(std::string_view text, std::string_view part, std::size_t from) {
  if (part.size() > text.size()) return std::string_view::npos;
  const std::size_t last = std::min(from, text.size() - part.size());
  const std::string_view first = text.substr(0, last + part.size());
  if (first.size() <= kShortText) return first.rfind(part);
  const std::string backward(first.rbegin(), first.rend());
  const std::string wanted(part.rbegin(), part.rend());
  const std::size_t found = FindFirst(backward, wanted);
  return found == std::string_view::npos ? found : first.size() - found - part.size();
}

}  // namespace trigate::cel
