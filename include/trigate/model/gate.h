// The three gates (三项制度), what exempts a parcel from one, and what a verdict asks of the hub.
//
// Every enumeration of this module answers the same three calls:
//   CodeOf(value)  the stable text for policies, filters, metrics and JSON ("REAL_NAME")
//   NameOf(value)  what people read, in English and Chinese
//   Parse…(code)   the value of a code; nothing when there is none
//
// Threads: pure functions over static tables.  Allocation: none.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "trigate/model/bilingual.h"

namespace trigate::model {

/// Stable numbers.
enum class Gate : std::uint8_t {
  kUnspecified = 0,
  kRealName = 1,    ///< 实名收寄: the sender identified before acceptance (快递暂行条例 art. 22)
  kInspection = 2,  ///< 收寄验视: contents compared with the waybill, then marked (art. 31)
  kXray = 3,        ///< 过机安检: screened as often as the route requires (art. 32)
};

inline constexpr std::array<Gate, 3> kAllGates = {Gate::kRealName, Gate::kInspection, Gate::kXray};

std::string_view CodeOf(Gate gate);
Bilingual NameOf(Gate gate);
std::optional<Gate> ParseGate(std::string_view code);

/// What the hub should do now, in rising order: the stricter of two actions is the greater one.
/// Stable numbers.
enum class Action : std::uint8_t {
  kUnspecified = 0,
  kRelease = 1,
  kRescreen = 2,
  kHold = 3,
  kOpen = 4,    ///< by the authorised people only: 邮政法 art. 3, 36, 61, 71 (domain L7, L8)
  kReport = 5,  ///< to the departments, immediately: 快递暂行条例 art. 33 (domain L6)
};

constexpr Action Stricter(Action a, Action b) { return a < b ? b : a; }

std::string_view CodeOf(Action action);
Bilingual NameOf(Action action);
std::optional<Action> ParseAction(std::string_view code);

/// Why a parcel need not pass the real-name gate (快递暂行条例 art. 22). Stable numbers.
enum class Exemption : std::uint8_t {
  kNone = 0,
  kLetter = 1,     ///< 信件; its contents may not be read either (邮政法 art. 25)
  kAgreement = 2,  ///< sender with a signed safety agreement (已签订安全协议用户)
};

std::string_view CodeOf(Exemption exemption);
Bilingual NameOf(Exemption exemption);
std::optional<Exemption> ParseExemption(std::string_view code);

}  // namespace trigate::model
