// The steps behind the forms of trigate/model/text.h that differ by a few edits.

#pragma once

#include <string>
#include <string_view>

#include "trigate/base/status.h"

namespace trigate::model {

/// Edits of EditInPlace, combined by |.
enum TextEdit : unsigned {
  kJoinIdeographs = 1U << 0,  ///< blanks beside a CJK ideograph are removed
  kPlainDashes = 1U << 1,     ///< every dash becomes '-'
};

/// Trims blanks and collapses them to one space, with the further `edits`. Never lengthens the
/// text.
void EditInPlace(std::string& text, unsigned edits);

/// NormalizeText with the further `edits`.
Status NormalizeEdited(std::string_view in, unsigned edits, std::string& out);

enum class Composition { kNfkc, kNfkcCasefold };

/// Removing a character can bring a letter and a combining mark together: composes them again.
Status Recompose(std::string& text, Composition composition);

}  // namespace trigate::model
