// Any bytes as source text: compile must end without a crash, and what it reports must print.

#include <cstdlib>
#include <string_view>

#include "unit/cel/parcel_env.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trigate::cel;
  static const auto* const kEnv = new std::shared_ptr<const Env>(ParcelEnv());
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  for (const bool check : {true, false}) {
    CompileOptions options;
    options.check = check;
    const CompileResult result = Compile(*kEnv, source, options);
    const std::string text = FormatDiagnostics(result.diagnostics, source, "fuzz");
    // A refusal without a reason would leave its author alone.
    if (result.program == nullptr && text.empty()) std::abort();
  }
  return 0;
}
