#include <gmock/gmock.h>

#include "unit/api/handler_fixture.h"

namespace trigate::api {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Everybody;
using testing::HandlerFixture;
using testing::Person;

constexpr char kUuid[] = "3F0C1A52-9d1e-4b7a-8f43-5f7c2a9b6e10";

class WatchListHandlerTest : public HandlerFixture {
 protected:
  static v1::CreateWatchListEntryRequest Entry(v1::WatchListEntry::Kind kind, std::string value) {
    v1::CreateWatchListEntryRequest request;
    v1::WatchListEntry& entry = *request.mutable_watch_list_entry();
    entry.set_kind(kind);
    entry.set_value(std::move(value));
    entry.set_authority_reference("HH-2021-117");
    request.set_request_id(kUuid);
    return request;
  }
  Result<v1::CreateWatchListEntryResponse> Create(const v1::CreateWatchListEntryRequest& request) {
    return watch_list_handler_.CreateWatchListEntry(As("investigator/wang"), request);
  }
  Status Delete(std::string_view who, const std::string& name) {
    v1::DeleteWatchListEntryRequest request;
    request.set_name(name);
    return watch_list_handler_.DeleteWatchListEntry(As(who), request).status();
  }
  /// Entry 1 is in force and stored.
  void StoreEntry(const std::string& creator) {
    if (watch_list_.created.empty()) {
      EXPECT_TRUE(watch_list_.Create({}).ok());
    }
    casework_.entries.resize(1);
    casework_.entries[0].row.entry_id = 1;
    casework_.entries[0].row.creator = creator;
  }
};

TEST_F(WatchListHandlerTest, AnEntryIsNormalisedForThePortAndMaskedInTheAnswer) {
  const auto created = Create(Entry(v1::WatchListEntry::KIND_PHONE, "+86 138-0013-8000"));
  ASSERT_TRUE(created.ok()) << created.status().ToString();
  ASSERT_EQ(watch_list_.created.size(), 1u);
  EXPECT_EQ(watch_list_.created[0].value, "13800138000");
  EXPECT_EQ(watch_list_.created[0].creator, "investigator/wang");
  EXPECT_EQ(watch_list_.created[0].request_id, "3f0c1a52-9d1e-4b7a-8f43-5f7c2a9b6e10");
  const v1::WatchListEntry& entry = created->watch_list_entry();
  EXPECT_EQ(entry.name(), "watchListEntries/1");
  EXPECT_EQ(entry.value(), "138****8000");
  EXPECT_EQ(entry.creator(), "investigator/wang");
  EXPECT_EQ(entry.create_time().seconds(), 1631678400);
}

TEST_F(WatchListHandlerTest, EveryKindHasItsForm) {
  EXPECT_TRUE(Create(Entry(v1::WatchListEntry::KIND_WAYBILL, "SF/SF1000000000000")).ok());
  EXPECT_EQ(watch_list_.created.back().value, "SF/SF1000000000000");
  EXPECT_TRUE(Create(Entry(v1::WatchListEntry::KIND_DOCUMENT, "15010219900101 001x")).ok());
  EXPECT_EQ(watch_list_.created.back().value, "15010219900101001X");
  EXPECT_TRUE(Create(Entry(v1::WatchListEntry::KIND_ADDRESS, "新城区 呼伦贝尔北路１２号")).ok());
  EXPECT_EQ(watch_list_.created.back().value, "新城区呼伦贝尔北路12号");
}

TEST_F(WatchListHandlerTest, ValuesThatCannotBeLookedOutForAreRefusedWithoutRepeatingThem) {
  using Kind = v1::WatchListEntry;
  for (const auto& [kind, value] :
       {std::pair(Kind::KIND_WAYBILL, "YT1234567890123"), std::pair(Kind::KIND_WAYBILL, "XX/1234"),
        std::pair(Kind::KIND_PHONE, "12345"), std::pair(Kind::KIND_PHONE, "13800138000转1234"),
        std::pair(Kind::KIND_PHONE, "95338"), std::pair(Kind::KIND_DOCUMENT, "12 3"),
        std::pair(Kind::KIND_ADDRESS, "无"), std::pair(Kind::KIND_ADDRESS, "\xFF\xFE")}) {
    const Status status = Create(Entry(kind, value)).status();
    EXPECT_THAT(Fields(status), ElementsAre("watch_list_entry.value")) << value;
    EXPECT_EQ(status.ToString().find(value), std::string::npos) << status.ToString();
  }
  EXPECT_TRUE(watch_list_.created.empty());
}

TEST_F(WatchListHandlerTest, NamesEveryFieldThatIsWrong) {
  v1::CreateWatchListEntryRequest request;
  EXPECT_THAT(Fields(Create(request).status()),
              ElementsAre("watch_list_entry.kind", "watch_list_entry.value",
                          "watch_list_entry.authority_reference", "request_id"));
  request = Entry(static_cast<v1::WatchListEntry::Kind>(9), std::string(513, '1'));
  request.mutable_watch_list_entry()->set_authority_reference(std::string(65, 'x'));
  request.mutable_watch_list_entry()->mutable_expire_time()->set_seconds(1631678400);
  request.set_request_id("x");
  EXPECT_THAT(Fields(Create(request).status()),
              ElementsAre("watch_list_entry.kind", "watch_list_entry.value",
                          "watch_list_entry.authority_reference", "watch_list_entry.expire_time",
                          "request_id"));
}

TEST_F(WatchListHandlerTest, AnExpiryLiesInTheFuture) {
  auto request = Entry(v1::WatchListEntry::KIND_PHONE, "13800138000");
  request.mutable_watch_list_entry()->mutable_expire_time()->set_seconds(
      ToUnixMillis(clock_.Now()) / 1000 + 1);
  EXPECT_TRUE(Create(request).ok());
  EXPECT_EQ(*watch_list_.created[0].expires_at, clock_.Now() + Millis(1000));
}

TEST_F(WatchListHandlerTest, ListsWhatTheStoreHas) {
  store::WatchEntryView view;
  view.row.entry_id = 12;
  view.row.kind = v1::WatchListEntry::KIND_PHONE;
  view.row.value = "138****8000";
  view.row.creator = "investigator/wang";
  casework_.entries = {view};
  const auto page = watch_list_handler_.ListWatchListEntries(As("supervisor/zhao"), {});
  ASSERT_EQ(page->watch_list_entries_size(), 1);
  EXPECT_EQ(page->watch_list_entries(0).name(), "watchListEntries/12");
  EXPECT_EQ(page->watch_list_entries(0).value(), "138****8000");
}

TEST_F(WatchListHandlerTest, DeletesByName) {
  StoreEntry("investigator/wang");
  EXPECT_TRUE(Delete("investigator/wang", "watchListEntries/1").ok());
  EXPECT_THAT(watch_list_.deleted, ElementsAre(1));
  EXPECT_EQ(Delete("investigator/wang", "watchListEntries/2").code(), StatusCode::kNotFound);
  EXPECT_THAT(Fields(Delete("investigator/wang", "flags/1")), ElementsAre("name"));
}

TEST_F(WatchListHandlerTest, AnEntryIsEndedByWhoMadeItOrByASupervisorOverThatPerson) {
  std::vector<store::Principal> principals = Everybody();
  principals.push_back(Person(Role::kInvestigator, "investigator/li", {1501}));
  principals.push_back(Person(Role::kSupervisor, "supervisor/bj", {11}));
  principals.push_back(Person(Role::kSupervisor, "supervisor/hohhot", {150102}));
  registry_.Replace(principals);
  StoreEntry("investigator/wang");
  for (const char* who : {"investigator/li", "supervisor/bj", "supervisor/hohhot"}) {
    EXPECT_EQ(Delete(who, "watchListEntries/1").code(), StatusCode::kPermissionDenied) << who;
    EXPECT_EQ(audit_.records().back().principal, who);
    EXPECT_EQ(audit_.records().back().target, "DeleteWatchListEntry watchListEntries/1");
    EXPECT_EQ(audit_.records().back().outcome, "PERMISSION_DENIED");
  }
  EXPECT_THAT(watch_list_.deleted, IsEmpty());
  EXPECT_TRUE(Delete("supervisor/zhao", "watchListEntries/1").ok());
  EXPECT_THAT(watch_list_.deleted, ElementsAre(1));
}

TEST_F(WatchListHandlerTest, CreationAndEndAreOnRecordBeforeAndAfter) {
  ASSERT_TRUE(Create(Entry(v1::WatchListEntry::KIND_PHONE, "13800138000")).ok());
  StoreEntry("investigator/wang");
  ASSERT_TRUE(Delete("investigator/wang", "watchListEntries/1").ok());
  watch_list_.failure = Unavailable("the journal is full");
  EXPECT_FALSE(Delete("investigator/wang", "watchListEntries/1").ok());
  const std::string request = " request 3f0c1a52-9d1e-4b7a-8f43-5f7c2a9b6e10";
  const auto row = [&](std::string action, std::string target, std::string reason,
                       std::string outcome) {
    return store::AuditRecord{clock_.Now(), "investigator/wang", "investigator", action,
                              target,       reason,              outcome};
  };
  EXPECT_THAT(audit_.records(),
              ElementsAre(row("watch_list.create", "watchListEntries" + request, "HH-2021-117",
                              "begun"),
                          row("watch_list.create", "watchListEntries/1" + request, "HH-2021-117",
                              "ok"),
                          row("watch_list.delete", "watchListEntries/1", "", "begun"),
                          row("watch_list.delete", "watchListEntries/1", "", "ok"),
                          row("watch_list.delete", "watchListEntries/1", "", "begun"),
                          row("watch_list.delete", "watchListEntries/1", "", "UNAVAILABLE")));
}

TEST_F(WatchListHandlerTest, NothingIsDoneThatCannotBePutOnRecord) {
  StoreEntry("investigator/wang");
  const std::size_t before = watch_list_.created.size();
  audit_.FailWith(Unavailable("PostgreSQL is away"));
  EXPECT_EQ(Create(Entry(v1::WatchListEntry::KIND_PHONE, "13800138000")).status().code(),
            StatusCode::kUnavailable);
  EXPECT_EQ(Delete("investigator/wang", "watchListEntries/1").code(), StatusCode::kUnavailable);
  EXPECT_EQ(watch_list_.created.size(), before);
  EXPECT_THAT(watch_list_.deleted, IsEmpty());
}

class AdminHandlerTest : public HandlerFixture {};

TEST_F(AdminHandlerTest, TellsHowTheDaemonIsDoing) {
  status_.status.server_version = "0.1.0";
  status_.status.journal_position = 9;
  status_.status.rule_errors = {{"xray.odd", 3}};
  status_.status.hubs = {{"hohhot-01", true, 7, 100, std::nullopt, 2}};
  const auto answer = admin_handler_.GetStatus(As("admin/ops"), {});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->server_version(), "0.1.0");
  EXPECT_EQ(answer->journal_position(), 9);
  EXPECT_EQ(answer->rule_errors(0).error_count(), 3);
  EXPECT_EQ(answer->hubs(0).name(), "hubs/hohhot-01");
  EXPECT_EQ(answer->hubs(0).pending_verdict_count(), 2);
  EXPECT_FALSE(answer->hubs(0).has_event_time());
}

}  // namespace
}  // namespace trigate::api
