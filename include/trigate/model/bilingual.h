// A text in the two languages the work team reads.
//
// Threads: a value.  Ownership: views of static text; never of a buffer.

#pragma once

#include <string_view>

namespace trigate::model {

struct Bilingual {
  std::string_view en;
  std::string_view zh;
  bool operator==(const Bilingual&) const = default;
};

}  // namespace trigate::model
