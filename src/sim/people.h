// People and firms, each a function of a number: the same number is the same person, so links
// between parcels are real without a table of people.
//
// Everything is drawn by rule. A resident ID number has the right check character and a region
// code that was in force in the year of birth; a phone lies in a range assigned in 2021. Such a
// number may by chance be somebody's: whatever this module makes is marked as simulated by its
// file.
//
// Threads: immutable; pure functions.  Cost: no allocation until a text is asked for.

#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/geography.h"
#include "sim/random.h"

namespace trigate::sim {

/// A consumer.
struct Person {
  std::uint16_t county = 0;  ///< home
  std::string_view surname;
  std::string_view given_1;
  std::string_view given_2;  ///< may be empty
  std::array<char, 18> id_number{};
  std::array<char, 11> phone{};
  std::string_view place;  ///< road, estate or village
  std::uint16_t house = 0;
  std::uint16_t unit = 0;  ///< 0: a house without units
  std::uint16_t room = 0;

  [[nodiscard]] std::string Name() const;
  [[nodiscard]] std::string_view IdNumber() const { return {id_number.data(), id_number.size()}; }
  [[nodiscard]] std::string_view Phone() const { return {phone.data(), phone.size()}; }
  [[nodiscard]] std::string Address() const;
};

/// A firm that sends under a safety agreement.
struct Merchant {
  std::uint16_t county = 0;
  std::uint32_t number = 0;
  std::string_view brand;
  std::string_view trade;  ///< "乳业", "服饰" …
  std::array<char, 18> credit_code{};
  std::array<char, 11> phone{};
  bool agreement_filed = false;
  std::int16_t agreement_days_left = 0;  ///< from the simulated day, 1 or more

  [[nodiscard]] std::string Name() const;
  [[nodiscard]] std::string_view CreditCode() const {
    return {credit_code.data(), credit_code.size()};
  }
  [[nodiscard]] std::string_view Phone() const { return {phone.data(), phone.size()}; }
  [[nodiscard]] std::string Address() const;
};

class People {
 public:
  /// `day` is the simulated day: nobody is born after it, and senders are of age.
  People(std::uint64_t seed, const Geography& geography, std::chrono::year_month_day day)
      : seed_(seed), geography_(geography), day_(day) {}

  /// The person with this number, who lives in `county`.
  [[nodiscard]] Person MakePerson(std::uint64_t number, std::uint16_t county) const;
  [[nodiscard]] Merchant MakeMerchant(std::uint64_t number, std::uint16_t county) const;

 private:
  void MakeId(std::uint16_t county, bool female, Random& random, Person* person) const;

  std::uint64_t seed_;
  const Geography& geography_;
  std::chrono::year_month_day day_;
};

/// A mobile number in a range of the three network operators.
std::array<char, 11> MakePhone(Random& random);
/// The same of a virtual operator (162, 165, 167, 170, 171).
std::array<char, 11> MakeMvnoPhone(Random& random);

}  // namespace trigate::sim
