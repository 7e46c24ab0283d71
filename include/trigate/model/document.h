// Documents that identify a sender, and the check of their numbers.
//
// Source: 实名收寄办法 (domain L13, L14) lists what a sender may show: resident ID and temporary
// resident ID, military and armed-police documents, residence permits of Hong Kong, Macao and
// Taiwan residents, mainland travel permits, passports of foreign citizens. A foreigner's
// permanent-residence card is a document "set by the state". A PRC passport is not on the list:
// accepted, with a note. An organisation shows its unified social credit code.
//
// Threads: pure functions.  Allocation: none.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "trigate/model/bilingual.h"
#include "trigate/model/identifier.h"

namespace trigate::model {

/// Numbers of trigate.v1.DocumentType. Stable.
enum class DocumentType : std::uint8_t {
  kUnspecified = 0,
  kResidentId = 1,
  kTemporaryResidentId = 2,
  kMilitary = 3,
  kHmtResidencePermit = 4,
  kHmTravelPermit = 5,
  kTaiwanTravelPermit = 6,
  kForeignPassport = 7,
  kForeignResidentCard = 8,
  kPrcPassport = 9,
  kCreditCode = 10,
};

std::string_view CodeOf(DocumentType type);
Bilingual NameOf(DocumentType type);
std::optional<DocumentType> ParseDocumentType(std::string_view code);

/// True for the documents of L14: with any other type the gate asks for a person's decision.
bool IsListedSenderDocument(DocumentType type);

/// Checks a number as the document of this type carries it. `number` is normalised (see
/// NormalizeDocumentNumber); `today` is the day on which the document was shown, in China.
/// A type without a rule (kUnspecified, or a number no value has) gives kManual, never kOk.
IdentifierCheck CheckDocument(DocumentType type, std::string_view number,
                              std::chrono::sys_days today);

}  // namespace trigate::model
