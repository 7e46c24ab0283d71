#include "wire/field_checks.h"

#include "trigate/model/carrier.h"
#include "trigate/model/parcel_key.h"
#include "trigate/model/region.h"
#include "trigate/wire/batch.h"
#include "wire/ascii_scan.h"

namespace trigate::wire {
namespace {

constexpr std::int64_t kTimestampSecondsMin = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kTimestampSecondsMax = 253'402'300'799;  // 9999-12-31T23:59:59Z
constexpr std::int32_t kNanosMax = 999'999'999;
/// Contract: ParcelEvent.occur_time.
constexpr SystemTime kOccurTimeMin = std::chrono::sys_days(std::chrono::year(2000) / 1 / 1);

constexpr std::size_t kWaybillBytesMin = 4;
constexpr std::size_t kWaybillBytesMax = model::ParcelKey::kWaybillBytesMax;
/// A carrier code longer than this is not repeated in a sentence.
constexpr std::size_t kQuotedBytesMax = 16;

/// `text` in quotes when it is short and plain; so that nobody can put what he likes into a log.
std::string Quoted(std::string_view text) {
  if (!IsAsciiLettersAndDigits(text) || text.size() > kQuotedBytesMax) return "this";
  std::string quoted = "\"";
  return quoted.append(text).append("\"");
}

/// 1000000 as "1,000,000".
std::string Grouped(std::int64_t value) {
  std::string digits = std::to_string(value);
  const std::size_t first = digits[0] == '-' ? 1 : 0;
  for (std::size_t end = digits.size(); end > first + 3; end -= 3) digits.insert(end - 3, 1, ',');
  return digits;
}

std::string IsValue(std::int64_t value) { return std::string("is ").append(Grouped(value)); }

}  // namespace

std::string FieldPath::ToString() const {
  std::string path = parent != nullptr ? parent->ToString() + "." : "";
  path.append(name);
  if (index >= 0) path.append("[").append(std::to_string(index)).append("]");
  return path;
}

bool IsBlank(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    if (rest[0] == ' ' || (rest[0] >= '\t' && rest[0] <= '\r')) {
      i += 1;
    } else if (rest.starts_with("\xC2\xA0")) {  // U+00A0
      i += 2;
    } else if (rest.starts_with("\xE3\x80\x80")) {  // U+3000
      i += 3;
    } else {
      return false;
    }
  }
  return true;
}

bool IsValidTimestamp(const RawTimestamp& time) {
  return time.seconds >= kTimestampSecondsMin && time.seconds <= kTimestampSecondsMax &&
         time.nanos >= 0 && time.nanos <= kNanosMax;
}

SystemTime ToSystemTime(const RawTimestamp& time) {
  return FromUnixMillis(time.seconds * 1000 + time.nanos / 1'000'000);
}

void FieldChecks::Add(const FieldPath& path, std::string description) {
  if (out_->size() >= kViolationsPerEventMax) return;
  out_->push_back({path.ToString(), std::move(description)});
}

void FieldChecks::Text(const FieldPath& path, std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return;
  Add(path, "has " + std::to_string(text.size()) + " bytes; at most " + std::to_string(bytes_max) +
                " are allowed");
}

void FieldChecks::RequiredText(const FieldPath& path, std::string_view text,
                               std::size_t bytes_max) {
  if (IsBlank(text)) {
    Add(path, "is missing; it is required");
    return;
  }
  Text(path, text, bytes_max);
}

void FieldChecks::Range(const FieldPath& path, std::int64_t value, std::int64_t min,
                        std::int64_t max, std::string_view unit) {
  if (value >= min && value <= max) return;
  std::string description = IsValue(value) + "; it must be from " + Grouped(min) + " to " +
                            Grouped(max);
  if (!unit.empty()) description.append(" ").append(unit);
  Add(path, std::move(description));
}

void FieldChecks::Enum(const FieldPath& path, std::int32_t value, std::int32_t max,
                       std::string_view type, bool required) {
  const std::int32_t min = required ? 1 : 0;
  if (value >= min && value <= max) return;
  if (value == 0) {
    Add(path, "is missing; it is required, use a value of " + std::string(type));
    return;
  }
  Add(path, "is " + std::to_string(value) + ", which is no value of " + std::string(type) +
                "; use " + std::to_string(min) + " to " + std::to_string(max));
}

void FieldChecks::Timestamp(const FieldPath& path, const RawTimestamp& time) {
  if (IsValidTimestamp(time)) return;
  if (time.nanos < 0 || time.nanos > kNanosMax) {
    const FieldPath nanos{&path, "nanos"};
    Range(nanos, time.nanos, 0, kNanosMax, "");
  }
  const FieldPath seconds{&path, "seconds"};
  Range(seconds, time.seconds, kTimestampSecondsMin, kTimestampSecondsMax,
        "(0001-01-01 to 9999-12-31)");
}

void FieldChecks::OccurTime(const FieldPath& path, const RawTimestamp& time,
                            SystemTime received_at) {
  if (!time.present) {
    Add(path, "is missing; it is required");
    return;
  }
  if (!IsValidTimestamp(time)) {
    Timestamp(path, time);
    return;
  }
  const SystemTime occurred_at = ToSystemTime(time);
  if (occurred_at < kOccurTimeMin) {
    Add(path, "is " + FormatRfc3339(occurred_at) + "; it must not be before 2000-01-01");
  } else if (occurred_at > received_at + kClockSkewMax) {
    Add(path, "is " + FormatRfc3339(occurred_at) +
                  ", more than 5 minutes ahead of the server's clock, " +
                  FormatRfc3339(received_at) + "; set the site's clock");
  }
}

void FieldChecks::Carrier(const FieldPath& path, std::string_view code) {
  if (code.empty()) {
    Add(path, "is missing; it is required");
  } else if (model::FindCarrier(code) == nullptr) {
    Add(path, Quoted(code) +
                  " is no carrier; use a code that `trigate id check` lists, in capitals, for "
                  "example SF, YTO or ZTO");
  }
}

void FieldChecks::Waybill(const FieldPath& path, std::string_view number) {
  if (number.empty()) {
    Add(path, "is missing; it is required");
  } else if (number.size() < kWaybillBytesMin || number.size() > kWaybillBytesMax) {
    Add(path, "has " + std::to_string(number.size()) +
                  " bytes; a waybill number has 4 to 32 ASCII letters and digits");
  } else if (!IsAsciiLettersAndDigits(number)) {
    Add(path,
        "holds other characters than ASCII letters and digits; a waybill number has 4 to 32 of "
        "these and nothing else");
  }
}

void FieldChecks::Region(const FieldPath& path, std::int32_t code) {
  if (code == 0) return;
  const bool six_digits = code >= 100'000 && code <= 999'999;
  if (six_digits &&
      model::IsKnownRegion(model::RegionCode::FromNumber(static_cast<std::uint32_t>(code)))) {
    return;
  }
  Add(path, "is " + std::to_string(code) +
                ", which GB/T 2260 had in no year from 1980 on; use the six digits of a county or "
                "district, for example 150102, or 0 abroad");
}

void FieldChecks::Country(const FieldPath& path, std::string_view code) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (code.empty() || (code.size() == 2 && capital(code[0]) && capital(code[1]))) return;
  Add(path,
      "is no ISO 3166-1 alpha-2 code; use two capital letters, for example MN, or leave it empty "
      "for CN");
}

}  // namespace trigate::wire
