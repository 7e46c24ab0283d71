// Which certificate a command uses.
//
// The folder made by `trigate pki init` holds ca.crt and, per principal, <id>.crt and <id>.key, for
// example investigator/wang.crt. A command that is for investigators needs no --as when the folder
// holds exactly one of them; supervisors are thought of only when it holds none.

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "cli/context.h"
#include "trigate/base/status.h"
#include "trigate/client/call.h"
#include "trigate/client/endpoint.h"

namespace trigate::cli {

/// The server as seen by `principal` ("hub/hohhot-01").
Result<client::Endpoint> EndpointAs(const GlobalOptions& options, std::string_view principal);

/// The server as seen by --as, by --cert, or by the only principal of the first of `roles` that the
/// folder holds anybody of. Fails: kInvalidArgument naming the candidates when there are several.
Result<client::Endpoint> EndpointFor(const GlobalOptions& options,
                                     std::initializer_list<std::string_view> roles);

/// For unary calls. A failure is one of usage: nothing was asked of the server yet.
Result<client::Caller> OpenCaller(const Context& context,
                                  std::initializer_list<std::string_view> roles);

}  // namespace trigate::cli
