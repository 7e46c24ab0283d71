#include "cli/credentials.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

namespace trigate::cli {
namespace {

namespace fs = std::filesystem;

/// Ids in the folder that have `role`, sorted.
std::vector<std::string> PrincipalsIn(const std::string& folder, std::string_view role) {
  std::vector<std::string> ids;
  std::error_code error;
  const fs::path base = fs::path(folder) / role;
  for (fs::recursive_directory_iterator it(base, error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().extension() != ".crt") continue;
    ids.push_back(fs::relative(it->path(), folder, error).replace_extension().generic_string());
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::string Join(const std::vector<std::string>& items) {
  constexpr std::size_t kShown = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(items.size(), kShown); ++i) {
    text += (i == 0 ? "" : ", ") + items[i];
  }
  if (items.size() > kShown) text += " and " + std::to_string(items.size() - kShown) + " more";
  return text;
}

client::Endpoint PlainEndpoint(const GlobalOptions& options, std::string_view principal) {
  return {.target = options.server, .tls = std::nullopt, .server_name = "",
          .principal = std::string(principal)};
}

client::Endpoint TlsEndpoint(const GlobalOptions& options, client::TlsFiles files) {
  return {.target = options.server, .tls = std::move(files), .server_name = options.server_name,
          .principal = ""};
}

bool GivesFiles(const GlobalOptions& options) {
  return !options.certificate.empty() || !options.key.empty();
}

Result<client::Endpoint> EndpointByFiles(const GlobalOptions& options) {
  if (options.certificate.empty()) return InvalidField("--cert", "is missing beside --key");
  if (options.key.empty()) return InvalidField("--key", "is missing beside --cert");
  const std::string ca = options.ca.empty() ? options.pki + "/ca.crt" : options.ca;
  return TlsEndpoint(options, {ca, options.certificate, options.key});
}

}  // namespace

Result<client::Endpoint> EndpointAs(const GlobalOptions& options, std::string_view principal) {
  if (options.plaintext) return PlainEndpoint(options, principal);
  if (GivesFiles(options)) return EndpointByFiles(options);
  const std::string stem = options.pki + "/" + std::string(principal);
  std::error_code error;
  if (!fs::exists(stem + ".crt", error)) {
    return FailedPrecondition("there is no certificate " + stem +
                              ".crt; make one with `trigate pki init`, or give --pki DIR");
  }
  const std::string ca = options.ca.empty() ? options.pki + "/ca.crt" : options.ca;
  return TlsEndpoint(options, {ca, stem + ".crt", stem + ".key"});
}

Result<client::Endpoint> EndpointFor(const GlobalOptions& options,
                                     std::initializer_list<std::string_view> roles) {
  if (!options.principal.empty()) return EndpointAs(options, options.principal);
  if (GivesFiles(options)) return EndpointByFiles(options);
  if (options.plaintext) {
    return InvalidField("--as", "is missing; in plain text the server needs to be told who calls, "
                                "for example --as investigator/wang");
  }
  std::string wanted;
  for (const std::string_view role : roles) {
    const std::vector<std::string> ids = PrincipalsIn(options.pki, role);
    if (ids.size() == 1) return EndpointAs(options, ids.front());
    if (!ids.empty()) {
      return InvalidField("--as", "is missing; " + options.pki + " holds several: " + Join(ids));
    }
    wanted += (wanted.empty() ? "" : " or ") + std::string(role);
  }
  return InvalidField("--as", "is missing, and " + options.pki + " holds no certificate of an " +
                                  wanted);
}

Result<client::Caller> OpenCaller(const Context& context,
                                  std::initializer_list<std::string_view> roles) {
  TRIGATE_ASSIGN_OR_RETURN(const client::Endpoint endpoint, EndpointFor(context.options, roles));
  return client::Caller::Open(endpoint, context.clock);
}

}  // namespace trigate::cli
