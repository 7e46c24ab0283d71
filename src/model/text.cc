#include "trigate/model/text.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>

#include <cstdint>
#include <cstring>

#include "model/ascii.h"
#include "model/text_forms.h"
#include "model/utf8.h"

namespace trigate::model {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080U;

/// Bytes from `at` on that are ASCII, counted in steps of eight.
std::size_t AsciiRun(std::string_view text, std::size_t at) {
  const std::size_t start = at;
  std::uint64_t word = 0;
  while (at + sizeof word <= text.size()) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & kHighBits) != 0) break;
    at += sizeof word;
  }
  return at - start;
}

/// Neither NFKC nor the removal of invisible characters touches these, whatever stands beside them.
constexpr bool IsInert(std::uint32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3001 ||
         c == 0x3002 || c == 0xB7;
}

/// True when the three bytes at `at` are an ideograph of the unified block from U+5000 on: most of
/// what waybills are written in.
bool IsCommonIdeograph(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  return lead >= 0xE5 && lead <= 0xE9 && at + 3 <= text.size() && IsContinuation(text[at + 1]) &&
         IsContinuation(text[at + 2]);
}

constexpr bool IsControl(std::uint32_t c) { return c < 0x20 || (c >= 0x7F && c <= 0x9F); }

Status CheckInput(std::string_view in) {
  if (in.size() > kTextBytesMax) {
    return InvalidArgument("text has " + std::to_string(in.size()) + " bytes; at most " +
                           std::to_string(kTextBytesMax) + " are allowed");
  }
  const std::size_t bad = FirstIllFormedByte(in);
  if (bad == in.size()) return OkStatus();
  return InvalidArgument("text is not well-formed UTF-8 at byte " + std::to_string(bad + 1));
}

icu::StringPiece Piece(std::string_view text) {
  return {text.data(), static_cast<std::int32_t>(text.size())};
}

const icu::Normalizer2* InstanceOf(Composition composition, UErrorCode& status) {
  return composition == Composition::kNfkc ? icu::Normalizer2::getNFKCInstance(status)
                                           : icu::Normalizer2::getNFKCCasefoldInstance(status);
}

/// Empties `out` when ICU failed.
Status Conclude(UErrorCode status, std::string& out) {
  if (U_SUCCESS(status)) return OkStatus();
  out.clear();
  return Internal(std::string("ICU normalisation failed: ") + u_errorName(status));
}

/// REQUIRES: `out` is empty and no part of `in`.
Status Compose(std::string_view in, Composition composition, std::string& out) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = InstanceOf(composition, status);
  if (U_SUCCESS(status)) {
    icu::StringByteSink<std::string> sink(&out);
    normalizer->normalizeUTF8(0, Piece(in), sink, nullptr, status);
  }
  return Conclude(status, out);
}

/// Of plain text, blanks alone are open to edits: its dashes are '-' already.
bool HasEditable(std::string_view plain) { return plain.find(' ') != std::string_view::npos; }

/// `in` without invisible characters and without controls that are no blanks. They go before NFKC,
/// so that what they kept apart can compose.
void CopyVisible(std::string_view in, std::string& out) {
  for (std::size_t at = 0; at < in.size();) {
    const CodePoint point = DecodeUtf8(in, at);
    const bool drop =
        IsInvisible(point.value) || (IsControl(point.value) && !IsBlank(point.value));
    if (!drop) out.append(in, at, point.size);
    at += point.size;
  }
}

}  // namespace

std::size_t FirstIllFormedByte(std::string_view text) {
  std::size_t at = AsciiRun(text, 0);
  while (at < text.size()) {
    if (IsCommonIdeograph(text, at)) {
      at += 3;
      continue;
    }
    const CodePoint point = DecodeUtf8(text, at);
    if (point.value == kIllFormed) return at;
    at += point.size;
    if (point.size == 1) at += AsciiRun(text, at);
  }
  return text.size();
}

bool IsValidUtf8(std::string_view text) { return FirstIllFormedByte(text) == text.size(); }

bool IsPlainText(std::string_view text) {
  bool after_space = true;  // a leading blank is not plain
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      const bool space = byte == ' ';
      if (byte < 0x20 || byte == 0x7F || (space && after_space)) return false;
      after_space = space;
      ++at;
      continue;
    }
    after_space = false;
    if (IsCommonIdeograph(text, at)) {
      at += 3;
      continue;
    }
    const CodePoint point = DecodeUtf8(text, at);
    if (!IsInert(point.value)) return false;
    at += point.size;
  }
  return text.empty() || !after_space;
}

void EditInPlace(std::string& text, unsigned edits) {
  std::size_t write = 0;
  bool pending_blank = false;
  bool after_ideograph = false;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    const std::size_t from = at;
    at += point.size;
    if (IsBlank(point.value)) {
      pending_blank = true;
      continue;
    }
    const bool ideograph = IsCjkIdeograph(point.value);
    const bool joined = (edits & kJoinIdeographs) != 0 && (ideograph || after_ideograph);
    if (pending_blank && write != 0 && !joined) text[write++] = ' ';
    pending_blank = false;
    after_ideograph = ideograph;
    if ((edits & kPlainDashes) != 0 && IsDash(point.value)) {
      text[write++] = '-';
    } else {
      std::memmove(text.data() + write, text.data() + from, point.size);
      write += point.size;
    }
  }
  text.resize(write);
}

Status NormalizeText(std::string_view in, std::string& out) { return NormalizeEdited(in, 0, out); }

Status NormalizeEdited(std::string_view in, unsigned edits, std::string& out) {
  out.clear();
  if (in.size() <= kTextBytesMax && IsPlainText(in)) {
    out.assign(in);
    if (edits != 0 && HasEditable(out)) EditInPlace(out, edits);
    return OkStatus();
  }
  TRIGATE_RETURN_IF_ERROR(CheckInput(in));
  std::string visible;
  CopyVisible(in, visible);
  TRIGATE_RETURN_IF_ERROR(Compose(visible, Composition::kNfkc, out));
  EditInPlace(out, edits);
  return Recompose(out, Composition::kNfkc);
}

Status Recompose(std::string& text, Composition composition) {
  if (IsPlainText(text)) return OkStatus();
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = InstanceOf(composition, status);
  if (U_SUCCESS(status) && normalizer->isNormalizedUTF8(Piece(text), status)) return OkStatus();
  TRIGATE_RETURN_IF_ERROR(Conclude(status, text));
  std::string composed;
  TRIGATE_RETURN_IF_ERROR(Compose(text, composition, composed));
  text.swap(composed);
  return OkStatus();
}

Status FoldForMatch(std::string_view in, std::string& out) {
  out.clear();
  TRIGATE_RETURN_IF_ERROR(CheckInput(in));
  if (IsPlainText(in)) {
    out.assign(in);
    for (char& c : out) c = ToAsciiLower(c);
    if (HasEditable(out)) EditInPlace(out, kJoinIdeographs | kPlainDashes);
    return OkStatus();
  }
  std::string visible;
  CopyVisible(in, visible);
  TRIGATE_RETURN_IF_ERROR(Compose(visible, Composition::kNfkcCasefold, out));
  EditInPlace(out, kJoinIdeographs | kPlainDashes);
  return Recompose(out, Composition::kNfkcCasefold);
}

}  // namespace trigate::model
