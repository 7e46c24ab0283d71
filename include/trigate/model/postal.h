// Numbers of the post: UPU S10 item identifiers, waybills, postcodes.
//
// Expected: normalised text, capitals.  Threads: pure functions.  Allocation: none.

#pragma once

#include <string_view>

#include "trigate/model/carrier.h"
#include "trigate/model/identifier.h"
#include "trigate/model/region.h"

namespace trigate::model {

/// UPU S10: two letters of the service, eight digits, check digit (weights 8 6 4 2 3 5 9 7),
/// country. kFormat and kCheck are hard; kCountry (ISO 3166-1) is soft, for countries change.
IdentifierCheck CheckS10(std::string_view item);

/// The S10 check digit of 8 digits. REQUIRES: 8 digits.
char S10CheckDigit(std::string_view digits8);

/// A waybill number of the carrier that the event names. Always soft (trigate/model/carrier.h); S10
/// numbers of EMS and China Post are checked in full.
IdentifierCheck CheckWaybill(CarrierId carrier, std::string_view waybill);

/// Six digits; whether any province uses them is a note.
IdentifierCheck CheckPostcode(std::string_view postcode);

/// The province that uses the postcode; no region when it is malformed or unused. By the first two
/// digits, save for the parts of Inner Mongolia that neighbours serve: 1374–1376 (兴安盟), 7503
/// (阿拉善左旗), 7354 (额济纳旗), 7373 (阿拉善右旗). Match addresses by region code, not by this.
RegionCode PostcodeProvince(std::string_view postcode);

}  // namespace trigate::model
