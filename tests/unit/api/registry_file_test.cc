#include "trigate/api/registry_file.h"

#include <gtest/gtest.h>

#include <string>

namespace trigate::api {
namespace {

constexpr char kGood[] = R"(hubs:
  - {id: hohhot-01, name: 呼和浩特转运中心, region: 150102}
  - {id: baotou-01, region: 150202, disabled: true}
investigators:
  - {id: wang, regions: [1501, 150202]}
hqs:
  - {id: nm-01, carrier: SF, name: 顺丰, regions: [15]}
  - {id: nm-01, carrier: YTO, regions: all}
supervisors:
  - {id: zhao, regions: [15]}
admins:
  - {id: ops}
)";

/// "field: description" of the first violation.
std::string FirstMistake(const std::string& yaml) {
  const auto read = ParseRegistryFile(yaml);
  if (read.ok()) return "none";
  EXPECT_EQ(read.status().code(), StatusCode::kInvalidArgument);
  const FieldViolation& first = read.status().violations().at(0);
  return first.field + ": " + first.description;
}

TEST(RegistryFileTest, ReadsEveryRoleInOrder) {
  const auto read = ParseRegistryFile(kGood);
  ASSERT_TRUE(read.ok()) << read.status().ToString();
  ASSERT_EQ(read->size(), 7u);
  EXPECT_EQ((*read)[0].id, "hub/hohhot-01");
  EXPECT_EQ((*read)[0].display_name, "呼和浩特转运中心");
  EXPECT_EQ((*read)[0].hub_region, 150102);
  EXPECT_TRUE((*read)[1].disabled);
  EXPECT_EQ((*read)[2].regions, (std::vector<std::int32_t>{1501, 150202}));
  EXPECT_EQ((*read)[3].id, "hq/SF/nm-01");
  EXPECT_EQ((*read)[3].carrier, "SF");
  EXPECT_TRUE((*read)[4].all_regions);
  EXPECT_EQ((*read)[6].role, Role::kAdmin);
}

TEST(RegistryFileTest, NamesTheLineAndFieldOfEachMistake) {
  EXPECT_EQ(FirstMistake("hub:\n  - {id: a, region: 150102}\n"),
            "hub: line 1: unknown key; known are hubs, investigators, hqs, supervisors, admins");
  EXPECT_EQ(FirstMistake("hubs:\n  - {id: a, region: 150102, colour: red}\n"),
            "hubs[0].colour: line 2: unknown key");
  EXPECT_EQ(FirstMistake("hubs:\n  - {id: a}\n"), "hubs[0].region: line 2: is missing");
  EXPECT_EQ(FirstMistake("hubs:\n  - {id: a, region: 1501}\n"),
            "hubs[0].region: line 2: a hub lies in one county: six digits");
  EXPECT_EQ(FirstMistake("hubs:\n  - {id: a, region: 999999}\n"),
            "hubs[0].region: line 2: is no GB/T 2260 code of two, four or six digits");
  EXPECT_EQ(FirstMistake("hqs:\n  - {id: a, regions: [15]}\n"),
            "hqs[0].carrier: line 2: is missing");
  EXPECT_EQ(FirstMistake("hqs:\n  - {id: a, carrier: XX, regions: [15]}\n"),
            "hqs[0].carrier: line 2: is no carrier that Trigate knows; `trigate id check` lists "
            "them");
  EXPECT_EQ(FirstMistake("investigators:\n  - {id: a, regions: []}\n"),
            "investigators[0].regions: line 2: must be the word all or a list of 1 to 64 codes");
  EXPECT_EQ(FirstMistake("admins:\n  - {id: a}\n  - {id: a}\n"),
            "admins[1].id: line 3: admin/a is given twice");
  EXPECT_EQ(FirstMistake("admins:\n  - {id: A}\n").substr(0, 33),
            "admins[0].id: line 2: is required");
  EXPECT_EQ(FirstMistake("admins: {id: a}\n"), "admins: line 1: must be a list");
  EXPECT_EQ(FirstMistake("admins:\n  - {id: a, regions: [15]}\n"),
            "admins[0].regions: line 2: unknown key");
}

TEST(RegistryFileTest, ReportsAllMistakesAtOnce) {
  const auto read = ParseRegistryFile("hubs:\n  - {id: A, region: 1}\n  - {id: b}\n");
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.status().violations().size(), 3u);
}

TEST(RegistryFileTest, MalformedYamlNamesItsPosition) {
  EXPECT_EQ(FirstMistake("hubs:\n  - {id: a\n").substr(0, 15), "registry: line ");
  EXPECT_EQ(FirstMistake(""), "registry: the file must be a map of hubs, investigators, hqs, "
                              "supervisors and admins");
  EXPECT_EQ(FirstMistake("hubs: []\n"), "registry: the file names no principal");
}

TEST(RegistryFileTest, AliasesAreRefused) {
  EXPECT_EQ(FirstMistake("admins: &a\n  - {id: x}\nhubs: *a\n"),
            "registry: YAML aliases (*name) are not allowed");
}

TEST(RegistryFileTest, AMissingFileIsNotFound) {
  EXPECT_EQ(ReadRegistryFile("/nonexistent/registry.yaml").status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace trigate::api
