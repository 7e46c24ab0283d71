// Calendar fields of timestamps, in UTC or a named zone, and units of durations.
//
// Source: language definition, "List of Standard Definitions" and "Timezones".

#include "cel/library.h"
#include "cel/text.h"
#include "cel/time_text.h"

namespace trigate::cel {
namespace {

template <CalendarField kField>
Value InUtc(Args a, EvalContext&) {
  return Value::Int(*ReadCalendar(a[0].time(), kField, "UTC"));
}

template <CalendarField kField>
Value InZone(Args a, EvalContext& ctx) {
  if (!ctx.Spend(2)) return ctx.LimitError();
  const auto field = ReadCalendar(a[0].time(), kField, a[1].text());
  if (field) return Value::Int(*field);
  return ctx.Error(ErrorCode::kInvalidArgument,
                   QuotedStart(a[1].text()) + " is no time zone");
}

template <std::int64_t kSeconds>
Value DurationUnit(Args a, EvalContext&) {
  return Value::Int(a[0].time().seconds / kSeconds);
}

Value DurationMilliseconds(Args a, EvalContext&) {
  return Value::Int(a[0].time().nanos / 1'000'000);
}

template <CalendarField kField>
void AddField(LibraryWriter* lib, std::string_view name, std::string_view id) {
  lib->Method(name, id, {Type::Timestamp()}, Type::Int(), InUtc<kField>);
  lib->Method(name, std::string(id) + "_with_tz", {Type::Timestamp(), Type::String()}, Type::Int(),
              InZone<kField>);
}

}  // namespace

void AddTimeFunctions(LibraryWriter* lib) {
  AddField<CalendarField::kFullYear>(lib, "getFullYear", "timestamp_to_year");
  AddField<CalendarField::kMonth>(lib, "getMonth", "timestamp_to_month");
  AddField<CalendarField::kDayOfYear>(lib, "getDayOfYear", "timestamp_to_day_of_year");
  AddField<CalendarField::kDayOfMonth>(lib, "getDayOfMonth", "timestamp_to_day_of_month");
  AddField<CalendarField::kDate>(lib, "getDate", "timestamp_to_day_of_month_1_based");
  AddField<CalendarField::kDayOfWeek>(lib, "getDayOfWeek", "timestamp_to_day_of_week");
  AddField<CalendarField::kHours>(lib, "getHours", "timestamp_to_hours");
  AddField<CalendarField::kMinutes>(lib, "getMinutes", "timestamp_to_minutes");
  AddField<CalendarField::kSeconds>(lib, "getSeconds", "timestamp_to_seconds");
  AddField<CalendarField::kMilliseconds>(lib, "getMilliseconds", "timestamp_to_milliseconds");
  const Type d = Type::Duration();
  lib->Method("getHours", "duration_to_hours", {d}, Type::Int(), DurationUnit<3600>);
  lib->Method("getMinutes", "duration_to_minutes", {d}, Type::Int(), DurationUnit<60>);
  lib->Method("getSeconds", "duration_to_seconds", {d}, Type::Int(), DurationUnit<1>);
  lib->Method("getMilliseconds", "duration_to_milliseconds", {d}, Type::Int(),
              DurationMilliseconds);
}

}  // namespace trigate::cel
