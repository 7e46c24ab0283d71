#include <algorithm>
#include <cctype>

#include "api/field_check.h"
#include "api/scope_region.h"
#include "api/time_message.h"
#include "api/watch_value.h"
#include "trigate/api/handlers.h"
#include "trigate/log/log.h"
#include "trigate/model/id_finder.h"

namespace trigate::api {
namespace {

constexpr std::string_view kCollection = "watchListEntries";
constexpr std::string_view kCreateAction = "watch_list.create";
constexpr std::string_view kDeleteAction = "watch_list.delete";
constexpr std::size_t kValueBytesMax = 512;
constexpr std::size_t kReferenceBytesMax = 64;

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return text;
}

std::string EntryResource(std::int64_t entry_id) {
  return std::string(kCollection) + "/" + std::to_string(entry_id);
}

void ReadValue(FieldCheck& check, const v1::WatchListEntry& entry, NewWatchEntry& out) {
  const int kind = entry.kind();
  const bool known = kind != 0 && v1::WatchListEntry::Kind_IsValid(kind);
  check.Require(known, "watch_list_entry.kind", "is required: waybill, phone, document or address");
  out.kind = static_cast<std::int16_t>(kind);
  if (entry.value().empty() || entry.value().size() > kValueBytesMax) {
    check.Require(false, "watch_list_entry.value", "is required: 1 to 512 bytes");
    return;
  }
  if (!known) return;
  Result<std::string> value = NormalizeWatchValue(entry.kind(), entry.value());
  if (value.ok()) {
    out.value = std::move(value).value();
  } else {
    check.Require(false, "watch_list_entry.value", value.status().message());
  }
}

void ReadReference(FieldCheck& check, const v1::WatchListEntry& entry, NewWatchEntry& out) {
  const std::string& reference = entry.authority_reference();
  check.Require(!reference.empty() && reference.size() <= kReferenceBytesMax,
                "watch_list_entry.authority_reference",
                "is required: the number of the authority's decision, at most 64 bytes");
  check.Require(model::FindIdNumbers(reference).empty(), "watch_list_entry.authority_reference",
                "must not carry an identity number");
  out.authority_reference = reference;
}

void ReadExpiry(FieldCheck& check, const v1::WatchListEntry& entry, SystemTime now,
                NewWatchEntry& out) {
  if (!entry.has_expire_time()) return;
  out.expires_at = ReadTime(entry.expire_time());
  check.Require(out.expires_at && *out.expires_at > now, "watch_list_entry.expire_time",
                "must lie in the future");
}

/// Everything that `person` sees lies within `scope`.
bool Oversees(const store::Scope& scope, const store::Principal& person) {
  if (scope.all_regions) return true;
  return !person.all_regions &&
         std::all_of(person.regions.begin(), person.regions.end(),
                     [&](std::int32_t region) { return SeesRegion(scope, region); });
}

v1::WatchListEntry ToMessage(const store::WatchEntryRow& row) {
  v1::WatchListEntry out;
  out.set_name(EntryResource(row.entry_id));
  out.set_kind(static_cast<v1::WatchListEntry::Kind>(row.kind));
  out.set_value(row.value);
  out.set_authority_reference(row.authority_reference);
  if (row.expires_at) SetTime(*out.mutable_expire_time(), *row.expires_at);
  SetTime(*out.mutable_create_time(), row.created_at);
  out.set_creator(row.creator);
  return out;
}

}  // namespace

Result<v1::CreateWatchListEntryResponse> WatchListHandler::CreateWatchListEntry(
    const Call& call, const v1::CreateWatchListEntryRequest& request) {
  TRIGATE_RETURN_IF_ERROR(
      context_.authorizer.Authorize(call.caller, Method::kCreateWatchListEntry, "").status());
  const v1::WatchListEntry& entry = request.watch_list_entry();
  NewWatchEntry wanted;
  FieldCheck check;
  ReadValue(check, entry, wanted);
  ReadReference(check, entry, wanted);
  ReadExpiry(check, entry, context_.clock.Now(), wanted);
  check.Uuid(request.request_id(), "request_id", /*required=*/true);
  TRIGATE_RETURN_IF_ERROR(check.status());
  wanted.creator = call.caller.principal.id;
  wanted.request_id = LowerCase(request.request_id());
  TRIGATE_RETURN_IF_ERROR(call.CheckAlive(context_.clock.Now()));
  TRIGATE_ASSIGN_OR_RETURN(const CreatedWatchEntry created, CreateOnRecord(call, wanted));
  log::Info("watch_entry_created", {{"principal", wanted.creator}, {"entry", created.entry_id}});
  v1::CreateWatchListEntryResponse response;
  v1::WatchListEntry& out = *response.mutable_watch_list_entry();
  out = entry;
  out.set_name(EntryResource(created.entry_id));
  out.set_value(MaskWatchValue(entry.kind(), wanted.value));
  out.set_creator(wanted.creator);
  SetTime(*out.mutable_create_time(), created.created_at);
  return response;
}

Result<CreatedWatchEntry> WatchListHandler::CreateOnRecord(const Call& call,
                                                           const NewWatchEntry& wanted) {
  const std::string request = " request " + wanted.request_id;
  TRIGATE_RETURN_IF_ERROR(context_.authorizer.RecordAct(call.caller, kCreateAction,
                                                        std::string(kCollection) + request,
                                                        wanted.authority_reference, kActBegun));
  const Result<CreatedWatchEntry> created = port_.Create(wanted);
  const std::string target =
      (created.ok() ? EntryResource(created->entry_id) : std::string(kCollection)) + request;
  RecordOutcome(call, kCreateAction, target, wanted.authority_reference, created.status());
  return created;
}

void WatchListHandler::RecordOutcome(const Call& call, std::string_view action,
                                     std::string_view target, std::string_view reason,
                                     const Status& outcome) {
  // What was done stands: the record that it began is written, and a lost row is counted.
  static_cast<void>(context_.authorizer.RecordAct(
      call.caller, action, target, reason,
      outcome.ok() ? std::string_view("ok") : StatusCodeName(outcome.code())));
}

Result<v1::ListWatchListEntriesResponse> WatchListHandler::ListWatchListEntries(
    const Call& call, const v1::ListWatchListEntriesRequest& request) {
  TRIGATE_RETURN_IF_ERROR(
      context_.authorizer.Authorize(call.caller, Method::kListWatchListEntries, "").status());
  FieldCheck check;
  check.PageSize(request.page_size());
  check.AtMost(request.page_token(), kPageTokenBytesMax, "page_token");
  TRIGATE_RETURN_IF_ERROR(check.status());
  const SystemTime now = context_.clock.Now();
  TRIGATE_RETURN_IF_ERROR(call.CheckAlive(now));
  TRIGATE_ASSIGN_OR_RETURN(
      store::WatchEntryPage page,
      reader_.ListWatchEntries(now, request.page_size(), request.page_token()));
  v1::ListWatchListEntriesResponse response;
  for (const store::WatchEntryView& view : page.entries) {
    *response.add_watch_list_entries() = ToMessage(view.row);
    if (!view.value_status.ok()) {
      log::Error("watch_entry_unreadable",
                 {{"entry", view.row.entry_id}, {"error", view.value_status.ToString()}});
    }
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

Result<v1::DeleteWatchListEntryResponse> WatchListHandler::DeleteWatchListEntry(
    const Call& call, const v1::DeleteWatchListEntryRequest& request) {
  TRIGATE_RETURN_IF_ERROR(
      context_.authorizer.Authorize(call.caller, Method::kDeleteWatchListEntry, request.name())
          .status());
  const auto entry_id = NumberOfResource(request.name(), kCollection);
  if (!entry_id) {
    return InvalidField("name", "must be an entry name such as \"watchListEntries/12\"");
  }
  TRIGATE_RETURN_IF_ERROR(call.CheckAlive(context_.clock.Now()));
  if (const Status allowed = CheckMayEnd(call, *entry_id); !allowed.ok()) {
    if (allowed.code() != StatusCode::kPermissionDenied) return allowed;
    return context_.authorizer.RecordDenial(call.caller, Method::kDeleteWatchListEntry,
                                            request.name(), allowed);
  }
  TRIGATE_RETURN_IF_ERROR(
      context_.authorizer.RecordAct(call.caller, kDeleteAction, request.name(), "", kActBegun));
  const Status deleted = port_.Delete(*entry_id, call.caller.principal.id);
  RecordOutcome(call, kDeleteAction, request.name(), "", deleted);
  TRIGATE_RETURN_IF_ERROR(deleted);
  log::Info("watch_entry_deleted",
            {{"principal", call.caller.principal.id}, {"entry", *entry_id}});
  return v1::DeleteWatchListEntryResponse();
}

Status WatchListHandler::CheckMayEnd(const Call& call, std::int64_t entry_id) {
  TRIGATE_ASSIGN_OR_RETURN(const std::string creator, reader_.WatchEntryCreator(entry_id));
  const store::Principal& caller = call.caller.principal;
  if (creator == caller.id) return OkStatus();
  if (caller.role == Role::kSupervisor) {
    const store::Scope scope = store::ScopeOf(caller);
    const auto registered = context_.registry.snapshot();
    const store::Principal* const person = registered ? registered->Find(creator) : nullptr;
    if (person != nullptr ? Oversees(scope, *person) : scope.all_regions) return OkStatus();
  }
  return PermissionDenied(
      "an entry is ended by who added it, or by a supervisor of that person's regions");
}

}  // namespace trigate::api
