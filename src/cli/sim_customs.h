// trigate sim --from-customs: published customs declarations as parcels.

#pragma once

#include <cstdint>
#include <string>

#include "cli/context.h"
#include "cli/sim_outputs.h"

namespace trigate::cli {

/// Writes every good row; names every bad one (the first kBadRowsShown in full). Exit code kNegative
/// when there were bad rows.
ExitCode RunCustoms(const Context& context, const std::string& csv_path, std::uint32_t province,
                    SimOutputs& outputs);

}  // namespace trigate::cli
