// Conditions as SQL over trigate.flags AS f.
//
// Injection is impossible by construction: the text is put together from literals of this program,
// every value is a parameter. So the set of texts is finite for a bounded filter.

#pragma once

#include <string>

#include "store/filter/condition.h"
#include "store/sql_text.h"
#include "trigate/store/field_cipher.h"

namespace trigate::store {

/// Appends `condition` in parentheses. It may be NULL where a value is absent; NOT turns that into
/// true (AIP-160: NOT a is true if a is not true).
void AppendCondition(const Condition& condition, const FieldCipher& cipher, SqlText& sql);

/// The same for one comparison.
void AppendTest(const Test& test, const FieldCipher& cipher, SqlText& sql);

/// A comparison of a sort column under another alias than f ("d."): where a walk begins and ends.
void AppendBound(const Test& test, const char* alias, SqlText& sql);

}  // namespace trigate::store
