// Word lists: what must not be in a parcel, and what says nothing about one.
//
// The lists are facts of law, compiled in from src/model/data; each file names its source, each
// entry the notice and the day since which it is in force. A policy may add lists of its own in the
// same form. How they are searched for in a text: trigate/model/term_matcher.h.
//
// Threads: static tables, pure functions.  Allocation: none.

#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "trigate/model/bilingual.h"

namespace trigate::model {

/// Stable numbers.
enum class LexiconId : std::uint8_t {
  kUnspecified = 0,
  kPrecursor = 1,     ///< 易制毒化学品; group: class 1, 2 or 3
  kNarcotic = 2,      ///< 麻醉药品
  kPsychotropic = 3,  ///< 精神药品; group: class 1 or 2
  kNps = 4,           ///< 非药用类麻醉药品和精神药品, and substance classes controlled as a whole
  kProhibited = 5,    ///< 禁止寄递物品指导目录; group: head 1 to 19
  kSeed = 6,          ///< seeds and seedlings of drug plants
  kGenericDeclaration = 7,  ///< names no article; compared as a whole
  kPlaceholder = 8,         ///< says nothing, counts as blank; compared as a whole
};

inline constexpr std::array<LexiconId, 8> kAllLexicons = {
    LexiconId::kPrecursor,          LexiconId::kNarcotic, LexiconId::kPsychotropic,
    LexiconId::kNps,                LexiconId::kProhibited, LexiconId::kSeed,
    LexiconId::kGenericDeclaration, LexiconId::kPlaceholder};

std::string_view CodeOf(LexiconId id);
Bilingual NameOf(LexiconId id);
std::optional<LexiconId> ParseLexiconId(std::string_view code);

enum class TermKind : std::uint8_t {
  kTerm = 0,
  kAmbiguous = 1,    ///< means other things as often (安定, SPA, 苯): never scores alone
  kDescriptive = 2,  ///< a fragment of a sentence of the catalogue; not searched for
};

struct LexiconEntry {
  std::uint8_t group = 0;            ///< see LexiconId; 0 where the list has no groups
  std::uint32_t effective_from = 0;  ///< YYYYMMDD; 00 for an unknown month or day; 0 unknown
  TermKind kind = TermKind::kTerm;
  std::string_view source;      ///< notice or annex, in Chinese
  std::string_view term;        ///< what is searched for, as written there
  std::string_view name;        ///< the catalogue's name of the article; `term` may be an alias
  std::string_view cas;         ///< CAS numbers, a blank between them; may be empty
  std::string_view exceptions;  ///< longer words that are not meant (大麻花), '|' between them
  LexiconId lexicon = LexiconId::kUnspecified;
};

/// The entries of a list; empty for kUnspecified.
std::span<const LexiconEntry> Entries(LexiconId id);

/// True when the entry was in force on `day`. An entry of unknown date always is.
bool IsInForce(const LexiconEntry& entry, std::chrono::sys_days day);

/// True for a CAS registry number with the right check digit: "67-64-1".
bool IsValidCas(std::string_view cas);

/// True when the whole text is a term of the list. REQUIRES: a list that is compared as a whole,
/// kGenericDeclaration or kPlaceholder (their terms are in folded form). `folded` comes from
/// FoldForMatch.
bool IsWholeTerm(LexiconId id, std::string_view folded);

}  // namespace trigate::model
