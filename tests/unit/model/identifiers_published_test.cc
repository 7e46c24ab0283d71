// The identifier vectors that nobody in this project wrote.

#include <gtest/gtest.h>

#include <string>

#include "shared_data.h"
#include "trigate/model/identifier.h"
#include "trigate/model/postal.h"
#include "trigate/model/resident_id.h"

namespace trigate::model {
namespace {

constexpr std::chrono::sys_days kDay{std::chrono::year{2021} / 12 / 10};

/// What a row of vectors.tsv expects of a check.
void ExpectVerdict(const std::string& expected, const IdentifierCheck& check,
                   const std::string& what) {
  if (expected == "valid" || expected == "valid-after-strip") {
    EXPECT_TRUE(check.ok()) << what;
  } else if (expected == "valid-15") {
    EXPECT_TRUE(check.ok()) << what;
    EXPECT_TRUE(check.notes.Has(IdentifierNote::kLegacy15Digit)) << what;
  } else if (expected == "invalid-strict") {
    EXPECT_TRUE(check.ok()) << what;
    EXPECT_TRUE(check.notes.Has(IdentifierNote::kRegionNotInForceAtBirth)) << what;
  } else if (expected == "invalid") {
    EXPECT_FALSE(check.ok()) << what;
  } else {
    ADD_FAILURE() << "unknown expectation " << expected;
  }
}

TEST(PublishedVectors, AgreeWithTheChecks) {
  const std::string file = "identifiers/vectors.tsv";
  TRIGATE_SKIP_WITHOUT(file);
  int rows = 0;
  for (const auto& row : ReadShared(file, '\t')) {
    ASSERT_GE(row.size(), 4u);
    Result<IdentifierReport> report = CheckIdentifier(row[0], row[1], kDay);
    ASSERT_TRUE(report.ok()) << report.status().ToString();
    ExpectVerdict(row[2], report->check, row[0] + " " + row[1] + " " + row[3]);
    ++rows;
  }
  EXPECT_EQ(rows, 25);
}

TEST(PublishedPosts, AreAllInKnownCountries) {
  const std::string file = "identifiers/s10_lookup.tsv";
  TRIGATE_SKIP_WITHOUT(file);
  int posts = 0;
  for (const auto& row : ReadShared(file, '\t')) {
    ASSERT_GE(row.size(), 2u);
    if (row[0] != "Courier") continue;
    EXPECT_EQ(CheckS10("RB123456785" + row[1]), IdentifierCheck::Ok()) << row[1];
    ++posts;
  }
  EXPECT_EQ(posts, 191);
}

}  // namespace
}  // namespace trigate::model
