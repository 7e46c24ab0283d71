#include "store/sink_batch.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "store/personal_fields.h"
#include "store/upsert.h"

namespace trigate::store {
namespace {

/// Asia/Shanghai is UTC+8 without daylight saving since 1992; events before 2000 are refused at
/// intake.
constexpr std::chrono::hours kShanghaiOffset{8};

std::string DayText(SystemTime time) { return FormatRfc3339(time).substr(0, 10); }

/// Keeps the newest of the rows with one key, sorted by key: ON CONFLICT must not meet a key twice
/// in a statement, and a fixed order keeps writers from deadlocking.
template <typename Row, typename Key>
std::vector<const Row*> Newest(const std::vector<Row>& rows, Key key) {
  std::vector<const Row*> sorted;
  sorted.reserve(rows.size());
  for (const Row& row : rows) sorted.push_back(&row);
  std::stable_sort(sorted.begin(), sorted.end(), [&](const Row* a, const Row* b) {
    const auto key_a = key(*a);
    const auto key_b = key(*b);
    return key_a != key_b ? key_a < key_b : a->position > b->position;
  });
  const auto same = [&](const Row* a, const Row* b) { return key(*a) == key(*b); };
  sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
  return sorted;
}

/// The sum of the rows with one key.
template <typename Key>
std::map<Key, CounterDelta> Summed(const std::vector<CounterDelta>& rows,
                                   Key (*key)(const CounterDelta&)) {
  const auto add = [](CounterDelta::Figure& to, const CounterDelta::Figure& from) {
    to.subject += from.subject;
    to.passed += from.passed;
    to.failed += from.failed;
    to.exempt_letter += from.exempt_letter;
    to.exempt_agreement += from.exempt_agreement;
  };
  std::map<Key, CounterDelta> sums;
  for (const CounterDelta& row : rows) {
    CounterDelta& sum = sums[key(row)];
    sum.accepted += row.accepted;
    add(sum.real_name, row.real_name);
    add(sum.inspection, row.inspection);
    add(sum.xray, row.xray);
    add(sum.all_three, row.all_three);
  }
  return sums;
}

template <typename Row>
Status CheckPositions(const char* table, const std::vector<Row>& rows, std::int64_t above,
                      std::int64_t through) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].position > above && rows[i].position <= through) continue;
    return InvalidField(std::string(table) + "[" + std::to_string(i) + "].position",
                        std::to_string(rows[i].position) + " is outside (" + std::to_string(above) +
                            ", " + std::to_string(through) + "]");
  }
  return OkStatus();
}

/// Flags change by records of this batch only: that is what lets a watcher read on from a position.
/// Other rows may speak of earlier records (the acceptance of a parcel that is flagged now).
Status CheckBatch(const SinkBatch& batch) {
  if (batch.from_position < 0 || batch.through_position <= batch.from_position) {
    return InvalidField("through_position", std::to_string(batch.through_position) +
                                                " is not after from_position " +
                                                std::to_string(batch.from_position));
  }
  const std::int64_t through = batch.through_position;
  TRIGATE_RETURN_IF_ERROR(CheckPositions("flags", batch.flags, batch.from_position, through));
  TRIGATE_RETURN_IF_ERROR(CheckPositions("findings", batch.findings, -1, through));
  TRIGATE_RETURN_IF_ERROR(CheckPositions("waybills", batch.waybills, -1, through));
  TRIGATE_RETURN_IF_ERROR(CheckPositions("timeline", batch.timeline, -1, through));
  TRIGATE_RETURN_IF_ERROR(CheckPositions("dead_letters", batch.dead_letters, -1, through));
  TRIGATE_RETURN_IF_ERROR(CheckPositions("manifests", batch.manifests, -1, through));
  TRIGATE_RETURN_IF_ERROR(CheckPositions("watch_entries", batch.watch_entries, -1, through));
  return CheckPositions("watch_ends", batch.watch_ends, -1, through);
}

class Preparer {
 public:
  Preparer(const SinkBatch& batch, const FieldCipher& cipher) : batch_(batch), cipher_(cipher) {}

  Result<PreparedBatch> Run() {
    TRIGATE_RETURN_IF_ERROR(CheckBatch(batch_));
    Flags();
    Findings();
    TRIGATE_RETURN_IF_ERROR(Waybills());
    Timeline();
    BlindIndex();
    References();
    TRIGATE_RETURN_IF_ERROR(DeadLetters());
    Counters();
    Manifests();
    HubHours();
    TRIGATE_RETURN_IF_ERROR(WatchEntries());
    WatchEnds();
    return std::move(out_);
  }

 private:
  static void Store(RowArrays& rows, std::optional<Params>* to) {
    if (!rows.empty()) *to = rows.Take();
  }

  void Flags() {
    std::map<FlagId, std::int64_t> masks;
    for (const FindingRow& finding : batch_.findings) {
      masks[finding.flag_id] |= std::int64_t{1} << std::clamp<int>(finding.gate, 0, 14);
    }
    RowArrays rows(17);
    for (const FlagRow* flag : Newest(batch_.flags, [](const FlagRow& r) { return r.flag_id; })) {
      const auto mask = masks.find(flag->flag_id);
      rows[0].Int(flag->flag_id);
      rows[1].Int(flag->position);
      rows[2].Int(flag->first_position);
      rows[3].Time(flag->flagged_at);
      rows[4].Time(flag->updated_at);
      rows[5].Time(flag->accepted_at);
      rows[6].Int(flag->region_code);
      rows[7].Int(flag->state);
      rows[8].Int(flag->action);
      rows[9].Int(flag->score);
      rows[10].Int(flag->peak_score);
      rows[11].Int(mask == masks.end() ? 0 : mask->second);
      rows[12].Text(flag->carrier);
      rows[13].Text(flag->waybill_number);
      rows[14].Text(flag->hub);
      rows[15].Text(flag->policy_version);
      rows[16].Text(flag->policy_digest);
    }
    Store(rows, &out_.flags);
    RowArrays gates(2);
    for (const auto& [flag_id, mask] : masks) {
      gates[0].Int(flag_id);
      gates[1].Int(mask);
    }
    Store(gates, &out_.gates);
  }

  void Findings() {
    RowArrays rows(14);
    const auto key = [](const FindingRow& r) { return std::tie(r.flag_id, r.rule_id); };
    for (const FindingRow* finding : Newest(batch_.findings, key)) {
      referenced_.insert(finding->flag_id);
      rows[0].Int(finding->flag_id);
      rows[1].Text(finding->rule_id);
      rows[2].Int(finding->position);
      rows[3].Int(finding->ordinal);
      rows[4].Time(finding->raised_at);
      rows[5].Int(finding->gate);
      rows[6].Int(finding->action);
      rows[7].Bool(finding->evaluation_error);
      rows[8].Text(finding->score_group);
      rows[9].Int(finding->weight_milli);
      rows[10].Int(finding->strength_milli);
      rows[11].Text(finding->message_zh);
      rows[12].Text(finding->message_en);
      rows[13].Text(finding->legal_source);
    }
    Store(rows, &out_.findings);
  }

  Status Seal(ArrayText& array, FlagId flag_id, std::string_view column, std::string_view clear) {
    TRIGATE_ASSIGN_OR_RETURN(const std::string sealed,
                             cipher_.Encrypt(WaybillField(flag_id, column), clear));
    array.Bytes(sealed);
    return OkStatus();
  }

  Status Waybills() {
    RowArrays rows(15);
    for (const WaybillRow* w :
         Newest(batch_.waybills, [](const WaybillRow& r) { return r.flag_id; })) {
      const FlagId id = w->flag_id;
      referenced_.insert(id);
      rows[0].Int(id);
      rows[1].Int(w->position);
      rows[2].Int(cipher_.CurrentKeyId());
      TRIGATE_RETURN_IF_ERROR(Seal(rows[3], id, "sender_name", w->sender.name));
      TRIGATE_RETURN_IF_ERROR(Seal(rows[4], id, "sender_phone", w->sender.phone));
      TRIGATE_RETURN_IF_ERROR(Seal(rows[5], id, "sender_address", w->sender.address));
      TRIGATE_RETURN_IF_ERROR(Seal(rows[6], id, "sender_document", w->sender.document_number));
      rows[7].Int(w->sender.region_code);
      rows[8].Bool(w->sender.privacy_phone);
      TRIGATE_RETURN_IF_ERROR(Seal(rows[9], id, "recipient_name", w->recipient.name));
      TRIGATE_RETURN_IF_ERROR(Seal(rows[10], id, "recipient_phone", w->recipient.phone));
      TRIGATE_RETURN_IF_ERROR(Seal(rows[11], id, "recipient_address", w->recipient.address));
      rows[12].Int(w->recipient.region_code);
      rows[13].Bool(w->recipient.privacy_phone);
      TRIGATE_RETURN_IF_ERROR(Seal(rows[14], id, "contents", w->contents));
      IndexPhone(w->sender, IndexKind::kSenderPhone, IndexKind::kSenderOtherPhone, id);
      IndexPhone(w->recipient, IndexKind::kRecipientPhone, IndexKind::kRecipientOtherPhone, id);
      Index(IndexKind::kDocument, id, w->sender.document_number);
      Index(IndexKind::kSenderAddress, id, w->sender.address);
      Index(IndexKind::kRecipientAddress, id, w->recipient.address);
    }
    Store(rows, &out_.waybills);
    return OkStatus();
  }

  void Timeline() {
    RowArrays rows(12);
    const auto key = [](const TimelineRow& r) {
      return std::tie(r.flag_id, r.position, r.event_index);
    };
    for (const TimelineRow* event : Newest(batch_.timeline, key)) {
      referenced_.insert(event->flag_id);
      rows[0].Int(event->flag_id);
      rows[1].Int(event->position);
      rows[2].Int(event->event_index);
      rows[3].Time(event->occurred_at);
      rows[4].Time(event->received_at);
      rows[5].Text(event->kind);
      rows[6].Text(event->hub);
      rows[7].Text(event->site);
      rows[8].Text(event->staff);
      rows[9].Text(event->device);
      rows[10].Text(event->summary_en);
      rows[11].Text(event->summary_zh);
      Index(IndexKind::kDevice, event->flag_id, event->device);
      Index(IndexKind::kStaff, event->flag_id, event->staff);
    }
    out_.has_timeline = !rows.empty();
    Store(rows, &out_.timeline);
  }

  /// The form of a value that is hashed; one that is no text is hashed as it is.
  static std::string Normalized(LinkKind kind, const std::string& value) {
    std::string normalised;
    return NormalizeForIndex(kind, value, normalised).ok() ? normalised : value;
  }

  void IndexPhone(const PartyRow& party, IndexKind link, IndexKind other, FlagId flag_id) {
    const bool links =
        !party.privacy_phone && IsLinkPhone(Normalized(LinkKind::kPhone, party.phone));
    Index(links ? link : other, flag_id, party.phone);
  }

  void Index(IndexKind kind, FlagId flag_id, const std::string& value) {
    const LinkKind link = LinkKindOf(kind);
    const std::string normalised = Normalized(link, value);
    if (normalised.empty()) return;
    if (link == LinkKind::kAddress && !IsLinkAddress(normalised)) return;
    links_.emplace(cipher_.Index(link, normalised), flag_id, static_cast<int>(kind));
  }

  void BlindIndex() {
    RowArrays rows(3);
    for (const auto& [hash, flag_id, kind] : links_) {
      rows[0].Bytes(hash);
      rows[1].Int(flag_id);
      rows[2].Int(kind);
    }
    Store(rows, &out_.blind_index);
  }

  void References() {
    RowArrays rows(1);
    for (const FlagId flag_id : referenced_) rows[0].Int(flag_id);
    Store(rows, &out_.referenced_flags);
  }

  /// [["field", "description"], ...]
  static std::string ErrorsJson(const DeadLetterRow& row) {
    std::string json = "[";
    for (const auto& [field, description] : row.errors) {
      if (json.size() > 1) json.push_back(',');
      json.append("[")
          .append(JsonText(field))
          .append(",")
          .append(JsonText(description))
          .append("]");
    }
    json.push_back(']');
    return json;
  }

  static std::string JsonText(std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string json = "\"";
    for (const char c : SafeText(text)) {
      if (c == '"' || c == '\\') {
        json.push_back('\\');
        json.push_back(c);
      } else if (static_cast<unsigned char>(c) < 0x20) {
        json.append("\\u00");
        json.push_back(kHex[static_cast<unsigned char>(c) >> 4]);
        json.push_back(kHex[static_cast<unsigned char>(c) & 15]);
      } else {
        json.push_back(c);
      }
    }
    json.push_back('"');
    return json;
  }

  Status DeadLetters() {
    RowArrays rows(9);
    std::set<std::string> days;
    const auto key = [](const DeadLetterRow& r) { return std::tie(r.hub, r.sequence); };
    for (const DeadLetterRow* letter : Newest(batch_.dead_letters, key)) {
      TRIGATE_ASSIGN_OR_RETURN(
          const std::string sealed,
          cipher_.Encrypt(DeadLetterField(letter->hub, letter->sequence), letter->payload));
      const std::string day = DayText(letter->received_at);
      days.insert(day);
      rows[0].Text(day);
      rows[1].Text(letter->hub);
      rows[2].Int(letter->sequence);
      rows[3].Int(letter->position);
      rows[4].Int(letter->region_code);
      rows[5].Time(letter->received_at);
      rows[6].Text(ErrorsJson(*letter));
      rows[7].Int(cipher_.CurrentKeyId());
      rows[8].Bytes(sealed);
    }
    Store(rows, &out_.dead_letters);
    RowArrays distinct(1);
    for (const std::string& day : days) distinct[0].Text(day);
    Store(distinct, &out_.dead_letter_days);
    return OkStatus();
  }

  static void FillFigures(RowArrays& rows, std::size_t column, const CounterDelta& sum) {
    rows[column++].Int(sum.accepted);
    for (const CounterDelta::Figure* figure :
         {&sum.real_name, &sum.inspection, &sum.xray, &sum.all_three}) {
      rows[column++].Int(figure->subject);
      rows[column++].Int(figure->passed);
      rows[column++].Int(figure->failed);
      rows[column++].Int(figure->exempt_letter);
      rows[column++].Int(figure->exempt_agreement);
    }
  }

  void Counters() {
    using Key = std::tuple<std::string, std::string, std::int32_t, std::string>;
    constexpr std::size_t kColumns = 4 + 21;
    const auto fill = [](const std::map<Key, CounterDelta>& sums, std::optional<Params>* to) {
      RowArrays rows(kColumns);
      for (const auto& [key, sum] : sums) {
        rows[0].Text(std::get<0>(key));
        rows[1].Text(std::get<1>(key));
        rows[2].Int(std::get<2>(key));
        rows[3].Text(std::get<3>(key));
        FillFigures(rows, 4, sum);
      }
      Store(rows, to);
    };
    fill(Summed<Key>(batch_.counters,
                     [](const CounterDelta& r) {
                       return Key(FormatRfc3339(r.hour), r.carrier, r.region_code, r.hub);
                     }),
         &out_.counters);
    fill(Summed<Key>(batch_.counters,
                     [](const CounterDelta& r) {
                       return Key(DayText(r.hour + kShanghaiOffset), r.carrier, r.region_code,
                                  r.hub);
                     }),
         &out_.counter_days);
  }

  void Manifests() {
    RowArrays rows(8);
    const auto key = [](const ManifestRow& r) { return std::tie(r.hub, r.carrier, r.hour); };
    for (const ManifestRow* manifest : Newest(batch_.manifests, key)) {
      rows[0].Text(manifest->hub);
      rows[1].Text(manifest->carrier);
      rows[2].Time(manifest->hour);
      rows[3].Int(manifest->position);
      rows[4].Int(manifest->accepted);
      rows[5].Int(manifest->identified);
      rows[6].Int(manifest->inspected);
      rows[7].Int(manifest->screened);
    }
    Store(rows, &out_.manifests);
  }

  void HubHours() {
    std::map<std::tuple<std::string, std::string, SystemTime>, HubHourDelta> sums;
    for (const HubHourDelta& row : batch_.hub_hours) {
      HubHourDelta& sum = sums[{row.hub, row.carrier, row.hour}];
      sum.accepted += row.accepted;
      sum.identified += row.identified;
      sum.inspected += row.inspected;
      sum.screened += row.screened;
      sum.events += row.events;
    }
    RowArrays rows(8);
    for (const auto& [key, sum] : sums) {
      rows[0].Text(std::get<0>(key));
      rows[1].Text(std::get<1>(key));
      rows[2].Time(std::get<2>(key));
      rows[3].Int(sum.accepted);
      rows[4].Int(sum.identified);
      rows[5].Int(sum.inspected);
      rows[6].Int(sum.screened);
      rows[7].Int(sum.events);
    }
    Store(rows, &out_.hub_hours);
  }

  Status WatchEntries() {
    RowArrays rows(9);
    const auto key = [](const WatchEntryRow& r) { return r.entry_id; };
    for (const WatchEntryRow* entry : Newest(batch_.watch_entries, key)) {
      TRIGATE_ASSIGN_OR_RETURN(const std::string sealed,
                               cipher_.Encrypt(WatchEntryField(entry->entry_id), entry->value));
      rows[0].Int(entry->entry_id);
      rows[1].Int(entry->position);
      rows[2].Int(entry->kind);
      rows[3].Int(cipher_.CurrentKeyId());
      rows[4].Bytes(sealed);
      rows[5].Text(entry->authority_reference);
      rows[6].Text(entry->creator);
      rows[7].Time(entry->created_at);
      rows[8].Time(entry->expires_at);
    }
    Store(rows, &out_.watch_entries);
    return OkStatus();
  }

  void WatchEnds() {
    RowArrays rows(4);
    const auto key = [](const WatchEndRow& r) { return r.entry_id; };
    for (const WatchEndRow* end : Newest(batch_.watch_ends, key)) {
      rows[0].Int(end->entry_id);
      rows[1].Int(end->position);
      rows[2].Text(end->ended_by);
      rows[3].Time(end->ended_at);
    }
    Store(rows, &out_.watch_ends);
  }

  const SinkBatch& batch_;
  const FieldCipher& cipher_;
  PreparedBatch out_;
  std::set<FlagId> referenced_;
  std::set<std::tuple<std::string, FlagId, int>> links_;
};

}  // namespace

Result<PreparedBatch> Prepare(const SinkBatch& batch, const FieldCipher& cipher) {
  return Preparer(batch, cipher).Run();
}

}  // namespace trigate::store
