// Text as people type it on waybills, brought into one form.
//
// Same thing, same bytes: NFKC (Unicode TR 15) turns full-width forms, ligatures and compatibility
// ideographs into plain ones; invisible characters, which show nothing and break a word for a
// filter, go; blanks are trimmed and collapsed. Every form here is a fixed point: normalising twice
// changes nothing.
//
//   std::string name;
//   TRIGATE_RETURN_IF_ERROR(NormalizeName(raw, name));
//
// Threads: pure functions; ICU's tables are immutable.  Ownership: `out` is overwritten; keep it
// and its capacity is reused.  Allocation: nothing but `out`'s growth for text that is plain
// already (see IsPlainText).  Failure: kInvalidArgument when the text is no well-formed UTF-8, with
// the byte, or longer than kTextBytesMax; kInternal when ICU has no data. `out` is then empty.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "trigate/base/status.h"

namespace trigate::model {

/// Far above any field of an event; NFKC can lengthen a text eleven times.
inline constexpr std::size_t kTextBytesMax = 64 * 1024;

/// Unicode chapter 3, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
bool IsValidUtf8(std::string_view text);
/// Where the first ill-formed byte is; text.size() when there is none.
std::size_t FirstIllFormedByte(std::string_view text);

/// True for the common case that NormalizeText would leave as it is: printable ASCII, CJK
/// ideographs and the marks 、 。 ·, single blanks inside. False says nothing. About a nanosecond a
/// byte or less.
bool IsPlainText(std::string_view text);

/// NFKC, invisible and control characters removed, blanks trimmed and collapsed to one space.
Status NormalizeText(std::string_view in, std::string& out);

/// For matching, not for showing: NFKC case-folded, every dash '-', blanks beside a CJK ideograph
/// removed ("丙 酮" is 丙酮), others collapsed.
Status FoldForMatch(std::string_view in, std::string& out);

/// A name: as NormalizeText, without blanks beside CJK ideographs, and the middle dots of
/// Mongolian, Uyghur and foreign names all '·' (U+00B7).
Status NormalizeName(std::string_view in, std::string& out);

/// An address for comparison: as FoldForMatch, without blanks and without punctuation except '-'.
Status NormalizeAddress(std::string_view in, std::string& out);

/// A document, waybill or credit code number: half width, capitals, no blanks, no dashes.
Status NormalizeDocumentNumber(std::string_view in, std::string& out);

/// A phone: digits only, without the prefixes +86, 0086 and 86 of mainland numbers. A foreign
/// number keeps its '+'. An extension (after '-', 转, '#', ',', 'x' or "ext") follows a '-': "+86
/// 138-0013-8000 转 1234" is "13800138000-1234". What is no phone comes out as its letters and
/// digits, for CheckPhone to refuse.
Status NormalizePhone(std::string_view in, std::string& out);

/// A value that says nothing and counts as blank (domain L1): 见面单, 无, 物品, 111, 测试 …, or the
/// same digit or letter all through. `text` is normalised. False for an empty text.
bool IsPlaceholder(std::string_view text);

/// Empty, nothing but blanks and punctuation, or a placeholder.
bool IsBlankOrPlaceholder(std::string_view text);

}  // namespace trigate::model
