#include "integration/store/store_fixture.h"

#include <stdexcept>
#include <string_view>
#include <utility>

namespace trigate::store {

std::string KeyLine(int id, const std::string& fill) {
  std::string line = std::to_string(id) + " ";
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (int i = 0; i < 16; ++i) line += fill + "0" + kDigits[static_cast<std::size_t>(i)];
  return line + "\n";
}

std::unique_ptr<FieldCipher> CipherOf(const std::string& keys) {
  const auto ring = crypto::KeyRing::Parse(keys, "test keys");
  if (!ring.ok()) throw std::runtime_error(ring.status().ToString());
  auto cipher = MakeFieldCipher(*ring);
  if (!cipher.ok()) throw std::runtime_error(cipher.status().ToString());
  return std::move(cipher).value();
}

FlagRow MakeFlag(FlagId flag_id, std::int64_t position, int n) {
  FlagRow flag;
  flag.flag_id = flag_id;
  flag.position = position;
  flag.first_position = position;
  flag.carrier = "SF";
  flag.waybill_number = "SF" + std::to_string(1'000'000'000'000 + n);
  flag.hub = "hohhot-01";
  flag.region_code = 150102;
  flag.action = 3;
  flag.score = static_cast<std::int16_t>(60 + n % 40);
  flag.peak_score = flag.score;
  flag.flagged_at = kCampaignStart + std::chrono::minutes(n);
  flag.updated_at = flag.flagged_at;
  flag.accepted_at = flag.flagged_at - std::chrono::hours(5);
  flag.policy_version = "2021.09";
  flag.policy_digest = std::string(64, 'a');
  return flag;
}

FindingRow MakeFinding(FlagId flag_id, std::int64_t position, const std::string& rule,
                       std::int16_t gate) {
  FindingRow finding;
  finding.flag_id = flag_id;
  finding.rule_id = rule;
  finding.position = position;
  finding.raised_at = kCampaignStart;
  finding.gate = gate;
  finding.action = 3;
  finding.score_group = "physical";
  finding.weight_milli = 1'500;
  finding.strength_milli = 800;
  finding.message_zh = "未过机安检";
  finding.message_en = "not screened before departure";
  finding.legal_source = "快递暂行条例 art. 32";
  return finding;
}

WaybillRow MakeWaybill(FlagId flag_id, std::int64_t position) {
  WaybillRow waybill;
  waybill.flag_id = flag_id;
  waybill.position = position;
  waybill.sender = {"张三", "13800138000", "新城区呼伦贝尔北路12号", "150102199001010019",
                    150102, false};
  waybill.recipient = {"李四", "13900139000", "昆都仑区钢铁大街8号", "", 150203, false};
  waybill.contents = "茶叶 × 2";
  return waybill;
}

TimelineRow MakeEvent(FlagId flag_id, std::int64_t position, const std::string& device,
                      const std::string& staff) {
  TimelineRow event;
  event.flag_id = flag_id;
  event.position = position;
  event.occurred_at = kCampaignStart + std::chrono::minutes(position);
  event.received_at = event.occurred_at + std::chrono::seconds(2);
  event.kind = "xray_screened";
  event.hub = "hohhot-01";
  event.site = "HET-01";
  event.staff = staff;
  event.device = device;
  event.summary_en = "screened, suspect";
  event.summary_zh = "过机,可疑";
  return event;
}

void StoreTest::SetUp() {
  PostgresTest::SetUp();
  cipher_ = CipherOf(KeyLine(1, "11"));
  sink_ = std::make_unique<Sink>(database(), *cipher_);
  queries_ = std::make_unique<FlagQueries>(database(), *cipher_, RealClock());
}

void StoreTest::ApplyNext(SinkBatch batch) {
  batch.from_position = position_;
  batch.through_position = position_ + 1;
  batch.through_time = kCampaignStart + std::chrono::seconds(position_);
  batch.policy_version = "2021.09";
  batch.policy_digest = std::string(64, 'a');
  const Status status = sink_->Apply(batch);
  ASSERT_TRUE(status.ok()) << status.ToString();
  ++position_;
}

std::vector<FlagId> StoreTest::Find(const std::string& filter, const Scope& scope,
                                    const std::string& order_by, int page_size) {
  std::vector<FlagId> ids;
  ListFlagsQuery query{filter, order_by, page_size, ""};
  do {
    const auto page = queries_->ListFlags(scope, query);
    EXPECT_TRUE(page.ok()) << filter << ": " << page.status().ToString();
    if (!page.ok()) break;
    for (const FlagView& view : page->flags) ids.push_back(view.flag.flag_id);
    query.page_token = page->next_page_token;
  } while (!query.page_token.empty());
  return ids;
}

}  // namespace trigate::store
