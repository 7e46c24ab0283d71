#include "trigate/sim/event_file.h"

#include <google/protobuf/util/json_util.h>

#include <ostream>

namespace trigate::sim {
namespace {

void AppendVarint(std::size_t value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out->push_back(static_cast<char>(value));
}

std::string_view KindName(Truth::Kind kind) {
  switch (kind) {
    case Truth::Kind::kCase: return "case";
    case Truth::Kind::kSloppy: return "sloppy";
    case Truth::Kind::kOutOfOrder: return "out_of_order";
    case Truth::Kind::kLate: return "late";
    case Truth::Kind::kDuplicate: return "duplicate";
  }
  return "unknown";
}

/// Values are our own: codes, digits and the titles of the table of cases; none needs escaping but
/// quotes, which a title may have.
class JsonLine {
 public:
  JsonLine& Text(std::string_view name, std::string_view value) {
    if (value.empty()) return *this;
    Name(name);
    line_.push_back('"');
    for (const char c : value) {
      if (c == '"' || c == '\\') line_.push_back('\\');
      line_.push_back(c);
    }
    line_.push_back('"');
    return *this;
  }
  JsonLine& Number(std::string_view name, std::int64_t value) {
    Name(name);
    line_.append(std::to_string(value));
    return *this;
  }
  [[nodiscard]] std::string Take() && { return std::move(line_.append("}")); }

 private:
  void Name(std::string_view name) {
    line_.append(line_.size() > 1 ? ",\"" : "\"").append(name).append("\":");
  }
  std::string line_ = "{";
};

}  // namespace

Status EventWriter::Write(const HubEvent& event) {
  buffer_.clear();
  if (format_ == EventFormat::kJsonLines) {
    const auto status = google::protobuf::util::MessageToJsonString(event, &buffer_);
    if (!status.ok()) return Internal("event as JSON: " + std::string(status.message()));
    buffer_.push_back('\n');
  } else {
    AppendVarint(event.ByteSizeLong(), &buffer_);
    event.AppendToString(&buffer_);
  }
  out_->write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  return out_->good() ? OkStatus() : Unavailable("the file of events cannot be written");
}

std::string TruthLine(const Truth& truth) {
  JsonLine line;
  line.Text("kind", KindName(truth.kind))
      .Text("carrier", truth.carrier)
      .Text("waybill", truth.waybill);
  if (const CaseInfo* planted = truth.planted) {
    line.Text("case", planted->id)
        .Number("group", truth.group)
        .Number("member", truth.member)
        .Number("parcels", planted->parcels)
        .Text("indicator", planted->indicator)
        .Text("gate", planted->gate)
        .Text("family", planted->family)
        .Text("rejected_field", planted->rejected_field)
        .Text("watch_value", truth.watch_value)
        .Text("title_en", planted->title.en)
        .Text("title_zh", planted->title.zh);
  }
  line.Text("fault", truth.fault).Text("hub", truth.hub);
  if (!truth.hub.empty()) line.Number("hub_sequence", truth.hub_sequence);
  return std::move(line).Take();
}

}  // namespace trigate::sim
