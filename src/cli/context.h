// What every command is given, and the options that every command understands.

#pragma once

#include <functional>
#include <string>

#include "cli/console.h"
#include "cli/exit_code.h"
#include "trigate/base/clock.h"

namespace trigate::cli {

enum class Language { kEnglish, kChinese };

struct GlobalOptions {
  std::string server = "127.0.0.1:7443";  ///< TRIGATE_SERVER
  std::string server_name;                ///< name in the server's certificate, when not the host
  std::string pki = "var/pki";            ///< TRIGATE_PKI: folder made by `trigate pki init`
  std::string principal;                  ///< TRIGATE_AS, --as: "investigator/wang"
  std::string ca;                         ///< with certificate and key: instead of pki
  std::string certificate;
  std::string key;
  bool plaintext = false;  ///< loopback only
  bool json = false;
  Language language = Language::kEnglish;  ///< TRIGATE_LANG
};

struct Context {
  GlobalOptions options;
  Console console;
  const Clock& clock;
};

/// What the chosen command does once the arguments are understood.
using Action = std::function<ExitCode()>;

}  // namespace trigate::cli
