#include "cli/table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace trigate::cli {
namespace {

std::string Print(const Table& table, int width) {
  std::ostringstream out;
  table.Print(out, width);
  return out.str();
}

TEST(TableTest, AlignsByWhatTheTerminalShows) {
  Table table({{"REGION"}, {"SCORE", Align::kRight}, {"WHO"}});
  table.AddRow({"呼和浩特市", "7", "wang"});
  table.AddRow({"Ordos", "100", "李"});
  EXPECT_EQ(Print(table, 0),
            "REGION      SCORE  WHO\n"
            "呼和浩特市      7  wang\n"
            "Ordos         100  李\n");
}

TEST(TableTest, CutsTheFlexibleColumnToFitATerminal) {
  Table table({{"FLAG"}, {"REASON", Align::kLeft, true}, {"N", Align::kRight}});
  table.AddRow({"flags/1", "no X-ray before departure from an inter-province hub", "2"});
  EXPECT_EQ(Print(table, 40),
            "FLAG     REASON                        N\n"
            "flags/1  no X-ray before departure f…  2\n");
}

TEST(TableTest, NeverCutsWhatIsNotFlexible) {
  Table table({{"FLAG"}, {"PARCEL"}});
  table.AddRow({"flags/4294967299", "SF/SF1000000000000"});
  EXPECT_NE(Print(table, 10).find("flags/4294967299  SF/SF1000000000000"), std::string::npos);
}

TEST(TableTest, CutsNothingWithoutATerminal) {
  Table table({{"REASON", Align::kLeft, true}});
  const std::string reason(500, 'r');
  table.AddRow({reason});
  EXPECT_NE(Print(table, 0).find(reason), std::string::npos);
}

TEST(TableTest, DrawsARuleAboveATotal) {
  Table table({{"HUB"}, {"N", Align::kRight}});
  table.AddRow({"hohhot-01", "12"});
  table.AddRule();
  table.AddRow({"total", "12"});
  EXPECT_EQ(Print(table, 0),
            "HUB         N\n"
            "hohhot-01  12\n"
            "---------  --\n"
            "total      12\n");
}

TEST(TableTest, AMissingCellIsEmptyAndAControlCharacterIsGone) {
  Table table({{"A"}, {"B"}});
  table.AddRow({"x\ny\x1b"});
  EXPECT_EQ(Print(table, 0),
            "A    B\n"
            "x y\n");
}

}  // namespace
}  // namespace trigate::cli
