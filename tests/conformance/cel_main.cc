// cel_conformance [--schema DIR] PATH...
//
// Runs the public conformance suite of the expression language: each PATH is a .jsonl file of cases
// or a folder of them. Prints a line per file, each failure with expression, expected and got, and
// closes with "N passed, M failed, K skipped". Exit: 0 all passed, 1 a failure, 2 unusable input,
// 77 the cases or their messages are not there (ctest then says skipped).

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "cel_case.h"
#include "cel_schema.h"
#include "cel_skips.h"

namespace {

namespace fs = std::filesystem;

struct Counts {
  int passed = 0;
  int failed = 0;
  int skipped = 0;
  int fast = 0;
  int refused = 0;

  void Add(const Counts& other) {
    passed += other.passed;
    failed += other.failed;
    skipped += other.skipped;
    fast += other.fast;
    refused += other.refused;
  }
  [[nodiscard]] std::string ToString() const {
    return std::to_string(passed) + " passed, " + std::to_string(failed) + " failed, " +
           std::to_string(skipped) + " skipped";
  }
};

std::vector<fs::path> ListFiles(const std::vector<std::string>& paths) {
  std::vector<fs::path> files;
  for (const std::string& path : paths) {
    if (!fs::is_directory(path)) {
      files.emplace_back(path);
      continue;
    }
    std::vector<fs::path> inside;
    for (const auto& entry : fs::directory_iterator(path)) {
      if (entry.path().extension() == ".jsonl") inside.push_back(entry.path());
    }
    std::sort(inside.begin(), inside.end());
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

/// The folder of .proto files: as given, or beside the cases, or the published default.
std::string FindSchema(const std::string& given, const std::vector<std::string>& paths) {
  if (!given.empty()) return given;
  for (const std::string& path : paths) {
    const fs::path absolute = fs::absolute(path).lexically_normal();
    for (fs::path folder = absolute; folder.has_relative_path(); folder = folder.parent_path()) {
      if (fs::is_directory(folder / "schema" / "cel")) return (folder / "schema").string();
    }
  }
  return CEL_SCHEMA_DEFAULT;
}

/// Runs one line. Whatever a case does to the library costs that case only.
void RunLine(const std::string& line, const conformance::Schema& schema,
             conformance::SkipList* skips, Counts* counts) {
  std::string id = "?";
  std::string expression;
  conformance::Outcome outcome;
  try {
    const nlohmann::json test = nlohmann::json::parse(line);
    id = test.at("id").get<std::string>();
    expression = test.at("expr").get<std::string>();
    if (skips->Find(id)) {
      ++counts->skipped;
      return;
    }
    outcome = conformance::RunCase(test, schema);
  } catch (const std::exception& e) {
    outcome.expected = "a case of the documented form";
    outcome.got = e.what();
  }
  ++(outcome.passed ? counts->passed : counts->failed);
  counts->fast += outcome.fast && outcome.passed ? 1 : 0;
  counts->refused += outcome.refused ? 1 : 0;
  if (outcome.passed) return;
  std::cout << "FAILED " << id << "\n  expression: " << expression
            << "\n  expected:   " << outcome.expected << "\n  got:        " << outcome.got
            << std::endl;
}

/// False when the file cannot be read.
bool RunFile(const fs::path& path, const conformance::Schema& schema,
             conformance::SkipList* skips, Counts* total) {
  Counts counts;
  std::ifstream file(path);
  if (!file) {
    std::cout << path.string() << ": cannot be read" << std::endl;
    return false;
  }
  std::string line;
  while (std::getline(file, line)) {
    if (!line.empty()) RunLine(line, schema, skips, &counts);
  }
  std::cout << path.filename().string() << ": " << counts.ToString() << std::endl;
  total->Add(counts);
  return true;
}

int Run(const std::string& given_schema, const std::vector<std::string>& paths) {
  const std::string schema_folder = FindSchema(given_schema, paths);
  std::vector<std::string> needed = paths;
  needed.push_back(schema_folder);
  for (const std::string& path : needed) {
    if (fs::exists(path)) continue;
    std::cout << "SKIPPED: THE CONFORMANCE CASES ARE NOT THERE: " << path
              << "\nNothing was tested. Set TRIGATE_SHARED to the folder that holds cel/given.\n";
    return 77;
  }
  std::string error;
  conformance::SkipList skips;
  const auto schema = conformance::Schema::Load(schema_folder, &error);
  if (schema == nullptr || !skips.Load(CEL_SKIPS_FILE, &error)) {
    std::cout << error << "\n";
    return 2;
  }
  Counts total;
  for (const fs::path& file : ListFiles(paths)) {
    if (!RunFile(file, *schema, &skips, &total)) return 2;
  }
  for (const std::string& rule : skips.Unused()) {
    std::cout << "note: no case matches the skip '" << rule << "'\n";
  }
  std::cout << "by both evaluators: " << total.fast
            << "\nwanted errors that the compiler found: " << total.refused << "\n"
            << total.ToString() << "\n";
  return total.failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::string schema;
  std::vector<std::string> paths;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--schema" && i + 1 < argc) {
      schema = argv[++i];
    } else {
      paths.push_back(argument);
    }
  }
  if (paths.empty()) {
    std::cout << "usage: cel_conformance [--schema DIR] PATH...\n";
    return 2;
  }
  return Run(schema, paths);
}
