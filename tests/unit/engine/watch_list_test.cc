// Watch-list entries: whom a new one reaches and when, and how long it stays.

#include <set>

#include "engine/state.h"
#include "unit/engine/engine_fixture.h"

namespace trigate::engine {
namespace {

using model::Action;

class WatchListTest : public EngineTest {
 protected:
  static WatchEntryAdded EntryOf(std::string_view request_id, model::LinkKey phone) {
    WatchEntryAdded added;
    added.request_id = request_id;
    added.kind = WatchKind::kPhone;
    added.link_key = phone;
    return added;
  }
  /// Parcels of the sender whose phone is 11.
  void AcceptMany(std::size_t parcels) {
    for (std::size_t i = 0; i < parcels; ++i) {
      Send("a", Accept("SF" + std::to_string(1'000'000'000'000 + i), At(0)));
    }
  }
};

TEST_F(WatchListTest, ANewEntryReachesTheHubThatHoldsTheParcel) {
  Send("a", Accept("SF1000000000001", At(0)));
  Send("b", Move("SF1000000000001", At(60), model::Movement::kArrived));
  const WatchEntryAdded added = EntryOf("r-1", 21);  // the recipient's
  Apply(added);
  ASSERT_EQ(out_.verdicts.size(), 1u);
  EXPECT_EQ(out_.verdicts[0].hub, engine_.FindHub("b"));
  EXPECT_EQ(out_.verdicts[0].verdict.action, Action::kOpen);
  EXPECT_EQ(out_.verdicts[0].verdict.sequence, 0) << "no event of this hub led to it";
  const std::int64_t entry = position_;
  Apply(added);
  EXPECT_TRUE(out_.watch_entries.empty()) << "the same request is the same entry";
  EXPECT_EQ(engine_.FindWatchEntry("r-1"), entry);
  Apply(WatchEntryEnded{entry});
  EXPECT_FALSE(engine_.HasWatchEntry(entry));
  Send("a", Accept("SF1000000000003", At(90)));
  EXPECT_EQ(out_.verdicts.at(0).verdict.action, Action::kRelease) << "the entry has ended";
}

TEST_F(WatchListTest, AnEntryThatNamesManyParcelsIsWorkedOffByTicks) {
  constexpr std::size_t kParcels = kNamedPerEntryMax + kDuePerTickMax + 100;
  TickTo(At(1));
  AcceptMany(kParcels);
  Apply(EntryOf("r-1", 11));
  EXPECT_EQ(out_.flags.size(), kNamedPerEntryMax);
  std::set<FlagId> flags;
  const auto gather = [&] {
    for (const FlagChange& flag : out_.flags) flags.insert(flag.flag_id);
  };
  gather();
  TextSnapshot snapshot;
  ASSERT_TRUE(engine_.Save(snapshot).ok());
  Engine restored;
  ASSERT_TRUE(restored.Restore(snapshot).ok());
  for (bool more = true; more;) {
    TickTo(engine_.now() + Millis(1'000));
    EXPECT_LE(out_.flags.size(), kDuePerTickMax);
    gather();
    Output output;
    restored.Apply({position_, kStart}, Tick{engine_.now()}, output);
    EXPECT_EQ(output.flags.size(), out_.flags.size());
    more = !out_.flags.empty();
  }
  EXPECT_EQ(flags.size(), kParcels) << "each once";
  EXPECT_EQ(Saved(restored), Saved(engine_));
}

TEST_F(WatchListTest, RowsOfOneRecordAreBounded) {
  constexpr std::size_t kParcels = 1'000;
  constexpr int kEventsEach = 100;
  TickTo(At(1));
  for (int n = 0; n < kEventsEach; ++n) {
    for (std::size_t i = 0; i < kParcels; ++i) {
      const std::string waybill = "SF" + std::to_string(1'000'000'000'000 + i);
      Send("a", n == 0 ? Accept(waybill, At(0)) : Inspect(waybill, At(n)));
    }
  }
  Apply(EntryOf("r-1", 11));
  std::size_t flags = out_.flags.size();
  EXPECT_LT(flags, kParcels);
  for (int tick = 0; tick < 3; ++tick) {
    EXPECT_LE(out_.timeline.size(), kRowsPerRecordMax + 2 * kEventsEach);
    TickTo(engine_.now() + Millis(1'000));
    flags += out_.flags.size();
  }
  EXPECT_EQ(flags, kParcels);
}

TEST_F(WatchListTest, AnExpiredEntryMakesRoom) {
  TickTo(At(1));
  WatchEntryAdded added = EntryOf("r-1", 11);
  added.expires_at = At(10);
  Apply(added);
  const std::int64_t entry = position_;
  TickTo(At(9));
  EXPECT_TRUE(engine_.HasWatchEntry(entry));
  TickTo(At(10));
  EXPECT_FALSE(engine_.HasWatchEntry(entry));
  EXPECT_EQ(engine_.FindWatchEntry("r-1"), 0);
}

}  // namespace
}  // namespace trigate::engine
