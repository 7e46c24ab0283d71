#include "daemon/config.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "trigate/api/server.h"
#include "trigate/yaml/strict_map.h"

namespace trigate::daemon {
namespace {

/// Whole days are forgotten.
constexpr Millis kRetentionMin = std::chrono::hours(24);
constexpr Millis kRetentionMax = std::chrono::hours(24 * 3'650);

class Violations final : public yaml::Faults {
 public:
  using yaml::Faults::Add;
  void Add(std::uint32_t line, std::uint32_t column, std::string_view,
           std::string message) override {
    list_.push_back({std::to_string(line) + ":" + std::to_string(column), std::move(message)});
  }
  [[nodiscard]] const std::vector<FieldViolation>& list() const { return list_; }

 private:
  std::vector<FieldViolation> list_;
};

class Reader {
 public:
  Reader(std::string folder, Violations* faults) : folder_(std::move(folder)), faults_(faults) {}

  void Read(const YAML::Node& document, Config* config) {
    yaml::StrictMap map(document, "configuration", "", faults_);
    config->data_directory = Path(map.Text("data_directory", true).text);
    config->key_file = Path(map.Text("key_file", true).text);
    config->policy_file = Path(map.Text("policy_file", true).text);
    config->workers = static_cast<int>(map.Integer("workers", 1, 64, config->workers));
    ReadListen(map.Child("listen", true), config);
    ReadTls(map.Child("tls", !config->plain_text), config);
    ReadHttp(map.Child("http", false), config);
    ReadPostgres(map.Child("postgres", true), config);
    ReadLog(map.Child("log", false), config);
    ReadPipeline(map.Child("pipeline", false), &config->pipeline);
  }

 private:
  [[nodiscard]] std::string Path(const std::string& path) const {
    if (path.empty()) return path;
    return (std::filesystem::path(folder_) / path).lexically_normal().string();
  }
  static std::uint16_t Port(yaml::StrictMap& map, std::uint16_t fallback) {
    return static_cast<std::uint16_t>(map.Integer("port", 0, 65'535, fallback));
  }
  static bool Flag(yaml::StrictMap& map, const char* key) {
    const yaml::Located text = map.Text(key, false);
    if (text.given() && text.text != "true" && text.text != "false") {
      map.Fault(text, std::string("'").append(key).append("' must be true or false"));
    }
    return text.text == "true";
  }

  void ReadListen(const YAML::Node& node, Config* config) {
    if (!node.IsDefined()) return;
    yaml::StrictMap map(node, "listen", "", faults_);
    const yaml::Located address = map.Text("address", false);
    if (address.given()) config->listen_address = address.text;
    config->listen_port = Port(map, config->listen_port);
    config->plain_text = Flag(map, "plain_text");
    if (config->plain_text && !api::IsLoopbackLiteral(config->listen_address)) {
      map.Fault("'plain_text' is allowed on a loopback address only, not on " +
                config->listen_address);
    }
    config->reflection = Flag(map, "reflection");
  }

  void ReadTls(const YAML::Node& node, Config* config) {
    if (!node.IsDefined()) return;
    yaml::StrictMap map(node, "tls", "", faults_);
    config->tls_certificate = Path(map.Text("certificate", true).text);
    config->tls_key = Path(map.Text("key", true).text);
    config->tls_client_ca = Path(map.Text("client_ca", true).text);
    config->tls_domain = map.Text("domain", true).text;
  }

  void ReadHttp(const YAML::Node& node, Config* config) {
    if (!node.IsDefined()) return;
    yaml::StrictMap map(node, "http", "", faults_);
    const yaml::Located address = map.Text("address", false);
    if (address.given()) config->http_address = address.text;
    config->http_port = Port(map, config->http_port);
  }

  void ReadPostgres(const YAML::Node& node, Config* config) {
    if (!node.IsDefined()) return;
    yaml::StrictMap map(node, "postgres", "", faults_);
    config->postgres = map.Text("connection", true).text;
    config->postgres_pool = static_cast<int>(map.Integer("pool", 2, 64, config->postgres_pool));
    config->dead_letter_retention =
        map.Duration("dead_letter_retention", config->dead_letter_retention);
    if (config->dead_letter_retention < kRetentionMin ||
        config->dead_letter_retention > kRetentionMax) {
      map.Fault("'dead_letter_retention' must be 1d to 3650d");
    }
  }

  void ReadLog(const YAML::Node& node, Config* config) {
    if (!node.IsDefined()) return;
    yaml::StrictMap map(node, "log", "", faults_);
    config->log_file = Path(map.Text("file", false).text);
    const yaml::Located level = map.Text("level", false);
    if (!level.given()) return;
    const Result<log::Level> parsed = log::ParseLevel(level.text);
    if (parsed.ok()) {
      config->log_level = *parsed;
    } else {
      map.Fault(level, "'level' must be debug, info, warn or error");
    }
  }

  void ReadPipeline(const YAML::Node& node, pipeline::Options* options) {
    if (!node.IsDefined()) return;
    yaml::StrictMap map(node, "pipeline", "", faults_);
    const yaml::Located ticks = map.Text("ticks", false);
    if (ticks.text == "event_time") {
      options->ticks = pipeline::TickSource::kEventTime;
    } else if (ticks.given() && ticks.text != "wall_clock") {
      map.Fault(ticks, "'ticks' must be wall_clock or event_time");
    }
    options->tick_interval = map.Duration("tick_interval", options->tick_interval);
    options->snapshot_interval = map.Duration("snapshot_interval", options->snapshot_interval);
    options->snapshot_records =
        map.Integer("snapshot_records", 1, 1'000'000'000, options->snapshot_records);
    options->journal_retention = map.Duration("journal_retention", options->journal_retention);
    options->expected_parcels = static_cast<std::size_t>(
        map.Integer("expected_parcels", 0, 1'000'000'000,
                    static_cast<std::int64_t>(options->expected_parcels)));
    pipeline::Limits& limits = options->limits;
    limits.in_flight_events =
        map.Integer("in_flight_events", 1'024, 1 << 28, limits.in_flight_events);
    limits.pending_verdicts =
        map.Integer("pending_verdicts", 1'000, 1 << 28, limits.pending_verdicts);
    limits.outbox_bytes = static_cast<std::uint64_t>(
        map.Integer("outbox_megabytes", 1, 1 << 24,
                    static_cast<std::int64_t>(limits.outbox_bytes >> 20)))
        << 20;
  }

  std::string folder_;
  Violations* faults_;
};

}  // namespace

Result<Config> ParseConfig(std::string_view text, const std::string& folder) {
  Violations faults;
  Config config;
  try {
    Reader(folder, &faults).Read(YAML::Load(std::string(text)), &config);
  } catch (const YAML::Exception& e) {
    faults.Add(e.mark, "", "not valid YAML: " + e.msg);
  }
  if (!faults.list().empty()) {
    return Status(StatusCode::kInvalidArgument, "the configuration is wrong", faults.list());
  }
  return config;
}

Result<Config> ReadConfig(const std::string& path) {
  std::ifstream file(path);
  if (!file) return NotFound("cannot read the configuration file " + path);
  std::stringstream text;
  text << file.rdbuf();
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  return ParseConfig(text.str(), folder.string());
}

}  // namespace trigate::daemon
