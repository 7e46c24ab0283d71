// Any bytes as source text, evaluated over two rows by both evaluators: neither crashes, both end,
// and they agree in value and in class of error.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "unit/cel/parcel_env.h"

namespace trigate::cel {
namespace {

/// Small budgets: a fuzzer wants many short runs, and a limit is reached soon enough.
Limits FuzzLimits() {
  Limits limits;
  limits.steps_max = 20'000;
  limits.iterations_max = 5'000;
  limits.built_bytes_max = 1'000'000;
  limits.string_bytes_max = 100'000;
  limits.elements_max = 10'000;
  return limits;
}

Row FullRow() {
  static constexpr std::array<std::string_view, 2> kTagsShown = {"x", "茶"};
  static constexpr std::array<std::int64_t, 3> kCodesShown = {0, 7, -1};
  Row row(ParcelType());
  row.SetInt(kWeight, 31'000);
  row.SetUint(kPieces, 2);
  row.SetString(kDeclared, "茶叶 and tea");
  row.SetString(kRoute, "SF12345678901");
  row.SetDouble(kValue, 12.5);
  row.SetBool(kSealed, true);
  row.SetTimestamp(kAccepted, {1630454400, 0});
  row.SetDuration(kAge, {-1, -5});
  row.SetStrings(kTags, kTagsShown);
  row.SetInts(kCodes, kCodesShown);
  return row;
}

/// A limit may end one evaluator and not the other: they count different things.
bool Agree(const Value& fast, const Value& plain) {
  if (fast.IsError() != plain.IsError()) {
    return plain.IsError() && plain.error().code == ErrorCode::kLimit;
  }
  return fast.ToString() == plain.ToString();
}

}  // namespace
}  // namespace trigate::cel

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trigate::cel;
  static const auto* const kEnv = new std::shared_ptr<const Env>(ParcelEnv(FuzzLimits()));
  static const auto* const kRow = new Row(FullRow());
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  const CompileResult result = Compile(*kEnv, source);
  if (result.program == nullptr) return 0;
  Activation activation;
  activation.Set("now", Value::Timestamp({1700000000, 0}));
  for (const Row* row : {kRow, static_cast<const Row*>(nullptr)}) {
    activation.SetRow("parcel", row);
    const auto fast = result.program->Evaluate(activation);
    const auto plain = result.program->EvaluatePlainly(activation);
    if (!fast.ok() || !plain.ok() || !Agree(*fast, *plain)) {
      std::fprintf(stderr, "fast:  %s\nplain: %s\n",
                   fast.ok() ? fast->ToString().c_str() : "status",
                   plain.ok() ? plain->ToString().c_str() : "status");
      std::abort();
    }
  }
  return 0;
}
