// ISO 3166-1 countries, for identifiers that name one.

#pragma once

#include <string_view>

namespace trigate::model {

bool IsCountryAlpha2(std::string_view code);
bool IsCountryAlpha3(std::string_view code);
/// `number` has three digits, as ISO 3166-1 numeric codes are written: 004, 840.
bool IsCountryNumeric(int number);

}  // namespace trigate::model
