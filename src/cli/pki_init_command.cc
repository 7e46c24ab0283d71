// trigate pki init

#include <filesystem>
#include <memory>
#include <ostream>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/error_text.h"
#include "trigate/api/registry_file.h"
#include "trigate/crypto/key_ring.h"
#include "trigate/crypto/pki.h"

namespace trigate::cli {
namespace {

namespace fs = std::filesystem;

struct PkiOptions {
  std::string folder;
  std::string registry;
  std::string domain = "trigate.local";
  std::vector<std::string> dns_names = {"localhost"};
  std::vector<std::string> ip_addresses = {"127.0.0.1", "::1"};
  int days = crypto::kLeafDaysMax;
};

struct Tally {
  int made = 0;
  int kept = 0;
};

bool Exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

/// The authority of the folder, made when there is none.
Result<crypto::PemPair> Authority(const Context& context, const PkiOptions& options,
                                  Tally& tally) {
  if (Exists(options.folder + "/ca.crt")) {
    ++tally.kept;
    return crypto::ReadPemPair(options.folder, "ca");
  }
  crypto::AuthorityRequest request;
  request.domain = options.domain;
  request.now = context.clock.Now();
  TRIGATE_ASSIGN_OR_RETURN(crypto::PemPair authority, crypto::CreateAuthority(request));
  TRIGATE_RETURN_IF_ERROR(crypto::WritePemPair(options.folder, "ca", authority));
  ++tally.made;
  return authority;
}

/// A certificate at <folder>/<id>.crt, unless there is one.
Status Issue(const Context& context, const PkiOptions& options, const crypto::PemPair& authority,
             const std::string& id, bool server, Tally& tally) {
  if (Exists(options.folder + "/" + id + ".crt")) {
    ++tally.kept;
    return OkStatus();
  }
  crypto::CertificateRequest request;
  request.uri = "spiffe://" + options.domain + "/" + id;
  if (server) {
    request.dns_names = options.dns_names;
    request.ip_addresses = options.ip_addresses;
  }
  request.now = context.clock.Now();
  request.days = options.days;
  TRIGATE_ASSIGN_OR_RETURN(const crypto::PemPair pair,
                           crypto::IssueCertificate(authority, request));
  const fs::path path = fs::path(options.folder) / id;
  TRIGATE_RETURN_IF_ERROR(crypto::WritePemPair(path.parent_path(), path.filename(), pair));
  ++tally.made;
  return OkStatus();
}

Status Init(const Context& context, const PkiOptions& options, Tally& tally) {
  TRIGATE_ASSIGN_OR_RETURN(const auto principals, api::ReadRegistryFile(options.registry));
  TRIGATE_ASSIGN_OR_RETURN(const crypto::PemPair authority, Authority(context, options, tally));
  TRIGATE_RETURN_IF_ERROR(Issue(context, options, authority, "server", true, tally));
  for (const auto& principal : principals) {
    if (principal.disabled) continue;
    TRIGATE_RETURN_IF_ERROR(Issue(context, options, authority, principal.id, false, tally));
  }
  const std::string keys = options.folder + "/master.keys";
  if (Exists(keys)) return OkStatus();
  return crypto::KeyRing::Generate(keys);
}

ExitCode RunInit(const Context& context, PkiOptions options) {
  if (options.folder.empty()) options.folder = context.options.pki;
  Tally tally;
  const Status status = Init(context, options, tally);
  if (!status.ok()) return FailUsage(context, status);
  if (context.options.json) {
    context.console.out << "{\"folder\":\"" << options.folder << "\",\"made\":" << tally.made
                        << ",\"kept\":" << tally.kept << "}\n";
  } else {
    context.console.out << options.folder << ": " << tally.made << " certificates made, "
                        << tally.kept << " kept; valid for " << options.days
                        << " days\n";
  }
  return ExitCode::kOk;
}

}  // namespace

void AddPkiInit(CLI::App& parent, Context& context, Action& action) {
  auto options = std::make_shared<PkiOptions>();
  CLI::App* pki = parent.add_subcommand("pki", "Certificates for development");
  pki->fallthrough();
  pki->require_subcommand(1);
  CLI::App* command = pki->add_subcommand(
      "init", "Make an authority, and certificates for the server and everybody in the registry");
  command->fallthrough();
  command->add_option("folder", options->folder, "Where; default: --pki");
  command->add_option("--registry", options->registry, "Who there is (registry.yaml)")
      ->required();
  command->add_option("--domain", options->domain, "Trust domain of the SPIFFE names")
      ->capture_default_str();
  command->add_option("--dns", options->dns_names, "Names of the server")
      ->delimiter(',')
      ->capture_default_str();
  command->add_option("--ip", options->ip_addresses, "Addresses of the server")
      ->delimiter(',')
      ->capture_default_str();
  command->add_option("--days", options->days, "Validity")
      ->check(CLI::Range(1, crypto::kLeafDaysMax))
      ->capture_default_str();
  command->footer(R"(Writes ca, server and <role>/<name> as .crt and .key, and master.keys, the key ring that
encrypts the journal and personal data. Nothing that exists is ever overwritten: run it again after a
change of the registry to add what is missing. For production, use your own authority.

Examples:
  trigate pki init var/pki --registry var/registry.yaml
  trigate pki init /etc/trigate/pki --registry registry.yaml --dns trigate.example --ip 10.1.2.3)");
  command->callback([&context, &action, options] {
    action = [&context, options] { return RunInit(context, *options); };
  });
}

}  // namespace trigate::cli
