// Travel permits, passports and military documents.
//
// None of the printed numbers has a check digit; the machine readable zone of a passport has (ICAO
// 9303). So a well-formed number carries the note kFormatOnly. Expected: normalised text, capitals.
//
// Threads: pure functions.  Allocation: none.

#pragma once

#include <string_view>

#include "trigate/model/identifier.h"

namespace trigate::model {

/// 港澳居民来往内地通行证: H or M and 8 digits, or 10 (8 and the renewal number).
IdentifierCheck CheckHmTravelPermit(std::string_view number);

/// 台湾居民来往大陆通行证: 8 digits; the old form 10 digits and a letter.
IdentifierCheck CheckTaiwanTravelPermit(std::string_view number);

/// PRC passport: the ordinary series E and G, the old 14 and 15, public affairs, service and
/// diplomatic series. The series are known from use, not from a standard, so kFormat is soft.
IdentifierCheck CheckPrcPassport(std::string_view number);

/// A passport of another state: 5 to 17 capitals and digits.
IdentifierCheck CheckForeignPassport(std::string_view number);

/// Military or armed-police document. No public rule: 4 to 12 digits among at most 32 bytes of
/// letters and Chinese characters ("军字第1234567号"), nothing else.
IdentifierCheck CheckMilitaryDocument(std::string_view number);

/// ICAO 9303 check digit (weights 7 3 1; 0–9, A–Z as 10–35, '<' as 0), or -1 when a character is
/// none of these.
int MrzCheckDigit(std::string_view field);

/// True when the last character of `field` is the check digit of what stands before it.
bool IsMrzFieldValid(std::string_view field);

}  // namespace trigate::model
