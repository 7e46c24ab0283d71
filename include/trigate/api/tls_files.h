// The server's certificate files: read, checked as a whole, put where gRPC watches them.
//
// gRPC fails closed on a key that does not fit its certificate: every new handshake is refused
// until the files are right (faults.md finding 4). So changed files are read and checked first;
// only a set that fits together is written to a directory of its own, and one symbolic link is
// swapped. A bad set is logged and counted, and the former one stays in use.
//
// Threads: CheckTlsFiles is pure. A TlsStaging is for one thread at a time.
// Ownership: paths by copy; the staging directory (mode 0700) belongs to one daemon.
// Failure: kInvalidArgument naming the file and what is wrong with it; kNotFound for one that
// cannot be read; kUnavailable when the staging directory cannot be written.

#pragma once

#include <cstdint>
#include <string>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"

namespace trigate::api {

struct TlsFiles {
  std::string certificate;  ///< chain, PEM, the server's own first
  std::string key;          ///< PEM, not encrypted
  std::string client_ca;    ///< authorities that sign clients and this server, PEM
};

/// Contents of the three files.
struct TlsMaterial {
  std::string certificate;
  std::string key;
  std::string client_ca;
  bool operator==(const TlsMaterial&) const = default;
};

Result<TlsMaterial> ReadTlsFiles(const TlsFiles& files);
/// The key fits the certificate, the certificate is valid at `now` and was signed by one of the
/// authorities, directly or through the chain.
Status CheckTlsMaterial(const TlsMaterial& material, SystemTime now);

class TlsStaging {
 public:
  /// `directory` is created when missing; what an earlier process left in it is removed.
  static Result<TlsStaging> Open(TlsFiles files, std::string directory);

  /// Reads the files; when they changed and are good, puts them in place. True when they were put
  /// in place. A bad set is reported once, not again until it changes.
  Result<bool> Refresh(SystemTime now);
  /// The files that gRPC watches. They exist after the first good Refresh.
  [[nodiscard]] TlsFiles StagedFiles() const;

 private:
  TlsStaging(TlsFiles files, std::string directory)
      : files_(std::move(files)), directory_(std::move(directory)) {}
  Status Publish(const TlsMaterial& material);

  TlsFiles files_;
  std::string directory_;
  std::int64_t generation_ = 0;
  TlsMaterial staged_;
  TlsMaterial refused_;
};

}  // namespace trigate::api
