#include "trigate/client/endpoint.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <fstream>
#include <iterator>

#include "trigate/client/call.h"

namespace trigate::client {
namespace {

/// A dead peer (power cut, NAT timeout) is noticed after time + timeout.
constexpr int kKeepaliveTimeMs = 30'000;
constexpr int kKeepaliveTimeoutMs = 20'000;

Result<std::string> ReadPem(const std::string& path, std::string_view what) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return FailedPrecondition("cannot read the " + std::string(what) + " \"" + path + "\"");
  }
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (text.find("-----BEGIN ") == std::string::npos) {
    return FailedPrecondition("the " + std::string(what) + " \"" + path + "\" is no PEM file");
  }
  return text;
}

/// "[::1]:9" -> "::1", "host:9" -> "host", "host" -> "host".
std::string_view HostOf(std::string_view target) {
  if (target.starts_with('[')) return target.substr(1, target.find(']') - 1);
  return target.substr(0, target.rfind(':'));
}

bool IsIpv4Loopback(std::string_view host) {
  if (!host.starts_with("127.")) return false;
  return host.find_first_not_of("0123456789.") == std::string_view::npos;
}

grpc::ChannelArguments Arguments(const Endpoint& endpoint) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // Otherwise channels to one target share connection and backoff, and a renewed certificate, or our
  // own backoff, would have no effect.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetMaxReceiveMessageSize(kAnswerBytesMax);
  if (!endpoint.server_name.empty()) {
    arguments.SetString(GRPC_SSL_TARGET_NAME_OVERRIDE_ARG, endpoint.server_name);
  }
  return arguments;
}

Result<std::shared_ptr<grpc::ChannelCredentials>> Credentials(const Endpoint& endpoint) {
  if (!endpoint.tls) {
    if (IsLoopback(endpoint.target)) return grpc::InsecureChannelCredentials();
    return InvalidField("target", "\"" + endpoint.target +
                                      "\" is another machine: plain text is for loopback only, "
                                      "give certificates");
  }
  grpc::SslCredentialsOptions options;
  TRIGATE_ASSIGN_OR_RETURN(options.pem_root_certs, ReadPem(endpoint.tls->ca, "CA certificate"));
  TRIGATE_ASSIGN_OR_RETURN(options.pem_cert_chain,
                           ReadPem(endpoint.tls->certificate, "certificate"));
  TRIGATE_ASSIGN_OR_RETURN(options.pem_private_key, ReadPem(endpoint.tls->key, "private key"));
  return grpc::SslCredentials(options);
}

}  // namespace

bool IsLoopback(std::string_view target) {
  if (target.starts_with("unix:")) return true;
  const std::string_view host = HostOf(target);
  return host == "localhost" || host == "::1" || IsIpv4Loopback(host);
}

Result<std::shared_ptr<grpc::Channel>> OpenChannel(const Endpoint& endpoint) {
  if (endpoint.target.empty()) return InvalidField("target", "is empty; give host:port");
  TRIGATE_ASSIGN_OR_RETURN(const auto credentials, Credentials(endpoint));
  return grpc::CreateCustomChannel(endpoint.target, credentials, Arguments(endpoint));
}

}  // namespace trigate::client
