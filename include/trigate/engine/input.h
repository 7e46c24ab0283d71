// What the engine is fed: the journal's records, decoded.
//
// Threads: plain values.  Lifetime: views live until Engine::Apply returns.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/model/event.h"
#include "trigate/policy/policy.h"

namespace trigate::engine {

/// Where an input stands in the journal.
struct RecordMeta {
  std::int64_t position = 0;  ///< dense, from 1
  SystemTime received_at;     ///< by the server's clock when it was journalled
};

/// Events of one hub, as intake accepted them.
struct Batch {
  std::string_view hub;  ///< registered name, without "hubs/"
  std::int64_t first_sequence = 0;
  std::uint32_t event_count = 0;    ///< as received
  std::uint32_t skipped_count = 0;  ///< at the start: durable already, not folded again
  std::span<const model::Event> events;          ///< without the refused ones
  std::span<const std::uint32_t> indices;        ///< of `events` in the batch as received
};

/// A hub opened a stream, or was seen for the first time.
struct HubOpened {
  std::string_view hub;
  std::int64_t epoch = 0;
  model::RegionCode region;
};

/// A hub took over all verdicts through this one.
struct VerdictAck {
  std::string_view hub;
  std::int64_t verdict_id = 0;
};

/// Time went on. The engine has no other clock.
struct Tick {
  SystemTime now;
};

/// What a hub says it handled; passed on to the store.
struct Manifest {
  std::string_view hub;
  SystemTime hour;
  struct Line {
    std::string_view carrier;
    std::int64_t accepted = 0;
    std::int64_t identified = 0;
    std::int64_t inspected = 0;
    std::int64_t screened = 0;
  };
  std::vector<Line> lines;
};

/// What a watch-list entry names. Numbers of trigate.v1.WatchListEntry.Kind.
enum class WatchKind : std::uint8_t { kWaybill = 1, kPhone = 2, kDocument = 3, kAddress = 4 };

/// A new watch-list entry. Its id is the position of its record.
struct WatchEntryAdded {
  std::string_view request_id;  ///< never empty; the same one again is the same entry
  WatchKind kind = WatchKind::kWaybill;
  model::LinkKey link_key = 0;  ///< of phone, document or address
  model::ParcelKey parcel;      ///< of a waybill
  std::optional<SystemTime> expires_at;
};

struct WatchEntryEnded {
  std::int64_t entry_id = 0;
};

/// From here on another policy decides.
struct PolicyActivated {
  std::shared_ptr<const policy::Policy> policy;
};

using Input = std::variant<Batch, HubOpened, VerdictAck, Tick, Manifest, WatchEntryAdded,
                           WatchEntryEnded, PolicyActivated>;

}  // namespace trigate::engine
