// trigate watchlist add|list|remove

#include <algorithm>
#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/credentials.h"
#include "cli/error_text.h"
#include "cli/format.h"
#include "cli/proto_json.h"
#include "cli/table.h"
#include "cli/uuid.h"
#include "trigate/v1/watch_list_service.grpc.pb.h"

namespace trigate::cli {
namespace {

constexpr int kPageSizeMax = 1'000;

struct EntryOptions {
  std::string kind;
  std::string value;
  std::string authority;
  std::string expires;
  std::string name;
  std::string page_token;
  int limit = 100;
};

std::string KindName(v1::WatchListEntry::Kind kind) {
  std::string name = v1::WatchListEntry::Kind_Name(kind);
  if (name.starts_with("KIND_")) name.erase(0, 5);
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return name;
}

Result<v1::WatchListEntry> ToEntry(const EntryOptions& options) {
  v1::WatchListEntry entry;
  for (int kind = v1::WatchListEntry::KIND_WAYBILL; kind <= v1::WatchListEntry::KIND_ADDRESS;
       ++kind) {
    const auto value = static_cast<v1::WatchListEntry::Kind>(kind);
    if (KindName(value) == options.kind) entry.set_kind(value);
  }
  entry.set_value(options.value);
  entry.set_authority_reference(options.authority);
  if (!options.expires.empty()) {
    const auto time = ParseRfc3339(options.expires);
    if (!time) {
      return InvalidField("--expires", "\"" + options.expires +
                                           "\" is no time; write 2021-12-10T00:00:00+08:00");
    }
    entry.mutable_expire_time()->set_seconds(ToUnixMillis(*time) / 1000);
  }
  return entry;
}

void PrintEntries(const Context& context,
                  const google::protobuf::RepeatedPtrField<v1::WatchListEntry>& entries) {
  Table table({{"ENTRY"}, {"KIND"}, {"VALUE"}, {"DECISION"}, {"UNTIL"}, {"ADDED"}, {"BY"}});
  for (const v1::WatchListEntry& entry : entries) {
    table.AddRow({entry.name(), KindName(entry.kind()), entry.value(),
                  entry.authority_reference(),
                  entry.has_expire_time() ? LocalTime(entry.expire_time(), true) : "until removed",
                  LocalTime(entry.create_time(), entry.has_create_time()), entry.creator()});
  }
  if (table.empty()) {
    context.console.out << "no entries\n";
  } else {
    table.Print(context.console.out, context.console.width);
  }
}

ExitCode RunAdd(const Context& context, const EntryOptions& options) {
  const auto entry = ToEntry(options);
  if (!entry.ok()) return FailUsage(context, entry.status());
  const auto caller = OpenCaller(context, {"investigator", "supervisor"});
  if (!caller.ok()) return FailUsage(context, caller.status());
  const auto request_id = RandomUuid();
  if (!request_id.ok()) return FailUsage(context, request_id.status());
  const auto stub = v1::WatchListService::NewStub(caller.value().channel());
  v1::CreateWatchListEntryRequest request;
  *request.mutable_watch_list_entry() = entry.value();
  request.set_request_id(request_id.value());
  const auto response =
      caller.value().Call(*stub, &v1::WatchListService::Stub::CreateWatchListEntry, request);
  if (!response.ok()) return Fail(context, response.status());
  if (context.options.json) {
    context.console.out << ToJsonText(response.value().watch_list_entry());
  } else {
    google::protobuf::RepeatedPtrField<v1::WatchListEntry> entries;
    *entries.Add() = response.value().watch_list_entry();
    PrintEntries(context, entries);
  }
  return ExitCode::kOk;
}

ExitCode RunList(const Context& context, const EntryOptions& options) {
  const auto caller = OpenCaller(context, {"investigator", "supervisor"});
  if (!caller.ok()) return FailUsage(context, caller.status());
  const auto stub = v1::WatchListService::NewStub(caller.value().channel());
  v1::ListWatchListEntriesRequest request;
  request.set_page_size(options.limit);
  request.set_page_token(options.page_token);
  const auto response =
      caller.value().Call(*stub, &v1::WatchListService::Stub::ListWatchListEntries, request);
  if (!response.ok()) return Fail(context, response.status());
  if (context.options.json) {
    context.console.out << ToJsonText(response.value());
    return ExitCode::kOk;
  }
  PrintEntries(context, response.value().watch_list_entries());
  if (!response.value().next_page_token().empty()) {
    context.console.out << "more: add --page-token " << response.value().next_page_token() << '\n';
  }
  return ExitCode::kOk;
}

ExitCode RunRemove(const Context& context, const EntryOptions& options) {
  const auto caller = OpenCaller(context, {"investigator", "supervisor"});
  if (!caller.ok()) return FailUsage(context, caller.status());
  const auto stub = v1::WatchListService::NewStub(caller.value().channel());
  v1::DeleteWatchListEntryRequest request;
  request.set_name(options.name.find('/') == std::string::npos
                       ? "watchListEntries/" + options.name
                       : options.name);
  const auto response =
      caller.value().Call(*stub, &v1::WatchListService::Stub::DeleteWatchListEntry, request);
  if (!response.ok()) return Fail(context, response.status());
  if (context.options.json) {
    context.console.out << ToJsonText(response.value());
  } else {
    context.console.out << request.name() << " ended\n";
  }
  return ExitCode::kOk;
}

void AddAdd(CLI::App& parent, Context& context, Action& action) {
  auto options = std::make_shared<EntryOptions>();
  CLI::App* command = parent.add_subcommand("add", "Look out for something from now on");
  command->fallthrough();
  command->add_option("kind", options->kind, "waybill, phone, document or address")
      ->required()
      ->check(CLI::IsMember({"waybill", "phone", "document", "address"}));
  command->add_option("value", options->value, "For a waybill: SF/SF1000000000000")->required();
  command->add_option("--authority", options->authority, "Number of the authority's decision")
      ->required();
  command->add_option("--expires", options->expires, "End of validity; default: until removed");
  command->callback([&context, &action, options] {
    action = [&context, options] { return RunAdd(context, *options); };
  });
}

}  // namespace

void AddWatchList(CLI::App& parent, Context& context, Action& action) {
  CLI::App* group =
      parent.add_subcommand("watchlist", "Waybills, phones, documents, addresses to look out for");
  group->fallthrough();
  group->require_subcommand(1);
  group->footer(R"(Parcels under way are looked at again at once: the hub that holds one gets a verdict.

Examples:
  trigate watchlist add phone 13800138000 --authority 2021-118 --as investigator/wang
  trigate watchlist add waybill SF/SF1000000000000 --authority 2021-119 \
      --expires 2021-12-10T00:00:00+08:00
  trigate watchlist list
  trigate watchlist remove watchListEntries/12)");
  AddAdd(*group, context, action);

  auto list = std::make_shared<EntryOptions>();
  CLI::App* list_command = group->add_subcommand("list", "Entries in force, newest first");
  list_command->fallthrough();
  list_command->add_option("--limit,-n", list->limit, "At most so many")
      ->check(CLI::Range(1, kPageSizeMax))
      ->capture_default_str();
  list_command->add_option("--page-token", list->page_token, "Go on after an earlier page");
  list_command->callback([&context, &action, list] {
    action = [&context, list] { return RunList(context, *list); };
  });

  auto remove = std::make_shared<EntryOptions>();
  CLI::App* remove_command = group->add_subcommand("remove", "End an entry; its flags stay");
  remove_command->fallthrough();
  remove_command->add_option("name", remove->name, "\"watchListEntries/12\" or the number alone")
      ->required();
  remove_command->callback([&context, &action, remove] {
    action = [&context, remove] { return RunRemove(context, *remove); };
  });
}

}  // namespace trigate::cli
