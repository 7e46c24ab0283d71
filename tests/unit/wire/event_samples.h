// Events for the tests of this module: good ones to spoil, and random ones.
//
// Threads: one.  Ownership: values.

#pragma once

#include <trigate/v1/event.pb.h>
#include <trigate/v1/screening_service.pb.h>

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/crypto/blind_index.h"
#include "trigate/wire/batch.h"

namespace trigate::wire {

namespace pb = ::trigate::v1;

/// 2021-09-15T02:00:00Z: when the tests' events happen and are received.
inline constexpr SystemTime kReceivedAt =
    std::chrono::sys_days(std::chrono::year(2021) / 9 / 15) + std::chrono::hours(2);

/// Events that are right in every field.
pb::ParcelEvent GoodAccepted();
pb::ParcelEvent GoodInspected();
pb::ParcelEvent GoodXrayScreened();
pb::ParcelEvent GoodMoved();
pb::ParcelEvent GoodHeld();
pb::ParcelEvent GoodReleased();
pb::ParcelEvent GoodOpened();
pb::ParcelEvent GoodReported();
pb::ParcelEvent GoodWeighed();
/// One of each kind, in the order of the oneof.
std::vector<pb::ParcelEvent> GoodEvents();

/// An EventBatch of `events` from sequence 1.
std::string BatchBytes(const std::vector<pb::ParcelEvent>& events);

/// A buffer that owns its bytes.
Buffer Own(std::string bytes);

/// A blind index with a fixed key.
const crypto::BlindIndex& TestIndex();

/// Decodes one event; aborts the test when the batch is refused.
std::unique_ptr<Batch> DecodeSingle(const pb::ParcelEvent& event);

/// Random messages and random damage; the same seed gives the same.
class RandomWire {
 public:
  explicit RandomWire(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t Below(std::uint64_t bound) { return engine_() % bound; }
  bool Chance(std::uint64_t percent) { return Below(100) < percent; }

  /// Sets fields at random through reflection: values around every boundary, odd texts, unknown
  /// enumerated values, NaN.
  void Fill(google::protobuf::Message* message);

  /// Bytes of a ParcelEvent as no library writes them but every library reads them: fields
  /// shuffled, repeated, split, packed or not, with unknown fields and groups between.
  std::string OddBytes();

  /// `bytes` with up to four changes of any sort: most results are no message.
  std::string Damage(std::string bytes);

 private:
  void FillField(google::protobuf::Message* message,
                 const google::protobuf::FieldDescriptor* field);
  std::string RandomText();
  std::int64_t RandomInteger();
  double RandomDouble();
  /// The fields of `bytes`, each as its own bytes.
  std::vector<std::string> Split(const std::string& bytes);
  std::string Scramble(const std::string& bytes, const google::protobuf::Descriptor& message,
                       int depth);
  std::string UnknownField(int depth);

  std::mt19937_64 engine_;
};

}  // namespace trigate::wire
