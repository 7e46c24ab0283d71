// trigate report

#include <fstream>
#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/credentials.h"
#include "cli/error_text.h"
#include "cli/format.h"
#include "cli/proto_json.h"
#include "cli/table.h"
#include "trigate/v1/compliance_service.grpc.pb.h"

namespace trigate::cli {
namespace {

constexpr Millis kReportTimeout = std::chrono::minutes(2);

struct ReportOptions {
  std::string start_date;
  std::string end_date;
  std::string carrier;
  std::string region;
  std::string hub;
  std::vector<std::string> group_by = {"carrier"};
  bool csv = false;
  std::string xlsx;
};

v1::GetComplianceReportRequest ToRequest(const ReportOptions& options) {
  v1::GetComplianceReportRequest request;
  request.set_start_date(options.start_date);
  request.set_end_date(options.end_date.empty() ? options.start_date : options.end_date);
  request.set_carrier(options.carrier);
  request.set_region(options.region);
  request.set_hub(options.hub);
  for (const std::string& name : options.group_by) {
    if (name == "carrier") request.add_group_by(v1::REPORT_DIMENSION_CARRIER);
    if (name == "region") request.add_group_by(v1::REPORT_DIMENSION_REGION);
    if (name == "hub") request.add_group_by(v1::REPORT_DIMENSION_HUB);
    if (name == "day") request.add_group_by(v1::REPORT_DIMENSION_DAY);
  }
  return request;
}

std::optional<double> RateOf(const v1::GateFigure& figure) {
  return figure.has_rate() ? std::optional<double>(figure.rate()) : std::nullopt;
}

std::string FigureText(const v1::GateFigure& figure) {
  return Percent(RateOf(figure)) + " (" + Grouped(figure.passed_count()) + "/" +
         Grouped(figure.subject_count()) + ")";
}

std::vector<Column> Columns(const v1::GetComplianceReportRequest& scope, Language language) {
  const bool chinese = language == Language::kChinese;
  std::vector<Column> columns;
  for (const int dimension : scope.group_by()) {
    switch (dimension) {
      case v1::REPORT_DIMENSION_CARRIER:
        columns.push_back({chinese ? "品牌" : "CARRIER"});
        break;
      case v1::REPORT_DIMENSION_REGION:
        columns.push_back({chinese ? "地区" : "REGION"});
        break;
      case v1::REPORT_DIMENSION_HUB:
        columns.push_back({chinese ? "处理场所" : "HUB"});
        break;
      default:
        columns.push_back({chinese ? "日期" : "DAY"});
    }
  }
  if (columns.empty()) columns.push_back({""});
  const auto add = [&](const char* zh, const char* en) {
    columns.push_back({chinese ? zh : en, Align::kRight});
  };
  add("收寄件数", "ACCEPTED");
  add("K1 实名率", "K1 REAL-NAME");
  add("K4 验视率", "K4 INSPECTION");
  add("K5 安检率", "K5 X-RAY");
  add("K6 三项齐全率", "K6 ALL THREE");
  add("未上报", "UNREPORTED");
  add("信件豁免", "LETTERS");
  add("协议豁免", "AGREEMENTS");
  return columns;
}

std::vector<std::string> Keys(const v1::GetComplianceReportRequest& scope,
                              const v1::ComplianceRow& row) {
  std::vector<std::string> keys;
  for (const int dimension : scope.group_by()) {
    switch (dimension) {
      case v1::REPORT_DIMENSION_CARRIER:
        keys.push_back(row.carrier());
        break;
      case v1::REPORT_DIMENSION_REGION:
        keys.push_back(row.region_code() + " " + row.region_name());
        break;
      case v1::REPORT_DIMENSION_HUB:
        keys.push_back(row.hub());
        break;
      default:
        keys.push_back(row.day());
    }
  }
  if (keys.empty()) keys.emplace_back();
  return keys;
}

void AddFigures(std::vector<std::string>& cells, const v1::ComplianceRow& row) {
  const std::int64_t unreported = row.real_name().unreported_count() +
                                  row.inspection().unreported_count() +
                                  row.xray().unreported_count();
  for (const std::string& cell :
       {Grouped(row.accepted_count()), FigureText(row.real_name()), FigureText(row.inspection()),
        FigureText(row.xray()), FigureText(row.all_three()), Grouped(unreported),
        Grouped(row.real_name().exempt_letter_count()),
        Grouped(row.real_name().exempt_agreement_count())}) {
    cells.push_back(cell);
  }
}

/// `response` is a report, or the rendering of one.
template <typename Response>
void PrintOrigin(std::ostream& out, const Response& response) {
  out << "data through journal position " << response.data_position() << ", "
      << LocalTime(response.data_time(), response.has_data_time()) << "; policy "
      << response.policy_version() << " " << response.policy_digest() << '\n';
}

void PrintReport(const Context& context, const v1::GetComplianceReportResponse& report) {
  std::ostream& out = context.console.out;
  const auto& scope = report.scope();
  out << scope.start_date() << " to " << scope.end_date();
  if (!scope.carrier().empty()) out << "  carrier " << scope.carrier();
  if (!scope.region().empty()) out << "  region " << scope.region();
  if (!scope.hub().empty()) out << "  " << scope.hub();
  out << '\n';
  Table table(Columns(scope, context.options.language));
  for (const v1::ComplianceRow& row : report.rows()) {
    std::vector<std::string> cells = Keys(scope, row);
    AddFigures(cells, row);
    table.AddRow(std::move(cells));
  }
  table.AddRule();
  std::vector<std::string> total(static_cast<std::size_t>(std::max(scope.group_by_size(), 1)));
  total[0] = context.options.language == Language::kChinese ? "合计" : "total";
  AddFigures(total, report.total());
  table.AddRow(std::move(total));
  table.Print(out, context.console.width);
  PrintOrigin(out, report);
}

ExitCode RunRender(const Context& context, const client::Caller& caller,
                   const ReportOptions& options) {
  const auto stub = v1::ComplianceService::NewStub(caller.channel());
  v1::RenderComplianceReportRequest request;
  *request.mutable_report() = ToRequest(options);
  request.set_format(options.csv ? v1::REPORT_FORMAT_CSV : v1::REPORT_FORMAT_XLSX);
  const auto response = caller.Call(*stub, &v1::ComplianceService::Stub::RenderComplianceReport,
                                    request, kReportTimeout);
  if (!response.ok()) return Fail(context, response.status());
  if (options.csv) {
    context.console.out << response.value().content() << std::flush;
    PrintOrigin(context.console.err, response.value());
    return ExitCode::kOk;
  }
  std::ofstream file(options.xlsx, std::ios::binary);
  file << response.value().content();
  file.close();
  if (!file) return FailUsage(context, InvalidField("--xlsx", "cannot write " + options.xlsx));
  context.console.err << "wrote " << options.xlsx << '\n';
  PrintOrigin(context.console.err, response.value());
  return ExitCode::kOk;
}

ExitCode RunReport(const Context& context, const ReportOptions& options) {
  const auto caller = OpenCaller(context, {"supervisor", "hq"});
  if (!caller.ok()) return FailUsage(context, caller.status());
  if (options.csv || !options.xlsx.empty()) return RunRender(context, caller.value(), options);
  const auto stub = v1::ComplianceService::NewStub(caller.value().channel());
  const auto response =
      caller.value().Call(*stub, &v1::ComplianceService::Stub::GetComplianceReport,
                          ToRequest(options), kReportTimeout);
  if (!response.ok()) return Fail(context, response.status());
  if (context.options.json) {
    context.console.out << ToJsonText(response.value());
  } else {
    PrintReport(context, response.value());
  }
  return ExitCode::kOk;
}

}  // namespace

void AddReport(CLI::App& parent, Context& context, Action& action) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command = parent.add_subcommand(
      "report", "Compliance of the three gates, for headquarters and supervisors");
  command->fallthrough();
  command->add_option("--from", options->start_date, "First day of intake, 2021-09-01")
      ->required();
  command->add_option("--to", options->end_date, "Last day, inclusive; default: the first day");
  command->add_option("--carrier", options->carrier, "Carrier code");
  command->add_option("--region", options->region, "GB/T 2260 code of 2, 4 or 6 digits");
  command->add_option("--hub", options->hub, "Hub, for example hubs/hohhot-01");
  command->add_option("--by", options->group_by, "Rows: any of carrier,region,hub,day; none: total")
      ->delimiter(',')
      ->check(CLI::IsMember({"carrier", "region", "hub", "day", "none"}))
      ->capture_default_str();
  CLI::Option* csv = command->add_flag("--csv", options->csv, "CSV to standard output");
  command->add_option("--xlsx", options->xlsx, "Workbook to this file")->excludes(csv);
  command->footer(R"(K1 real-name rate, K4 inspection rate, K5 X-ray rate (screens), K6 all three in order.
Exempt parcels leave numerator and denominator; what was not reported counts as not compliant.

Examples:
  trigate report --from 2021-09-15 --as supervisor/zhao
  trigate report --from 2021-09-01 --to 2021-12-10 --by region,day --csv > q.csv
  trigate report --from 2021-09-01 --to 2021-12-10 --as hq/SF/nm-01 --xlsx sf.xlsx)");
  command->callback([&context, &action, options] {
    action = [&context, options] { return RunReport(context, *options); };
  });
}

}  // namespace trigate::cli
