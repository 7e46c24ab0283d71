// What a check of an identifier says, and the one entry that checks any type of identifier by name.
//
// A check has a code (is it well formed?), a severity (may anybody rely on the code?) and notes
// (what else is worth knowing). Only a wrong shape, an impossible date and a wrong check digit of a
// resident ID number are hard; everything that rests on a table or on an unofficial pattern is
// soft, because tables age and patterns are incomplete.
//
// The checkers themselves live in resident_id.h, travel_document.h, credit_code.h, phone.h and
// postal.h. They expect normalised text, allocate nothing, and take the day they judge by from the
// caller.
//
// Threads: pure functions and values.

#pragma once

#include <bit>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "trigate/base/status.h"
#include "trigate/model/bilingual.h"

namespace trigate::model {

/// Stable numbers: findings keep them.
enum class IdentifierCode : std::uint8_t {
  kOk = 0,
  kFormat = 1,   ///< wrong length or characters
  kRegion = 2,   ///< no such region code in any year
  kDate = 3,     ///< no such day, in the future, or an age above 120
  kCheck = 4,    ///< the check digit does not fit
  kCountry = 5,  ///< no such country
  kManual = 6,   ///< no rule exists; a person has to look
};

std::string_view CodeOf(IdentifierCode code);
Bilingual NameOf(IdentifierCode code);

/// One bit each. Stable: findings keep them.
enum class IdentifierNote : std::uint32_t {
  kLegacy15Digit = 1U << 0,          ///< 15-digit resident ID number
  kLegacyOutOfUse = 1U << 1,         ///< shown after 2013-01-01, when 15-digit cards had ended
  kResidencePermit = 1U << 2,        ///< a Hong Kong, Macao or Taiwan residence permit number
  kRegionNotInForceAtBirth = 1U << 3,
  kUnder16 = 1U << 4,                ///< legal, but unusual for a sender
  kFutureForm2023 = 1U << 5,         ///< 18-digit PR card before its issue began on 2023-12-01
  kUnknownRegion = 1U << 6,
  kUnknownCountry = 1U << 7,
  kOrganisationCheckFailed = 1U << 8,  ///< the inner GB 11714 digit of a credit code
  kExceptionListed = 1U << 9,        ///< check fails, but the code is known to have been issued
  kOutsideKnownRanges = 1U << 10,    ///< mobile number outside the ranges assigned in 2021
  kMvnoRange = 1U << 11,             ///< mobile virtual network operator
  kPrivacyNumber = 1U << 12,         ///< 隐私号 with an extension: never a link key
  kPlaceholderNumber = 1U << 13,     ///< all the same digit, or 12345678
  kExtension = 1U << 14,             ///< landline with an extension
  kFormatOnly = 1U << 15,            ///< the number has no check digit
  kNotListedDocument = 1U << 16,     ///< not on the list of sender documents
  kShapeUnpublished = 1U << 17,      ///< the carrier publishes no shape
  kNormalized = 1U << 18,            ///< the value was rewritten before it was checked
  kUnusualPostcode = 1U << 19,       ///< six digits, but no province uses them
};

std::string_view CodeOf(IdentifierNote note);
Bilingual NameOf(IdentifierNote note);

/// A small set of notes.
class NoteSet {
 public:
  constexpr NoteSet() = default;
  constexpr NoteSet(IdentifierNote note) : bits_(static_cast<std::uint32_t>(note)) {}  // NOLINT
  static constexpr NoteSet FromBits(std::uint32_t bits) {
    NoteSet set;
    set.bits_ = bits;
    return set;
  }

  constexpr bool Has(IdentifierNote note) const {
    return (bits_ & static_cast<std::uint32_t>(note)) != 0;
  }
  constexpr void Add(NoteSet other) { bits_ |= other.bits_; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr std::uint32_t bits() const { return bits_; }
  constexpr bool operator==(const NoteSet&) const = default;

  /// Calls `visit(IdentifierNote)` for each note, in the order of their numbers.
  template <typename Visit>
  void ForEach(Visit&& visit) const {
    for (std::uint32_t rest = bits_; rest != 0; rest &= rest - 1) {
      visit(static_cast<IdentifierNote>(1U << std::countr_zero(rest)));
    }
  }

 private:
  std::uint32_t bits_ = 0;
};

constexpr NoteSet operator|(NoteSet a, NoteSet b) { return NoteSet::FromBits(a.bits() | b.bits()); }
constexpr NoteSet operator|(IdentifierNote a, IdentifierNote b) { return NoteSet(a) | NoteSet(b); }

enum class Severity : std::uint8_t {
  kNone = 0,
  kSoft = 1,  ///< worth a remark; never the only reason to refuse
  kHard = 2,  ///< the number cannot be right
};

struct IdentifierCheck {
  IdentifierCode code = IdentifierCode::kOk;
  Severity severity = Severity::kNone;  ///< kNone exactly when the code is kOk
  NoteSet notes;

  [[nodiscard]] constexpr bool ok() const { return code == IdentifierCode::kOk; }
  [[nodiscard]] constexpr bool hard() const { return severity == Severity::kHard; }
  constexpr bool operator==(const IdentifierCheck&) const = default;

  static constexpr IdentifierCheck Ok(NoteSet notes = {}) {
    return {IdentifierCode::kOk, Severity::kNone, notes};
  }
  static constexpr IdentifierCheck Hard(IdentifierCode code, NoteSet notes = {}) {
    return {code, Severity::kHard, notes};
  }
  static constexpr IdentifierCheck Soft(IdentifierCode code, NoteSet notes = {}) {
    return {code, Severity::kSoft, notes};
  }
};

/// A check for people: what was checked, in which form, and why it came out so.
struct IdentifierReport {
  std::string type;        ///< as asked
  std::string normalized;  ///< the value that was checked
  IdentifierCheck check;
  std::string reason_en;  ///< one sentence, then one for each note
  std::string reason_zh;
};

struct IdentifierType {
  std::string_view name;  ///< stable, lower case: "rid", "uscc" …
  Bilingual title;
  std::string_view example;  ///< passes the check; synthetic
};

/// Every type CheckIdentifier knows. Waybills are one row, "waybill:<carrier>".
std::span<const IdentifierType> IdentifierTypes();

/// Normalises `value` as its type demands and checks it. `type` is a name of IdentifierTypes, or
/// "waybill:" and a carrier code in either case ("waybill:sf"). Allocates: for people, not for the
/// hot path. Fails: kInvalidArgument on "type" when unknown, on "value" when it is no valid UTF-8
/// or longer than 256 bytes.
Result<IdentifierReport> CheckIdentifier(std::string_view type, std::string_view value,
                                         std::chrono::sys_days today);

}  // namespace trigate::model
