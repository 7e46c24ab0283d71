// The faults of one policy file, gathered as diagnostics.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "trigate/policy/policy.h"
#include "trigate/yaml/strict_map.h"

namespace trigate::policy {

class PolicyFaults final : public yaml::Faults {
 public:
  /// `recorded`: the policy was in force once.
  PolicyFaults(std::string file, bool recorded, std::vector<PolicyDiagnostic>* out)
      : file_(std::move(file)), recorded_(recorded), out_(out) {}

  using yaml::Faults::Add;
  void Add(std::uint32_t line, std::uint32_t column, std::string_view rule,
           std::string message) override {
    Add(PolicyDiagnostic{false, file_, line, column, std::string(rule), std::move(message), {}});
  }
  void Add(PolicyDiagnostic diagnostic) {
    if (!diagnostic.warning) ++errors_;
    out_->push_back(std::move(diagnostic));
  }
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] bool recorded() const { return recorded_; }
  [[nodiscard]] bool any_error() const { return errors_ > 0; }

 private:
  std::string file_;
  bool recorded_;
  std::vector<PolicyDiagnostic>* out_;
  int errors_ = 0;
};

}  // namespace trigate::policy
