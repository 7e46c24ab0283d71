#include "store/filter/filter_error.h"

#include <algorithm>
#include <numeric>

namespace trigate::store {
namespace {

/// Characters of the filter shown on either side of the error.
constexpr std::size_t kContext = 50;

std::size_t CountCharacters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

/// The filter split into characters, control characters shown as spaces.
std::vector<std::string> Characters(std::string_view text) {
  std::vector<std::string> characters;
  for (const char c : text) {
    const bool continues = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (continues && !characters.empty()) {
      characters.back().push_back(c);
    } else {
      const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
      characters.emplace_back(1, control ? ' ' : c);
    }
  }
  return characters;
}

/// Edit distance, where a swap of neighbours counts as one (restricted Damerau-Levenshtein).
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::vector<std::size_t> next(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        next[j] = std::min(next[j], before[j - 2] + 1);
      }
    }
    before.swap(row);
    row.swap(next);
  }
  return row[b.size()];
}

}  // namespace

Status FilterError(std::string_view filter, Span span, const std::string& message) {
  const std::vector<std::string> characters = Characters(filter);
  const std::size_t column = CountCharacters(filter.substr(0, span.begin));
  const std::size_t length =
      std::max<std::size_t>(1, CountCharacters(filter.substr(span.begin, span.end - span.begin)));
  const std::size_t first = column > kContext ? column - kContext : 0;
  const std::size_t last = std::min(characters.size(), column + kContext);
  std::string text = "column " + std::to_string(column + 1) + ": " + message + "\n";
  const std::string lead = first > 0 ? "..." : "";
  text.append(lead);
  for (std::size_t i = first; i < last; ++i) text.append(characters[i]);
  if (last < characters.size()) text.append("...");
  const std::size_t shown = std::max<std::size_t>(1, std::min(length, kContext));
  text.append("\n").append(lead.size() + column - first, ' ').append("^");
  text.append(shown - 1, '~');
  return InvalidField("filter", std::move(text));
}

std::string DidYouMean(std::string_view word, const std::vector<std::string_view>& known) {
  if (word.size() > 40) return {};
  std::string_view best;
  std::size_t best_distance =
      std::max<std::size_t>(1, std::min<std::size_t>(3, word.size() / 3)) + 1;
  for (const std::string_view candidate : known) {
    const std::size_t distance = Distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best.empty() ? std::string() : "; did you mean \"" + std::string(best) + "\"?";
}

}  // namespace trigate::store
