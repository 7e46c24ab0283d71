// A line of text that grows in English and Chinese at once: a head, then parts set off by commas.
//
// Threads: one.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "trigate/base/clock.h"
#include "trigate/model/bilingual.h"
#include "trigate/wire/event_text.h"

namespace trigate::wire {

class TextLine {
 public:
  /// "Inspected" / "验视".
  explicit TextLine(model::Bilingual head) : text_{std::string(head.en), std::string(head.zh)} {}

  /// Puts a part in front of which ": " or ", " is set.
  void Part(model::Bilingual part) { Part(std::string(part.en), std::string(part.zh)); }
  void Part(const std::string& en, const std::string& zh);
  /// "mark AJ-123" / "标识AJ-123"; nothing when `value` is empty or is not fit to be shown.
  void Labelled(model::Bilingual label, std::string_view value);
  /// "1,250 g" / "1,250克"; nothing when it is 0.
  void Quantity(std::int64_t value, model::Bilingual unit);
  /// "operator certificate until 2021-12-01" / "证书有效期至2021-12-01".
  void Until(model::Bilingual what, const std::optional<SystemTime>& first_moment_after);

  [[nodiscard]] EventText Take() && { return std::move(text_); }

 private:
  EventText text_;
  bool has_parts_ = false;
};

/// The day in China, "2021-12-01".
std::string ChinaDay(SystemTime time);

/// True when a number or code of a site can be shown: no identity number in it, no control
/// character.
bool IsFitToShow(std::string_view code);

}  // namespace trigate::wire
