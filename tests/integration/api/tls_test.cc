#include "integration/api/server_fixture.h"
#include "trigate/rpc_status/rpc_status.h"

namespace trigate::api::testing {
namespace {

class TlsTest : public ServerFixture {
 protected:
  TlsTest() { StartServer(); }

  static grpc::StatusCode GetReport(const std::shared_ptr<grpc::Channel>& channel) {
    grpc::ClientContext context;
    v1::GetComplianceReportRequest request;
    request.set_start_date("2021-09-01");
    request.set_end_date("2021-09-30");
    v1::GetComplianceReportResponse response;
    return v1::ComplianceService::NewStub(channel)
        ->GetComplianceReport(&context, request, &response)
        .error_code();
  }
  static grpc::StatusCode ListEntries(const std::shared_ptr<grpc::Channel>& channel) {
    grpc::ClientContext context;
    v1::ListWatchListEntriesResponse response;
    return v1::WatchListService::NewStub(channel)
        ->ListWatchListEntries(&context, {}, &response)
        .error_code();
  }
  static grpc::StatusCode Report(const std::shared_ptr<grpc::Channel>& channel,
                                 const std::string& hub) {
    grpc::ClientContext context;
    v1::ReportManifestRequest request;
    request.set_hub(hub);
    request.mutable_hour_time()->set_seconds(1631674800);
    request.add_entries()->set_carrier("SF");
    v1::ReportManifestResponse response;
    return v1::ScreeningService::NewStub(channel)
        ->ReportManifest(&context, request, &response)
        .error_code();
  }
};

TEST_F(TlsTest, TheRoleOfTheCertificateDecides) {
  constexpr auto kOk = grpc::StatusCode::OK;
  constexpr auto kDenied = grpc::StatusCode::PERMISSION_DENIED;
  struct Expected {
    const char* id;
    grpc::StatusCode flags, report, entries, status, manifest;
  };
  for (const Expected& expected : std::initializer_list<Expected>{
           {"hub/hohhot-01", kDenied, kDenied, kDenied, kDenied, kOk},
           {"investigator/wang", kOk, kDenied, kOk, kDenied, kDenied},
           {"hq/SF/nm-01", kDenied, kOk, kDenied, kDenied, kDenied},
           {"supervisor/zhao", kOk, kOk, kOk, kOk, kDenied},
           {"admin/ops", kDenied, kDenied, kDenied, kOk, kDenied}}) {
    const auto channel = ConnectAs(expected.id);
    EXPECT_EQ(ListFlags(channel).error_code(), expected.flags) << expected.id;
    EXPECT_EQ(GetReport(channel), expected.report) << expected.id;
    EXPECT_EQ(ListEntries(channel), expected.entries) << expected.id;
    EXPECT_EQ(GetStatus(channel).error_code(), expected.status) << expected.id;
    EXPECT_EQ(Report(channel, "hubs/hohhot-01"), expected.manifest) << expected.id;
  }
  EXPECT_EQ(Report(ConnectAs("hub/hohhot-01"), "hubs/baotou-01"), kDenied);
}

TEST_F(TlsTest, WithoutACertificateThereIsNoHandshake) {
  EXPECT_EQ(ListFlags(Connect(std::nullopt)).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_TRUE(ListFlags(ConnectAs("investigator/wang")).ok());
}

TEST_F(TlsTest, AnotherAuthorityIsNoHandshake) {
  const crypto::PemPair stranger = MakeAuthority(now_);
  EXPECT_EQ(ListFlags(Connect(MakeClient(stranger, "investigator/wang", now_))).error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

TEST_F(TlsTest, ExpiredAndFutureCertificatesAreNoHandshake) {
  const SystemTime past = now_ - std::chrono::hours(24 * 30);
  const crypto::PemPair old_authority = MakeAuthority(past);
  WriteServerFiles(MakeServer(authority_, now_),
                   authority_.certificate + old_authority.certificate);
  const auto valid = MakeClient(old_authority, "investigator/wang", now_);
  ASSERT_TRUE(Eventually([&] { return ListFlags(Connect(valid)).ok(); }));
  const auto expired = MakeClient(old_authority, "investigator/wang", past, 20);
  EXPECT_EQ(ListFlags(Connect(expired)).error_code(), grpc::StatusCode::UNAVAILABLE);
  const auto future =
      MakeClient(old_authority, "investigator/wang", now_ + std::chrono::hours(24 * 10));
  EXPECT_EQ(ListFlags(Connect(future)).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(TlsTest, TwoUriNamesAreNobodyAndThatIsAudited) {
  const auto two = MakeWithUris(authority_,
                                {"spiffe://trigate.example/investigator/wang",
                                 "spiffe://trigate.example/hub/hohhot-01"},
                                now_);
  const grpc::Status status = ListFlags(Connect(two));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << status.error_message();
  ASSERT_EQ(audit_.records().size(), 1u);
  EXPECT_EQ(audit_.records()[0].principal, "unknown");
  EXPECT_EQ(audit_.records()[0].outcome, "UNAUTHENTICATED");
}

TEST_F(TlsTest, OtherNamesAreNobody) {
  for (const auto& uris : std::vector<std::vector<std::string>>{
           {},
           {"https://trigate.example/investigator/wang"},
           {"spiffe://other.example/investigator/wang"},
           {"spiffe://trigate.example/root/wang"}}) {
    EXPECT_EQ(ListFlags(Connect(MakeWithUris(authority_, uris, now_))).error_code(),
              grpc::StatusCode::UNAUTHENTICATED)
        << (uris.empty() ? "none" : uris[0]);
  }
  EXPECT_TRUE(ListFlags(Connect(MakeWithUris(
                  authority_, {"spiffe://trigate.example/investigator/wang"}, now_))).ok());
}

TEST_F(TlsTest, AGoodCertificateIsNotEnoughWithoutRegistration) {
  EXPECT_EQ(ListFlags(ConnectAs("investigator/nobody")).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(audit_.records().at(0).principal, "investigator/nobody");
}

TEST_F(TlsTest, MetadataDoesNotNameTheCallerUnderTls) {
  const grpc::Status status = ListFlags(ConnectAs("hub/hohhot-01"), [](grpc::ClientContext& call) {
    call.AddMetadata(kPrincipalMetadata, "investigator/wang");
  });
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(TlsTest, DisablingTakesEffectOnAnOpenConnection) {
  const auto channel = ConnectAs("investigator/wang");
  ASSERT_TRUE(ListFlags(channel).ok());
  std::vector<store::Principal> principals = Everybody();
  for (store::Principal& principal : principals) principal.disabled = true;
  registry_.Replace(principals);
  EXPECT_EQ(ListFlags(channel).error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(TlsTest, ACertificateThatExpiresOnAnOpenConnectionIsNobody) {
  const auto channel = ConnectAs("investigator/wang");
  ASSERT_TRUE(ListFlags(channel).ok());
  identity_clock_.Shift(std::chrono::hours(24 * 365 * 30));
  EXPECT_EQ(ListFlags(channel).error_code(), grpc::StatusCode::UNAUTHENTICATED);
  ASSERT_FALSE(audit_.records().empty());
  EXPECT_EQ(audit_.records().back().outcome, "UNAUTHENTICATED");
}

TEST_F(TlsTest, FieldViolationsReachTheClient) {
  grpc::ClientContext context;
  v1::ListFlagsRequest request;
  request.set_page_size(-1);
  v1::ListFlagsResponse response;
  const Status status = rpc_status::FromGrpc(
      v1::FlagService::NewStub(ConnectAs("investigator/wang"))
          ->ListFlags(&context, request, &response));
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  ASSERT_EQ(status.violations().size(), 1u);
  EXPECT_EQ(status.violations()[0].field, "page_size");
}

TEST_F(TlsTest, RotatedFilesServeNewConnectionsAndOpenOnesStay) {
  const auto open = ConnectAs("investigator/wang");
  ASSERT_TRUE(ListFlags(open).ok());
  const crypto::PemPair next = MakeAuthority(now_);
  const auto renewed = MakeClient(next, "investigator/wang", now_);
  EXPECT_FALSE(ListFlags(Connect(renewed)).ok());
  // The server's own certificate stays under the authority that this test's clients trust.
  WriteServerFiles(MakeServer(authority_, now_), authority_.certificate + next.certificate);
  EXPECT_TRUE(Eventually([&] { return ListFlags(Connect(renewed)).ok(); }));
  EXPECT_TRUE(ListFlags(open).ok());
  EXPECT_EQ(metrics_.certificate_reloads.With({"taken"}).value(), 1u);
}

TEST_F(TlsTest, ARotationThatDoesNotFitChangesNothing) {
  crypto::PemPair broken = MakeServer(authority_, now_);
  broken.private_key = MakeServer(authority_, now_).private_key;
  WriteServerFiles(broken, authority_.certificate);
  ASSERT_TRUE(Eventually(
      [&] { return metrics_.certificate_reloads.With({"refused"}).value() == 1; }));
  EXPECT_TRUE(ListFlags(ConnectAs("investigator/wang")).ok());
  std::filesystem::remove(files_.key);
  EXPECT_TRUE(Eventually(
      [&] { return metrics_.certificate_reloads.With({"refused"}).value() >= 2; }));
  EXPECT_TRUE(ListFlags(ConnectAs("investigator/wang")).ok());
}

}  // namespace
}  // namespace trigate::api::testing
