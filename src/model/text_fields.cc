// Forms of single fields: names, addresses, document numbers, phones.

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "model/ascii.h"
#include "model/text_forms.h"
#include "model/utf8.h"
#include "trigate/model/phone.h"
#include "trigate/model/text.h"

namespace trigate::model {
namespace {

/// Dots between the parts of a name: · • ‧ ∙ ⋅ ・ ･ and the Mongolian and Katakana ones NFKC keeps.
constexpr bool IsNameDot(std::uint32_t c) {
  return c == 0xB7 || c == 0x2022 || c == 0x2027 || c == 0x2219 || c == 0x22C5 || c == 0x30FB ||
         c == 0xFF65 || c == 0x2E31 || c == 0x16EB;
}

constexpr std::string_view kNameDot = "\u00B7";

constexpr bool IsAddressPunctuation(std::uint32_t c) {
  if (c < 0x80) return c != '-' && !IsAsciiAlnum(static_cast<char>(c));
  return (c >= 0x3001 && c <= 0x3003) || (c >= 0x3008 && c <= 0x3011) || c == 0xB7 ||
         c == 0x2018 || c == 0x2019 || c == 0x201C || c == 0x201D || c == 0x2022;
}

/// Keeps the code points that `keep` accepts. Never lengthens the text.
template <typename Keep>
void Filter(std::string& text, Keep keep) {
  std::size_t write = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    if (keep(point.value)) {
      if (write != at) std::memmove(text.data() + write, text.data() + at, point.size);
      write += point.size;
    }
    at += point.size;
  }
  text.resize(write);
}

void UnifyNameDots(std::string& name) {
  std::string out;
  for (std::size_t at = 0; at < name.size();) {
    const CodePoint point = DecodeUtf8(name, at);
    if (IsNameDot(point.value)) {
      out.append(kNameDot);
    } else {
      out.append(name, at, point.size);
    }
    at += point.size;
  }
  name.swap(out);
}

bool HasForeignDot(std::string_view name) {
  for (std::size_t at = 0; at < name.size();) {
    const CodePoint point = DecodeUtf8(name, at);
    if (point.value != 0xB7 && IsNameDot(point.value)) return true;
    at += point.size;
  }
  return false;
}

/// The digits of a phone, and where an extension may begin.
struct PhoneDigits {
  std::string digits;
  std::size_t strong_mark = 0;  // digits before 转, '#', ',', 'x', "ext"; 0: no such mark
  std::size_t weak_marks[8] = {};  // digits before each '-'
  std::size_t weak_count = 0;
  bool plus = false;
};

/// Reads the folded text. False when something in it belongs to no phone number.
bool ReadPhone(std::string_view text, PhoneDigits& phone) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    const std::uint32_t c = point.value;
    const std::size_t count = phone.digits.size();
    if (c >= '0' && c <= '9') {
      phone.digits.push_back(static_cast<char>(c));
    } else if (c == '+' && count == 0) {
      phone.plus = true;
    } else if (c == '-') {
      if (phone.weak_count < std::size(phone.weak_marks)) {
        phone.weak_marks[phone.weak_count++] = count;
      }
    } else if (c == 0x8F6C || c == '#' || c == ',' || c == '*' || c == 'x') {  // 转
      if (phone.strong_mark == 0) phone.strong_mark = count;
    } else if (c != ' ' && c != '(' && c != ')' && c != 'e' && c != 't' && c != '.' && c != ':' &&
               c != 0x5206 && c != 0x673A) {  // 分机
      return false;
    }
    at += point.size;
  }
  return !phone.digits.empty();
}

/// Digits of the prefix 0086, 86 or +86 before a mainland number, or of 00 before a foreign one (no
/// area code begins with 00); `foreign` says which.
std::size_t CountryPrefix(const PhoneDigits& phone, bool* foreign) {
  const std::string_view d = phone.digits;
  *foreign = phone.plus;
  if (d.substr(0, 4) == "0086") {
    *foreign = false;
    return 4;
  }
  if (d.substr(0, 2) == "00") {
    *foreign = true;
    return 2;
  }
  if (d.substr(0, 2) != "86") return 0;
  *foreign = false;
  const bool mobile_follows = d.size() >= 13 && d[2] == '1' && d[3] >= '3';
  return phone.plus || mobile_follows ? 2 : 0;
}

/// Abroad one writes +86 471 …, at home 0471 …: the trunk zero is put back. A number that begins
/// like a mobile one gets none, or a mistyped mobile number would turn into a landline.
bool LacksTrunkZero(std::string_view number, std::size_t size) {
  if (size < 9 || number[0] == '0') return false;
  if (number[0] == '1') return number[1] == '0';
  return number.substr(0, 3) != "400" && number.substr(0, 3) != "800";
}

/// Where the extension begins among the digits without prefix; their number when there is none.
std::size_t ExtensionStart(const PhoneDigits& phone, std::size_t prefix, std::string_view number) {
  const bool mobile = number.size() > 11 && number[0] == '1' && number[1] >= '3';
  const std::size_t shortest = mobile ? 11 : 10;  // a full number has no fewer digits
  if (phone.strong_mark >= prefix + shortest) return phone.strong_mark - prefix;
  for (std::size_t i = 0; i < phone.weak_count; ++i) {
    const std::size_t mark = phone.weak_marks[i];
    if (mark >= prefix + shortest && mark < prefix + number.size()) return mark - prefix;
  }
  return number.size();
}

/// What most waybills carry: a mobile number, in its form already.
bool IsPlainMobile(std::string_view text) {
  return text.size() == 11 && CheckPhone(text).kind == PhoneKind::kMobile;
}

void AppendSplit(std::string_view digits, std::size_t at, std::string& out) {
  out.append(digits.substr(0, at));
  if (at < digits.size()) out.append("-").append(digits.substr(at));
}

/// The number without its prefix, and its extension.
std::string DomesticOrForeign(const PhoneDigits& phone) {
  bool foreign = false;
  const std::size_t prefix = CountryPrefix(phone, &foreign);
  const std::string_view number = std::string_view(phone.digits).substr(prefix);
  const std::size_t extension = ExtensionStart(phone, prefix, number);
  std::string out;
  if (foreign) {
    out.push_back('+');
  } else if (prefix != 0 && LacksTrunkZero(number, extension)) {
    out.push_back('0');
  }
  AppendSplit(number, extension, out);
  return out;
}

/// The digits, and a '-' where an extension would begin.
std::string AsRead(const PhoneDigits& phone) {
  bool foreign = false;
  const std::size_t prefix = CountryPrefix(phone, &foreign);
  const std::string_view number = std::string_view(phone.digits).substr(prefix);
  std::string out;
  if (phone.plus) out.push_back('+');
  AppendSplit(phone.digits, prefix + ExtensionStart(phone, prefix, number), out);
  return out;
}

}  // namespace

Status NormalizeName(std::string_view in, std::string& out) {
  TRIGATE_RETURN_IF_ERROR(NormalizeEdited(in, kJoinIdeographs, out));
  if (HasForeignDot(out)) UnifyNameDots(out);
  return OkStatus();
}

Status NormalizeAddress(std::string_view in, std::string& out) {
  TRIGATE_RETURN_IF_ERROR(FoldForMatch(in, out));
  Filter(out, [](std::uint32_t c) { return !IsBlank(c) && !IsAddressPunctuation(c); });
  return Recompose(out, Composition::kNfkcCasefold);
}

Status NormalizeDocumentNumber(std::string_view in, std::string& out) {
  TRIGATE_RETURN_IF_ERROR(NormalizeText(in, out));
  Filter(out, [](std::uint32_t c) { return !IsBlank(c) && !IsDash(c); });
  for (char& c : out) c = ToAsciiUpper(c);
  return Recompose(out, Composition::kNfkc);
}

Status NormalizePhone(std::string_view in, std::string& out) {
  if (IsPlainMobile(in)) {
    out.assign(in);
    return OkStatus();
  }
  TRIGATE_RETURN_IF_ERROR(FoldForMatch(in, out));
  PhoneDigits phone;
  if (!ReadPhone(out, phone)) {
    Filter(out, [](std::uint32_t c) { return !IsBlank(c); });
    return Recompose(out, Composition::kNfkcCasefold);
  }
  out = DomesticOrForeign(phone);
  // Nothing is interpreted in what is no phone after all, or a wrong number might turn into a right
  // one.
  const PhoneCheck check = CheckPhone(out);
  if (!check.check.ok() || check.number.data() != out.data()) out = AsRead(phone);
  return OkStatus();
}

}  // namespace trigate::model
