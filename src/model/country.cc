#include "model/country.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace trigate::model {
namespace {

struct Country {
  std::string_view alpha2;
  std::string_view alpha3;
  std::uint16_t numeric;
};

constexpr Country kCountries[] = {
#include "iso3166.inc"
};

static_assert(std::is_sorted(std::begin(kCountries), std::end(kCountries),
                             [](const auto& a, const auto& b) { return a.alpha2 < b.alpha2; }),
              "iso3166.tsv is sorted by alpha-2");

}  // namespace

bool IsCountryAlpha2(std::string_view code) {
  return std::binary_search(
      std::begin(kCountries), std::end(kCountries), Country{code, {}, 0},
      [](const Country& a, const Country& b) { return a.alpha2 < b.alpha2; });
}

bool IsCountryAlpha3(std::string_view code) {
  return std::any_of(std::begin(kCountries), std::end(kCountries),
                     [code](const Country& country) { return country.alpha3 == code; });
}

bool IsCountryNumeric(int number) {
  return std::any_of(std::begin(kCountries), std::end(kCountries),
                     [number](const Country& country) { return country.numeric == number; });
}

}  // namespace trigate::model
