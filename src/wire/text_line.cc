#include "wire/text_line.h"

#include <algorithm>

#include "trigate/model/id_finder.h"

namespace trigate::wire {
namespace {

std::string Grouped(std::int64_t value) {
  std::string digits = std::to_string(value);
  const std::size_t first = digits[0] == '-' ? 1 : 0;
  for (std::size_t end = digits.size(); end > first + 3; end -= 3) digits.insert(end - 3, 1, ',');
  return digits;
}

}  // namespace

std::string ChinaDay(SystemTime time) {
  return FormatRfc3339(time + std::chrono::hours(8)).substr(0, 10);
}

bool IsFitToShow(std::string_view code) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  return std::none_of(code.begin(), code.end(), control) && model::FindIdNumbers(code).empty();
}

void TextLine::Part(const std::string& en, const std::string& zh) {
  text_.en.append(has_parts_ ? ", " : ": ").append(en);
  text_.zh.append(has_parts_ ? "，" : "：").append(zh);
  has_parts_ = true;
}

void TextLine::Labelled(model::Bilingual label, std::string_view value) {
  if (value.empty() || !IsFitToShow(value)) return;
  std::string en(label.en);
  std::string zh(label.zh);
  en.append(" ").append(value);
  zh.append(value);
  Part(en, zh);
}

void TextLine::Quantity(std::int64_t value, model::Bilingual unit) {
  if (value == 0) return;
  const std::string number = Grouped(value);
  Part(number + " " + std::string(unit.en), number + std::string(unit.zh));
}

void TextLine::Until(model::Bilingual what, const std::optional<SystemTime>& first_moment_after) {
  if (!first_moment_after) return;
  const std::string day = ChinaDay(*first_moment_after);
  Part(std::string(what.en) + " until " + day, std::string(what.zh) + "有效期至" + day);
}

}  // namespace trigate::wire
