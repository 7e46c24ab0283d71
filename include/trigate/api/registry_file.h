// registry.yaml: the principals as a person writes them, for `trigated registry load` and
// `trigate pki init`.
//
//   hubs:
//     - {id: hohhot-01, name: 呼和浩特转运中心, region: 150102}
//   investigators:
//     - {id: wang, name: 王警官, regions: [15]}
//   hqs:
//     - {id: nm-01, carrier: SF, name: 顺丰内蒙古, regions: [15]}
//   supervisors:
//     - {id: zhao, regions: [15]}
//   admins:
//     - {id: ops}
//
// `regions` takes GB/T 2260 codes of two, four or six digits, each with everything below it, or the
// word all. `name` and `disabled` may be left out. All five lists may be left out, but not all at
// once.
//
// Threads: pure.
// Failure: kInvalidArgument with one violation for each mistake, up to 32: unknown key, missing
// key, malformed id, unknown carrier or region, an id given twice; the field is a path such as
// "hubs[2].region", the description names the line.
// Limits: 4 MiB of text; kPrincipalsMax entries. YAML aliases are refused: they multiply.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "trigate/api/principal.h"
#include "trigate/base/status.h"

namespace trigate::api {

/// In the order of the file; epochs are 0.
Result<std::vector<store::Principal>> ParseRegistryFile(std::string_view yaml);
/// Fails also with kNotFound when the file cannot be read.
Result<std::vector<store::Principal>> ReadRegistryFile(const std::string& path);

}  // namespace trigate::api
