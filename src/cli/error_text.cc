#include "cli/error_text.h"

#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>
#include <string>

#include "cli/display_width.h"

namespace trigate::cli {
namespace {

/// Every line of a text for itself, the later ones set below the first: a caret keeps its place.
void PrintIndented(std::ostream& out, const std::string& label, const std::string& text) {
  const std::string prefix = "  " + Printable(label) + ": ";
  std::istringstream lines(text);
  std::string line;
  bool first = true;
  while (std::getline(lines, line)) {
    out << (first ? prefix : std::string(static_cast<std::size_t>(DisplayWidth(prefix)), ' '))
        << Printable(line) << '\n';
    first = false;
  }
  if (first) out << prefix << '\n';
}

void PrintText(const Context& context, const Status& status) {
  std::ostream& err = context.console.err;
  const auto& violations = status.violations();
  err << "trigate: " << StatusCodeName(status.code());
  // A status made of one violation repeats it as its message.
  const bool repeated =
      violations.size() == 1 &&
      status.message() == violations[0].field + ": " + violations[0].description;
  if (!repeated) err << ": " << Printable(status.message());
  err << '\n';
  for (const FieldViolation& violation : violations) {
    if (violation.field.empty()) {
      err << "  " << Printable(violation.description) << '\n';
    } else {
      PrintIndented(err, violation.field, violation.description);
    }
  }
  if (status.code() == StatusCode::kUnavailable) {
    err << "  server: " << context.options.server << " (is trigated running? `trigate status`)\n";
  }
}

void PrintJson(const Context& context, const Status& status) {
  nlohmann::json violations = nlohmann::json::array();
  for (const FieldViolation& violation : status.violations()) {
    violations.push_back({{"field", violation.field}, {"description", violation.description}});
  }
  const nlohmann::json error = {{"error",
                                 {{"code", StatusCodeName(status.code())},
                                  {"message", status.message()},
                                  {"fieldViolations", violations}}}};
  context.console.err
      << error.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

void Print(const Context& context, const Status& status) {
  if (context.options.json) {
    PrintJson(context, status);
  } else {
    PrintText(context, status);
  }
}

}  // namespace

ExitCode Fail(const Context& context, const Status& status) {
  Print(context, status);
  return ExitCodeOf(status);
}

ExitCode FailUsage(const Context& context, const Status& status) {
  Print(context, status);
  return ExitCode::kUsage;
}

}  // namespace trigate::cli
