// Nothing acknowledged is lost, nothing is counted twice: whatever is killed or away.

#include <gtest/gtest.h>

#include <random>

#include "fault/counted_hub.h"
#include "fault/daemon_process.h"
#include "pipeline/record_body.h"
#include "support/postgres_fixture.h"
#include "trigate/crypto/blind_index.h"
#include "trigate/engine/engine.h"
#include "trigate/journal/local_store.h"

namespace trigate::testing {
namespace {

constexpr Millis kPatience = std::chrono::seconds(90);

client::HubStreamOptions StreamOptions(const DaemonProcess& daemon) {
  client::HubStreamOptions options;
  options.endpoint = daemon.EndpointOf("hub/a");
  options.hub = "hubs/a";
  options.backoff_initial = Millis(20);
  options.backoff_max = Millis(200);
  options.linger = Millis(2'000);
  return options;
}

class Snapshot final : public engine::SnapshotSink {
 public:
  Status Write(std::string_view bytes) override {
    text.append(bytes);
    return OkStatus();
  }
  std::string text;
};

class SurvivalTest : public PostgresTest {
 protected:
  /// Waits until the rows of everything in the journal are in PostgreSQL.
  void WaitForRows(const DaemonProcess& daemon, std::int64_t events) {
    const auto deadline = RealClock().MonotonicNow() + kPatience;
    while (Count("SELECT coalesce(sum(events), 0) FROM trigate.hub_hours") < events) {
      ASSERT_LT(RealClock().MonotonicNow(), deadline) << "rows do not arrive:\n" << daemon.Log();
      RealClock().SleepFor(Millis(100));
    }
  }
  std::int64_t Count(const std::string& sql) { return std::stoll(Psql(sql)); }

  /// What the database must hold after `events` events of a CountedHub, each counted once.
  void ExpectCountedOnce(std::int64_t events) {
    const std::int64_t parcels = events / kEventsPerParcel;
    const std::int64_t flags = (parcels + kParcelsPerFlag - 1) / kParcelsPerFlag;
    EXPECT_EQ(Count("SELECT sum(events) FROM trigate.hub_hours"), events);
    EXPECT_EQ(Count("SELECT sum(accepted) FROM trigate.counters"), parcels);
    EXPECT_EQ(Count("SELECT count(*) FROM trigate.flags"), flags);
    EXPECT_EQ(Count("SELECT count(DISTINCT waybill_number) FROM trigate.flags"), flags);
    EXPECT_EQ(Count("SELECT count(*) FROM trigate.timeline"), flags * kEventsPerParcel);
  }
};

/// Replays the whole journal into an empty engine and returns its state as bytes.
std::string ReplayFromNothing(const DaemonProcess& daemon, std::string* newest_snapshot) {
  const auto keys = crypto::KeyRing::Load(daemon.key_file());
  const auto index = crypto::BlindIndex::Create(*keys);
  journal::LocalStoreOptions options;
  options.directory = daemon.journal_directory();
  auto local = journal::LocalStore::Open(options, *keys, RealClock().Now());
  EXPECT_TRUE(local.ok()) << local.status().ToString();
  engine::Engine engine;
  engine::Output output;
  const wire::Decoder decoder(&*index);
  const auto end = (*local)->journal().Read(1, [&](const journal::RecordView& record) {
    const auto body = pipeline::DecodeRecord(record, decoder);
    EXPECT_TRUE(body.ok()) << body.status().ToString();
    engine.Apply({record.position, record.received_at}, pipeline::ToInput(*body), output);
    return body.ok();
  });
  EXPECT_TRUE(end.ok()) << end.status().ToString();
  Snapshot snapshot;
  EXPECT_TRUE(engine.Save(snapshot).ok());
  auto reader = (*local)->snapshots().Latest((*local)->journal().LastPosition(), nullptr);
  EXPECT_TRUE(reader.ok() && *reader != nullptr);
  newest_snapshot->resize((*reader)->content_bytes());
  EXPECT_TRUE((*reader)->Read(*newest_snapshot).ok());
  EXPECT_EQ((*reader)->position(), (*local)->journal().LastPosition());
  return snapshot.text;
}

TEST_F(SurvivalTest, TwentyKillsDuringAStreamLoseNothingAndCountNothingTwice) {
  constexpr int kKills = 20;
  constexpr std::int64_t kEventsPerLife = 4'000;
  constexpr std::int64_t kEvents = (kKills + 1) * kEventsPerLife;
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);

  DaemonProcess daemon(cluster().Conninfo(name()), {"a"});
  daemon.Prepare();
  daemon.Start();
  CountedHub hub(kEvents, RealClock().Now() - std::chrono::hours(1));
  client::HubStream stream(StreamOptions(daemon), hub, hub, RealClock());
  stream.Start();
  for (int kill = 0; kill < kKills; ++kill) {
    const std::int64_t base = kill * kEventsPerLife;
    hub.Release(base + kEventsPerLife);
    stream.Wake();
    const bool early = kill % 5 == 4;  // while it recovers, not while it streams
    if (early) {
      stream.WaitFor(Millis(random() % 150));
    } else {
      ASSERT_TRUE(hub.WaitDurable(base + 1 + random() % (kEventsPerLife - 1), kPatience));
    }
    daemon.Kill();
    daemon.Start();
  }
  // The last parcel is held back, so that the stream stays open until the engine has caught up.
  constexpr std::int64_t kParcels = kEvents / kEventsPerParcel;
  hub.Release(kEvents - kEventsPerParcel);
  stream.Wake();
  EXPECT_EQ(hub.WaitParcelsWithVerdict(kParcels - 1, kPatience), kParcels - 1);
  hub.Release(kEvents);
  stream.Wake();
  EXPECT_EQ(hub.WaitParcelsWithVerdict(kParcels, kPatience), kParcels) << "every parcel has a verdict";
  ASSERT_TRUE(hub.WaitDurable(kEvents, kPatience));
  EXPECT_TRUE(stream.Wait().ok());
  EXPECT_EQ(hub.lost(), 0) << "a watermark fell behind an acknowledgement";
  WaitForRows(daemon, kEvents);
  ExpectCountedOnce(kEvents);

  EXPECT_EQ(daemon.Terminate(), 0);
  std::string newest;
  const std::string replayed = ReplayFromNothing(daemon, &newest);
  EXPECT_EQ(replayed.size(), newest.size());
  EXPECT_TRUE(replayed == newest) << "replay from nothing differs from the state that was lived";
}

// On a cluster that keeps what it has committed: an outage, not a loss of data.
class OutageTest : public SurvivalTest {
 protected:
  PostgresCluster& cluster() override {
    static PostgresCluster durable({.durable = true});
    return durable;
  }
};

TEST_F(OutageTest, HubsDoNotNoticeThatPostgresqlIsAway) {
  constexpr std::int64_t kBefore = 8'000;
  constexpr std::int64_t kEvents = 40'000;
  constexpr Millis kOutage = std::chrono::seconds(30);
  DaemonProcess daemon(cluster().Conninfo(name()), {"a"});
  daemon.Prepare();
  daemon.Start();
  CountedHub hub(kEvents, RealClock().Now() - std::chrono::hours(1));
  client::HubStream stream(StreamOptions(daemon), hub, hub, RealClock());
  stream.Start();
  hub.Release(kBefore);
  stream.Wake();
  ASSERT_TRUE(hub.WaitDurable(kBefore, kPatience));

  cluster().Stop("immediate");
  const auto back_at = RealClock().MonotonicNow() + kOutage;
  hub.Release(kEvents - kBefore);
  stream.Wake();
  EXPECT_TRUE(hub.WaitDurable(kEvents - kBefore, kPatience)) << "acknowledgements go on";
  EXPECT_LT(RealClock().MonotonicNow(), back_at) << "they did not wait for PostgreSQL";
  // The stream is still open, so this waits for the whole outage.
  EXPECT_FALSE(stream.WaitFor(
      std::chrono::duration_cast<Millis>(back_at - RealClock().MonotonicNow())));
  cluster().Start();

  hub.Release(kEvents);
  stream.Wake();
  EXPECT_TRUE(stream.Wait().ok());
  WaitForRows(daemon, kEvents);
  ExpectCountedOnce(kEvents);
  EXPECT_EQ(daemon.Terminate(), 0);
}

}  // namespace
}  // namespace trigate::testing
