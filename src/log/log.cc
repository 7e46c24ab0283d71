#include "trigate/log/log.h"

#include <fcntl.h>
#include <spdlog/async.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <memory>
#include <mutex>
#include <utility>

#include "log/json_line.h"
#include "trigate/base/mutex.h"

namespace trigate::log {
namespace {

/// spdlog carries finished lines: this adds the newline and nothing else.
class LineFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    out.append(message.payload.data(), message.payload.data() + message.payload.size());
    out.push_back('\n');
  }
  [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<LineFormatter>();
  }
};

class ReceiverSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit ReceiverSink(std::function<void(std::string_view)> receiver)
      : receiver_(std::move(receiver)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    receiver_(std::string_view(message.payload.data(), message.payload.size()));
  }
  void flush_() override {}
  const std::function<void(std::string_view)> receiver_;
};

/// A destination with what it needs to live. Replaced as a whole.
struct Destination {
  Level level = Level::kInfo;
  const Clock* clock = &RealClock();
  std::shared_ptr<spdlog::details::thread_pool> writer;  // null: the caller writes
  std::shared_ptr<spdlog::logger> logger;

  ~Destination() {
    if (logger) logger->flush();
  }
};

std::shared_ptr<Destination> MakeDestination(const Options& options, spdlog::sink_ptr sink) {
  auto made = std::make_shared<Destination>();
  made->level = options.level;
  made->clock = options.clock;
  sink->set_formatter(std::make_unique<LineFormatter>());
  if (options.queue_lines > 0) {
    made->writer = std::make_shared<spdlog::details::thread_pool>(options.queue_lines, 1);
    made->logger = std::make_shared<spdlog::async_logger>(
        "trigate", std::move(sink), made->writer, spdlog::async_overflow_policy::overrun_oldest);
  } else {
    made->logger = std::make_shared<spdlog::logger>("trigate", std::move(sink));
  }
  made->logger->set_level(spdlog::level::trace);
  // Every line that is not for debugging can be read at once: there are few, and somebody waits.
  made->logger->flush_on(made->writer ? spdlog::level::info : spdlog::level::trace);
  return made;
}

class Current {
 public:
  std::shared_ptr<Destination> Get() TRIGATE_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    if (!destination_) {
      destination_ = MakeDestination({}, std::make_shared<spdlog::sinks::stderr_sink_mt>());
    }
    return destination_;
  }
  void Set(std::shared_ptr<Destination> destination) TRIGATE_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    destination_.swap(destination);
  }

 private:
  Mutex mutex_;
  std::shared_ptr<Destination> destination_ TRIGATE_GUARDED_BY(mutex_);
};

/// Never destroyed: threads may log while the process ends.
Current& CurrentDestination() {
  static auto* const current = new Current;
  return *current;
}

spdlog::level::level_enum ToSpdlog(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarn:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

Status CreateFile(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (fd < 0) return Unavailable("log file " + path + " cannot be opened for writing");
  ::close(fd);
  return OkStatus();
}

}  // namespace

Result<Level> ParseLevel(std::string_view name) {
  for (const Level level : {Level::kDebug, Level::kInfo, Level::kWarn, Level::kError}) {
    if (name == LevelName(level)) return level;
  }
  return InvalidArgument("log level must be debug, info, warn or error");
}

Status Start(const Options& options) {
  try {
    spdlog::sink_ptr sink;
    if (options.receiver) {
      sink = std::make_shared<ReceiverSink>(options.receiver);
    } else if (!options.file.empty()) {
      TRIGATE_RETURN_IF_ERROR(CreateFile(options.file));
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file);
    } else {
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    }
    CurrentDestination().Set(MakeDestination(options, std::move(sink)));
    return OkStatus();
  } catch (const spdlog::spdlog_ex& error) {
    return Unavailable(std::string("log: ") + error.what());
  }
}

void Stop() { CurrentDestination().Set(nullptr); }

std::uint64_t DroppedLines() {
  const auto destination = CurrentDestination().Get();
  return destination->writer ? destination->writer->overrun_counter() : 0;
}

void Write(Level level, Name event, Fields fields) {
  const std::shared_ptr<Destination> destination = CurrentDestination().Get();
  if (level < destination->level) return;
  const SystemTime now = destination->clock->Now();
  destination->logger->log(now, spdlog::source_loc{}, ToSpdlog(level),
                           FormatLine(now, level, event, fields));
}

}  // namespace trigate::log
