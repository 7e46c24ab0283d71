#include "trigate/model/event.h"

namespace trigate::model {

std::string_view EventKindName(EventKind kind) {
  switch (kind) {
    case EventKind::kAccepted:
      return "accepted";
    case EventKind::kInspected:
      return "inspected";
    case EventKind::kXrayScreened:
      return "xray_screened";
    case EventKind::kMoved:
      return "moved";
    case EventKind::kHeld:
      return "held";
    case EventKind::kReleased:
      return "released";
    case EventKind::kOpened:
      return "opened";
    case EventKind::kReported:
      return "reported";
    case EventKind::kWeighed:
      return "weighed";
  }
  return "unknown";
}

}  // namespace trigate::model
