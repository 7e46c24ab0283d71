#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "report/labels.h"
#include "trigate/report/render.h"

namespace trigate::report {
namespace {

constexpr std::size_t kRowsMax = 1'000'000;
constexpr lxw_row_t kHeaderRows = 2;
constexpr double kTextWidth = 18;
constexpr double kNumberWidth = 14;
constexpr double kNotesWidth = 100;

/// A file in memory with a path that the library can open; nothing of a report reaches the disk.
class MemoryFile {
 public:
  MemoryFile() : fd_(::memfd_create("trigate-report", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] bool ok() const { return fd_ >= 0; }
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

  [[nodiscard]] std::string Read() const {
    std::string bytes;
    std::vector<char> buffer(1 << 16);
    for (off_t at = 0;;) {
      const ssize_t size = ::pread(fd_, buffer.data(), buffer.size(), at);
      if (size <= 0) return bytes;
      bytes.append(buffer.data(), static_cast<std::size_t>(size));
      at += size;
    }
  }

 private:
  int fd_;
};

struct Formats {
  lxw_format* header = nullptr;
  lxw_format* count = nullptr;
  lxw_format* rate = nullptr;
  lxw_format* no_rate = nullptr;
  lxw_format* total_text = nullptr;
  lxw_format* total_count = nullptr;
  lxw_format* total_rate = nullptr;
  lxw_format* label = nullptr;
  lxw_format* text = nullptr;
};

lxw_format* Format(lxw_workbook* book, const char* number_format, bool bold) {
  lxw_format* format = workbook_add_format(book);
  if (number_format) format_set_num_format(format, number_format);
  if (bold) format_set_bold(format);
  return format;
}

Formats MakeFormats(lxw_workbook* book) {
  Formats formats;
  formats.header = Format(book, nullptr, true);
  format_set_text_wrap(formats.header);
  format_set_align(formats.header, LXW_ALIGN_VERTICAL_CENTER);
  format_set_bottom(formats.header, LXW_BORDER_THIN);
  formats.count = Format(book, "#,##0", false);
  formats.rate = Format(book, "0.00%", false);
  formats.no_rate = Format(book, nullptr, false);
  format_set_align(formats.no_rate, LXW_ALIGN_RIGHT);
  formats.total_text = Format(book, nullptr, true);
  formats.total_count = Format(book, "#,##0", true);
  formats.total_rate = Format(book, "0.00%", true);
  formats.label = Format(book, nullptr, true);
  format_set_align(formats.label, LXW_ALIGN_VERTICAL_TOP);
  formats.text = Format(book, nullptr, false);
  format_set_text_wrap(formats.text);
  return formats;
}

/// Writes one cell; text is always a string, never a formula.
struct CellWriter {
  lxw_worksheet* sheet;
  lxw_row_t row;
  lxw_col_t column;
  const Formats& formats;
  bool total;

  void operator()(const std::string& text) const {
    worksheet_write_string(sheet, row, column, text.c_str(), total ? formats.total_text : nullptr);
  }
  void operator()(std::int64_t number) const {
    worksheet_write_number(sheet, row, column, static_cast<double>(number),
                           total ? formats.total_count : formats.count);
  }
  void operator()(const Rate& rate) const {
    if (rate.value) {
      worksheet_write_number(sheet, row, column, *rate.value,
                             total ? formats.total_rate : formats.rate);
    } else {
      worksheet_write_string(sheet, row, column, kNoRate, formats.no_rate);
    }
  }
};

void WriteFigures(lxw_workbook* book, const ComplianceReport& report, const Formats& formats) {
  lxw_worksheet* sheet = workbook_add_worksheet(book, "数据 Figures");
  const std::vector<ReportColumn> columns = ColumnsOf(report.group_by);
  const auto write_row = [&](lxw_row_t at, const ComplianceRow& row, bool total) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      std::visit(CellWriter{sheet, at, column, formats, total}, columns[i].cell(row));
    }
  };
  const std::size_t first_figure = columns.size() - ColumnsOf({}).size();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    worksheet_write_string(sheet, 0, column, columns[i].zh.c_str(), formats.header);
    worksheet_write_string(sheet, 1, column, columns[i].en.c_str(), formats.header);
    worksheet_set_column(sheet, column, column, i < first_figure ? kTextWidth : kNumberWidth,
                         nullptr);
  }
  lxw_row_t at = kHeaderRows;
  for (const ComplianceRow& row : report.rows) write_row(at++, row, false);
  if (!report.group_by.empty() || report.rows.empty()) {
    write_row(at, report.total, true);
    if (first_figure > 0) {
      worksheet_write_string(sheet, at, 0, "合计 Total", formats.total_text);
    }
  }
  worksheet_freeze_panes(sheet, kHeaderRows, static_cast<lxw_col_t>(first_figure));
}

void WriteNotes(lxw_workbook* book, const ComplianceReport& report, const Formats& formats) {
  lxw_worksheet* sheet = workbook_add_worksheet(book, "说明 Notes");
  worksheet_set_column(sheet, 0, 0, 30, nullptr);
  worksheet_set_column(sheet, 1, 1, kNotesWidth, nullptr);
  lxw_row_t row = 0;
  for (const Note& note : NotesOf(report)) {
    worksheet_write_string(sheet, row, 0, note.label.c_str(), formats.label);
    worksheet_write_string(sheet, row, 1, note.text.c_str(), formats.text);
    ++row;
  }
}

/// The time of the data, not of the rendering: the same report is the same bytes. The library takes
/// 0 for "now".
void SetProperties(lxw_workbook* book, const ComplianceReport& report) {
  std::string title = "Trigate compliance report " + report.start_date + " – " + report.end_date;
  std::string author = "Trigate";
  lxw_doc_properties properties = {};
  properties.title = title.data();
  properties.author = author.data();
  properties.created =
      static_cast<time_t>(std::max<std::int64_t>(1, ToUnixMillis(report.data_time) / 1000));
  workbook_set_properties(book, &properties);
}

}  // namespace

Result<std::string> RenderXlsx(const ComplianceReport& report) {
  if (report.rows.size() > kRowsMax) {
    return ResourceExhausted("a worksheet holds 1,000,000 rows, the report has " +
                             std::to_string(report.rows.size()));
  }
  const MemoryFile file;
  if (!file.ok()) return ResourceExhausted("no memory file for the workbook");
  lxw_workbook* book = workbook_new(file.path().c_str());
  if (!book) return ResourceExhausted("no memory for the workbook");
  SetProperties(book, report);
  const Formats formats = MakeFormats(book);
  WriteFigures(book, report, formats);
  WriteNotes(book, report, formats);
  if (const lxw_error error = workbook_close(book); error != LXW_NO_ERROR) {
    return Internal(std::string("workbook: ") + lxw_strerror(error));
  }
  return file.Read();
}

}  // namespace trigate::report
