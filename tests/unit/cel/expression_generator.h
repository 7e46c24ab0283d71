// Random expressions over the Parcel record, well-typed by construction, and random rows. Seeded:
// the same seed gives the same sequence on every machine (std::mt19937_64 and no distribution of
// the library).

#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "unit/cel/parcel_env.h"

namespace trigate::cel {

class ExpressionGenerator {
 public:
  explicit ExpressionGenerator(std::uint64_t seed) : random_(seed) {}

  std::string Bool(int depth) {
    switch (depth <= 0 ? Pick(6) : Pick(20)) {
      case 0: return Choose({"true", "false", "parcel.sealed"});
      case 1: return "has(parcel." + Field() + ")";
      case 2:
        return "(parcel.weight_g " + Order() + " " + Choose({"0", "100", "-1", "30000"}) + ")";
      case 3: return "(parcel.route " + Choose({"==", "!="}) + " " + TextConstant() + ")";
      case 4: return "(parcel.value " + Order() + " " + Choose({"0.0", "1.5", "-2.0", "1e9"}) + ")";
      case 5: return "(parcel.declared in ['茶', 'tea', 'a long text', ''])";
      case 6:
      case 7:
      case 8: return "(" + Bool(depth - 1) + " && " + Bool(depth - 1) + ")";
      case 9:
      case 10:
      case 11: return "(" + Bool(depth - 1) + " || " + Bool(depth - 1) + ")";
      case 12: return "!" + Bool(depth - 1);
      case 13:
        return "(" + Bool(depth - 1) + " ? " + Bool(depth - 1) + " : " + Bool(depth - 1) + ")";
      case 14: return "(" + Int(depth - 1) + " " + Order() + " " + Int(depth - 1) + ")";
      case 15: return "(" + Double(depth - 1) + " " + Order() + " " + Double(depth - 1) + ")";
      case 16: return "(" + Text(depth - 1) + " " + Order() + " " + Text(depth - 1) + ")";
      case 17: return TextTest(depth - 1);
      case 18: return Time(depth - 1);
      default: return Loop(depth - 1);
    }
  }

  /// A row with each field present three times of four, values small and often equal to the
  /// constants.
  void Fill(Row* row) {
    row->Clear();
    if (Pick(4) != 0) row->SetInt(kWeight, OneOf<std::int64_t>({0, 100, -1, 30'000, INT64_MAX}));
    if (Pick(4) != 0) row->SetUint(kPieces, OneOf<std::uint64_t>({0, 1, 5}));
    if (Pick(4) != 0) row->SetString(kDeclared, OneOf<std::string_view>({"茶", "tea", "", "wine"}));
    if (Pick(4) != 0) row->SetString(kRoute, OneOf<std::string_view>({"R1", "R2", "a long text"}));
    if (Pick(4) != 0) row->SetDouble(kValue, OneOf<double>({0, 1.5, -2, 1e300, NAN, -0.0}));
    if (Pick(4) != 0) row->SetBool(kSealed, Pick(2) == 0);
    if (Pick(4) != 0) row->SetTimestamp(kAccepted, {OneOf<std::int64_t>({0, 1630454400}), 0});
    if (Pick(4) != 0) row->SetTimestamp(kInspected, {1630454460, OneOf<std::int32_t>({0, 7})});
    if (Pick(4) != 0) row->SetDuration(kAge, {OneOf<std::int64_t>({0, -60, 3600}), 0});
    if (Pick(4) != 0) row->SetStrings(kTags, std::span(kTagValues).first(Pick(4)));
    if (Pick(4) != 0) row->SetInts(kCodes, std::span(kCodeValues).first(Pick(4)));
  }

 private:
  static constexpr std::array<std::string_view, 3> kTagValues = {"x", "茶", "R1"};
  static constexpr std::array<std::int64_t, 3> kCodeValues = {0, 7, 100};

  std::size_t Pick(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  template <typename T>
  T OneOf(std::initializer_list<T> list) {
    return *(list.begin() + Pick(list.size()));
  }
  std::string Choose(std::initializer_list<std::string_view> list) {
    return std::string(OneOf(list));
  }

  std::string Order() { return Choose({"<", "<=", ">", ">=", "==", "!="}); }
  std::string Field() {
    return Choose({"weight_g", "pieces", "declared", "route", "value", "sealed", "accepted_at",
                   "inspected_at", "tags", "codes", "age"});
  }
  std::string TextConstant() { return Choose({"'R1'", "'R2'", "'a long text'", "''", "'茶'"}); }

  std::string Int(int depth) {
    switch (depth <= 0 ? Pick(3) : Pick(11)) {
      case 0: return "parcel.weight_g";
      case 1: return Choose({"0", "1", "100", "-7", "9223372036854775807"});
      case 2: return "size(parcel.tags)";
      case 3: return "(" + Int(depth - 1) + " + " + Int(depth - 1) + ")";
      case 4: return "(" + Int(depth - 1) + " - " + Int(depth - 1) + ")";
      case 5: return "(" + Int(depth - 1) + " * " + Int(depth - 1) + ")";
      case 6: return "(" + Int(depth - 1) + " / " + Int(depth - 1) + ")";
      case 7: return "(" + Int(depth - 1) + " % " + Int(depth - 1) + ")";
      case 8: return "size(" + Text(depth - 1) + ")";
      case 9: return "(" + Bool(depth - 1) + " ? " + Int(depth - 1) + " : " + Int(depth - 1) + ")";
      default: return "parcel.accepted_at." + Choose({"getHours()", "getMonth('+08:00')"});
    }
  }
  std::string Double(int depth) {
    switch (depth <= 0 ? Pick(2) : Pick(5)) {
      case 0: return "parcel.value";
      case 1: return Choose({"0.0", "1.5", "-2.0", "1e300"});
      case 2: return "(" + Double(depth - 1) + Choose({" + ", " - ", " * ", " / "}) +
                     Double(depth - 1) + ")";
      case 3: return "math.floor(" + Double(depth - 1) + ")";
      default: return "(-" + Double(depth - 1) + ")";
    }
  }
  std::string Text(int depth) {
    switch (depth <= 0 ? Pick(3) : Pick(5)) {
      case 0: return "parcel.route";
      case 1: return "parcel.declared";
      case 2: return TextConstant();
      case 3: return "parcel.declared.lowerAscii()";
      default:
        return "(" + Bool(depth - 1) + " ? " + Text(depth - 1) + " : " + Text(depth - 1) + ")";
    }
  }
  std::string TextTest(int depth) {
    const std::string text = Text(depth);
    return text + Choose({".contains('茶')", ".startsWith('R')", ".endsWith('t')",
                          ".matches('^R[0-9]+$')", ".contains(parcel.route)"});
  }
  std::string Time(int depth) {
    switch (Pick(4)) {
      case 0: return "(parcel.inspected_at - parcel.accepted_at " + Order() + " parcel.age)";
      case 1: return "(parcel.accepted_at + duration('1h') " + Order() + " parcel.inspected_at)";
      case 2: return "(parcel.age " + Order() + " duration('60s'))";
      default: return "(parcel.pieces * 2u " + Order() + " " + "uint(" + Int(depth) + "))";
    }
  }
  std::string Loop(int depth) {
    const std::string loop = Choose({".exists(", ".all(", ".exists_one("});
    if (Pick(2) == 0) {
      return "parcel.tags" + loop + "t, t " + Order() + " " + Text(depth - 1) + " || " +
             Bool(depth - 1) + ")";
    }
    return "parcel.codes" + loop + "c, c " + Order() + " " + Int(depth - 1) + ")";
  }

  std::mt19937_64 random_;
};

}  // namespace trigate::cel
