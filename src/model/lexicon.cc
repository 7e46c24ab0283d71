#include "trigate/model/lexicon.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "model/ascii.h"
#include "model/enum_table.h"

namespace trigate::model {
namespace {

using enum TermKind;

template <std::size_t N>
constexpr std::array<LexiconEntry, N> Tag(const LexiconEntry (&rows)[N], LexiconId id) {
  std::array<LexiconEntry, N> tagged{};
  for (std::size_t i = 0; i < N; ++i) {
    tagged[i] = rows[i];
    tagged[i].lexicon = id;
  }
  return tagged;
}

constexpr LexiconEntry kPrecursorRows[] = {
#include "precursors.inc"
};
constexpr LexiconEntry kNarcoticRows[] = {
#include "narcotics.inc"
};
constexpr LexiconEntry kPsychotropicRows[] = {
#include "psychotropics.inc"
};
constexpr LexiconEntry kNpsRows[] = {
#include "nps.inc"
};
constexpr LexiconEntry kProhibitedRows[] = {
#include "prohibited.inc"
};
constexpr LexiconEntry kSeedRows[] = {
#include "seeds.inc"
};
constexpr LexiconEntry kGenericRows[] = {
#include "generic_declarations.inc"
};
constexpr LexiconEntry kPlaceholderRows[] = {
#include "placeholders.inc"
};

constexpr auto kPrecursors = Tag(kPrecursorRows, LexiconId::kPrecursor);
constexpr auto kNarcotics = Tag(kNarcoticRows, LexiconId::kNarcotic);
constexpr auto kPsychotropics = Tag(kPsychotropicRows, LexiconId::kPsychotropic);
constexpr auto kNps = Tag(kNpsRows, LexiconId::kNps);
constexpr auto kProhibited = Tag(kProhibitedRows, LexiconId::kProhibited);
constexpr auto kSeeds = Tag(kSeedRows, LexiconId::kSeed);
constexpr auto kGenerics = Tag(kGenericRows, LexiconId::kGenericDeclaration);
constexpr auto kPlaceholders = Tag(kPlaceholderRows, LexiconId::kPlaceholder);

constexpr bool IsSorted(std::span<const LexiconEntry> entries) {
  for (std::size_t i = 1; i < entries.size(); ++i) {
    if (entries[i - 1].term >= entries[i].term) return false;
  }
  return true;
}
static_assert(IsSorted(kGenerics) && IsSorted(kPlaceholders),
              "lists that are compared as a whole are sorted by the bytes of their terms");

constexpr EnumRow<LexiconId> kNames[] = {
    {LexiconId::kUnspecified, "UNSPECIFIED", {"unspecified", "未指定"}},
    {LexiconId::kPrecursor, "PRECURSOR", {"precursor chemicals", "易制毒化学品"}},
    {LexiconId::kNarcotic, "NARCOTIC", {"narcotic drugs", "麻醉药品"}},
    {LexiconId::kPsychotropic, "PSYCHOTROPIC", {"psychotropic drugs", "精神药品"}},
    {LexiconId::kNps,
     "NPS",
     {"new psychoactive substances", "非药用类麻醉药品和精神药品"}},
    {LexiconId::kProhibited, "PROHIBITED", {"items that must not be posted", "禁止寄递物品"}},
    {LexiconId::kSeed, "SEED", {"seeds and seedlings of drug plants", "毒品原植物种子、幼苗"}},
    {LexiconId::kGenericDeclaration,
     "GENERIC_DECLARATION",
     {"declarations that name no article", "笼统申报"}},
    {LexiconId::kPlaceholder, "PLACEHOLDER", {"placeholders that count as blank", "占位填写"}},
};

constexpr std::uint32_t ToNumber(std::chrono::year_month_day day) {
  return static_cast<std::uint32_t>(static_cast<int>(day.year())) * 10000 +
         static_cast<unsigned>(day.month()) * 100 + static_cast<unsigned>(day.day());
}

}  // namespace

std::string_view CodeOf(LexiconId id) { return RowCode(kNames, id); }
Bilingual NameOf(LexiconId id) { return RowName(kNames, id); }
std::optional<LexiconId> ParseLexiconId(std::string_view code) { return ParseCode(kNames, code); }

std::span<const LexiconEntry> Entries(LexiconId id) {
  switch (id) {
    case LexiconId::kUnspecified:
      return {};
    case LexiconId::kPrecursor:
      return kPrecursors;
    case LexiconId::kNarcotic:
      return kNarcotics;
    case LexiconId::kPsychotropic:
      return kPsychotropics;
    case LexiconId::kNps:
      return kNps;
    case LexiconId::kProhibited:
      return kProhibited;
    case LexiconId::kSeed:
      return kSeeds;
    case LexiconId::kGenericDeclaration:
      return kGenerics;
    case LexiconId::kPlaceholder:
      return kPlaceholders;
  }
  return {};
}

bool IsInForce(const LexiconEntry& entry, std::chrono::sys_days day) {
  return entry.effective_from <= ToNumber(std::chrono::year_month_day(day));
}

bool IsValidCas(std::string_view cas) {
  const std::size_t size = cas.size();
  if (size < 7 || size > 12 || cas[size - 2] != '-' || cas[size - 5] != '-') return false;
  const std::string_view head = cas.substr(0, size - 5);
  const std::string_view middle = cas.substr(size - 4, 2);
  if (!AllDigits(head) || head[0] == '0' || !AllDigits(middle) || !IsAsciiDigit(cas.back())) {
    return false;
  }
  int sum = (middle[1] - '0') + 2 * (middle[0] - '0');
  for (std::size_t i = 0; i < head.size(); ++i) {
    sum += static_cast<int>(3 + i) * (head[head.size() - 1 - i] - '0');
  }
  return sum % 10 == cas.back() - '0';
}

bool IsWholeTerm(LexiconId id, std::string_view folded) {
  const std::span<const LexiconEntry> entries = Entries(id);
  const auto at = std::lower_bound(
      entries.begin(), entries.end(), folded,
      [](const LexiconEntry& entry, std::string_view text) { return entry.term < text; });
  return at != entries.end() && at->term == folded;
}

}  // namespace trigate::model
