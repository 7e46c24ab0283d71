// Where in a policy file a character of an expression stands.
//
// YAML writes an expression as a plain or quoted scalar, or as a block after '|' or '>'. Line folding
// and indentation are undone by walking the file beside the expression; escapes inside a
// double-quoted scalar may shift the place by a few columns, never the line.
//
// Threads: pure functions.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "policy/policy_faults.h"
#include "trigate/cel/diagnostic.h"

namespace trigate::policy {

/// Byte offset in `file` of byte `offset` of the expression at `scalar`.
std::uint32_t FileOffset(std::string_view file, const yaml::Located& scalar, std::uint32_t offset);

/// The diagnostic of an expression as one of the file: line, column and excerpt from the file.
PolicyDiagnostic InFile(std::string_view file_text, std::string_view file_name,
                        std::string_view rule_id, const yaml::Located& scalar,
                        const cel::Diagnostic& diagnostic);

}  // namespace trigate::policy
