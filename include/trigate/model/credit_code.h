// Unified social credit codes of organisations (统一社会信用代码).
//
// GB 32100-2015: 18 characters of an alphabet without I, O, S, V, Z: registering department, type,
// six digits of the region, nine of the organisation code (GB 11714, with its own check character),
// and a check character (MOD 31). Codes whose check fails have been issued (91350203M0001QAY9B is
// one), so a failed check is soft and known exceptions pass with a note.
//
// Threads: pure functions.  Allocation: none.

#pragma once

#include <string_view>

#include "trigate/model/identifier.h"

namespace trigate::model {

/// kFormat is hard, kCheck soft. A region unknown to GB/T 2260 is a note (100000 is the state's).
IdentifierCheck CheckCreditCode(std::string_view code);

/// The check character of 17 characters of the alphabet. '\0' when one is outside it.
char CreditCodeCheckChar(std::string_view characters17);

/// GB 11714 check character of 8 capitals or digits. '\0' when there is anything else.
char OrganisationCodeCheckChar(std::string_view characters8);

}  // namespace trigate::model
