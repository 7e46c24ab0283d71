// Published customs declarations as parcels: a second, foreign input.
//
//   sim::CustomsReader reader(&csv);
//   for (;;) {
//     Result<bool> more = reader.Next(&event, &truth);
//     if (!more.ok()) { Report(more.status()); continue; }   // a bad row: the next call goes on
//     if (!*more) break;
//     …
//   }
//
// One acceptance for each row, with what the row knows: day, office as hub and site, mode, goods by
// HS code, net mass, price, importer and seller, country of departure. Everything else stays "not
// recorded": identification, inspection, X-ray. People and firms are pseudonyms derived from the
// row's identifiers, equal for equal identifiers. Hub "customs-40" is office 40.
//
// Source of the form: github Seondong/Customs-Declaration-Datasets (MIT, arXiv:2208.02484),
// synthetic declarations of 2020–2021 with fraud labels; 22 columns, comma-separated, a header
// line.
//
// Threads: one.  Ownership: the stream is the caller's and must outlive the reader.
// Failure: kInvalidArgument naming line and column, for each bad row; never a silent skip.
// Limits: kLineBytesMax for a line.

#pragma once

#include <array>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

#include "trigate/base/status.h"
#include "trigate/sim/simulator.h"

namespace trigate::sim {

/// The truth about one declaration.
struct CustomsTruth {
  std::string declaration_id;
  std::string carrier;
  std::string waybill;
  bool fraud = false;
  /// 0 none, 1 duty, 2 public safety: drugs, counterfeits, false origin.
  std::int32_t critical = 0;
};

class CustomsReader {
 public:
  static constexpr std::size_t kColumns = 22;
  static constexpr std::size_t kLineBytesMax = 4096;
  /// Won of 2020–2021 in fen: 1,000 KRW were about 5.8 CNY (yearly means 5.85 and 5.64).
  static constexpr std::int64_t kFenPer1000Krw = 580;

  explicit CustomsReader(std::istream* in) : in_(in) {}

  /// True with the next declaration, false at the end. After an error call again for the next row.
  /// Fails: kInvalidArgument naming line and column. A file without the right header fails once
  /// and has no rows.
  Result<bool> Next(HubEvent* event, CustomsTruth* truth);

  /// Line last read, from 1 (the header).
  [[nodiscard]] std::uint64_t line() const { return line_; }

 private:
  Status ReadHeader();

  std::istream* in_;
  std::uint64_t line_ = 0;
  bool usable_ = false;  ///< the header is right
  std::string buffer_;
};

/// One line of JSON, without the line feed:
/// {"kind":"customs","carrier":…,"waybill":…,"declaration":…,"fraud":0|1,"critical":0|1|2}
std::string CustomsTruthLine(const CustomsTruth& truth);

/// What an HS code (2 to 6 digits) stands for in a word or two; "" for a chapter that does not
/// exist.
std::string_view HsGoods(std::string_view hs_code);

}  // namespace trigate::sim
