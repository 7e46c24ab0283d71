// Flags and what they are made of, in the words of the reader.

#pragma once

#include <string>

#include "cli/context.h"
#include "trigate/v1/flag_service.pb.h"

namespace trigate::cli {

/// The action as filters spell it: "HOLD".
std::string ActionName(v1::Action action);
std::string GateName(v1::Gate gate, Language language);
/// The finding's sentence in the reader's language, or the other one, or the rule.
std::string FindingText(const v1::Finding& finding, Language language);
/// All findings of a flag, strongest action first, in one line.
std::string Reasons(const v1::Flag& flag, Language language);
/// "SF/SF1000000000000"
std::string ParcelText(const v1::Flag& flag);
std::string RegionText(const v1::Flag& flag);

}  // namespace trigate::cli
