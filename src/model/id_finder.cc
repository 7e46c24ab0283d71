#include "trigate/model/id_finder.h"

#include "model/resident_number.h"
#include "model/utf8.h"
#include "trigate/model/region.h"

namespace trigate::model {
namespace {

constexpr std::size_t kNumberSize = 18;
constexpr int kSeparatorsMax = 2;

/// The plain form of a full-width character; the character itself otherwise.
constexpr std::uint32_t ToHalfWidth(std::uint32_t c) {
  return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;
}

constexpr bool IsSeparator(std::uint32_t c) {
  return IsBlank(c) || IsDash(c) || IsInvisible(c) || c == '.' || c == '_' || c == 0xB7 ||
         c == 0x3002;
}

bool IsProvinceWithNumbers(std::string_view two_digits) {
  const auto number = static_cast<std::uint32_t>(ToInt(two_digits));
  return IsKnownRegion(RegionCode::FromNumber(number));
}

bool IsPlausibleNumber(std::string_view number) {
  if (number[6] != '1' && number[6] != '2') return false;
  const std::chrono::year_month_day date = ReadDate(number.substr(6, 8));
  const int year = static_cast<int>(date.year());
  return year >= 1900 && year <= 2099 && date.ok() && IsProvinceWithNumbers(number.substr(0, 2)) &&
         HasValidCheckChar(number);
}

/// The last 17 digits seen, each with its place in the text.
class Window {
 public:
  void Clear() { size_ = 0; }

  void Push(char digit, std::uint32_t offset) {
    if (size_ == kDigits) {
      for (std::size_t i = 1; i < kDigits; ++i) {
        digits_[i - 1] = digits_[i];
        offsets_[i - 1] = offsets_[i];
      }
      --size_;
    }
    digits_[size_] = digit;
    offsets_[size_] = offset;
    ++size_;
  }

  /// True when the window and `last` are a number.
  bool Completes(char last) {
    if (size_ < kDigits) return false;
    digits_[kDigits] = last;
    return IsPlausibleNumber({digits_.data(), kNumberSize});
  }

  std::uint32_t start() const { return offsets_[0]; }

 private:
  static constexpr std::size_t kDigits = kNumberSize - 1;
  std::array<char, kNumberSize> digits_{};
  std::array<std::uint32_t, kDigits> offsets_{};
  std::size_t size_ = 0;
};

}  // namespace

IdFinds FindIdNumbers(std::string_view text) {
  IdFinds finds;
  Window window;
  int separators = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    const std::uint32_t c = ToHalfWidth(point.value);
    const std::size_t next = at + point.size;
    const bool is_x = c == 'X' || c == 'x';
    if ((c >= '0' && c <= '9') || is_x) {
      separators = 0;
      const char plain = is_x ? 'X' : static_cast<char>(c);
      if (window.Completes(plain)) {
        finds.Add({window.start(), static_cast<std::uint32_t>(next - window.start())});
        window.Clear();
      } else if (is_x) {
        window.Clear();
      } else {
        window.Push(plain, static_cast<std::uint32_t>(at));
      }
    } else if (!IsSeparator(c) || ++separators > kSeparatorsMax) {
      window.Clear();
      separators = 0;
    }
    at = next;
  }
  return finds;
}

}  // namespace trigate::model
