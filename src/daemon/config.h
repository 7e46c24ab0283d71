// The daemon's configuration: one YAML file, read once at start. docs/OPERATIONS.md lists the keys.
//
// Failure: every mistake of the file is reported with line and column; an unknown key is a mistake.
// Only this file reads the configuration; everybody else is handed what he needs.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/log/log.h"
#include "trigate/pipeline/pipeline.h"

namespace trigate::daemon {

struct Config {
  std::string data_directory;  ///< journal, snapshots, staged certificates
  std::string key_file;        ///< key ring
  std::string policy_file;

  std::string listen_address = "127.0.0.1";
  std::uint16_t listen_port = 7443;
  bool plain_text = false;     ///< only on loopback, for development
  bool reflection = false;
  std::string tls_certificate;
  std::string tls_key;
  std::string tls_client_ca;
  std::string tls_domain;      ///< trust domain of client certificates

  std::string http_address = "127.0.0.1";
  std::uint16_t http_port = 7080;

  std::string postgres;        ///< libpq connection string
  int postgres_pool = 6;
  Millis dead_letter_retention = std::chrono::hours(24 * 30);  ///< 1 to 3,650 days

  log::Level log_level = log::Level::kInfo;
  std::string log_file;        ///< empty: standard error

  int workers = 4;             ///< threads for calls that wait for PostgreSQL
  pipeline::Options pipeline;
};

/// Reads a configuration file. Relative paths in it are relative to its folder.
/// Fails: kNotFound; kInvalidArgument with one violation per mistake, field "line:column".
Result<Config> ReadConfig(const std::string& path);
/// The same for a text; `folder` is what relative paths are relative to.
Result<Config> ParseConfig(std::string_view text, const std::string& folder);

}  // namespace trigate::daemon
