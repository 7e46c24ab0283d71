// Values and types of a case file, which writes them as JSON, to and from the library's own.

#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "cel_schema.h"
#include "trigate/base/status.h"
#include "trigate/cel/type.h"
#include "trigate/cel/value.h"

namespace conformance {

trigate::Result<trigate::cel::Value> ReadValue(const nlohmann::json& json, const Schema& schema);
/// cel.expr.Type in proto JSON with the names of the .proto file.
trigate::Result<trigate::cel::Type> ReadType(const nlohmann::json& json);

/// Identity as a test wants it: kinds agree, NaN equals NaN, maps have no order.
bool Same(const trigate::cel::Value& a, const trigate::cel::Value& b);

}  // namespace conformance
