#include "cli/sim_outputs.h"

#include <utility>

#include "cli/sim_registry.h"
#include "trigate/model/carrier.h"

namespace trigate::cli {
namespace {

sim::EventFormat FormatOf(const std::string& path) {
  const bool json = path.ends_with(".jsonl") || path.ends_with(".json");
  return json ? sim::EventFormat::kJsonLines : sim::EventFormat::kDelimited;
}

}  // namespace

OutputFile::OutputFile(std::string option, const std::string& path)
    : option_(std::move(option)), path_(path) {
  if (!path.empty()) file_.open(path, std::ios::binary | std::ios::trunc);
}

Status OutputFile::Check() {
  if (!wanted() || file_.flush().good()) return OkStatus();
  return InvalidField(option_, "cannot write " + path_);
}

SimOutputs::SimOutputs(const OutputPaths& paths)
    : events_("--out", paths.events),
      truth_("--truth", paths.truth),
      registry_("--registry", paths.registry),
      writer_(&events_.stream(), FormatOf(paths.events)) {}

Status SimOutputs::Check() {
  TRIGATE_RETURN_IF_ERROR(events_.Check());
  TRIGATE_RETURN_IF_ERROR(truth_.Check());
  return registry_.Check();
}

Status SimOutputs::WriteEvent(const sim::HubEvent& event) {
  ++count_;
  carriers_.insert(event.event().carrier());
  return writer_.Write(event);
}

void SimOutputs::WriteTruth(const std::string& line) {
  if (truth_.wanted()) truth_.stream() << line << '\n';
}

Status SimOutputs::Finish(std::span<const sim::HubInfo> hubs, std::uint32_t province) {
  // A planted event may name a carrier that does not exist.
  std::erase_if(carriers_, [](const std::string& code) {
    return model::FindCarrier(code) == nullptr;
  });
  if (registry_.wanted()) registry_.stream() << SimRegistry(hubs, carriers_, province);
  return Check();
}

}  // namespace trigate::cli
