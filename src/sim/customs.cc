#include "trigate/sim/customs.h"

#include <algorithm>
#include <charconv>
#include <istream>

#include "sim/event_builder.h"
#include "sim/random.h"
#include "sim/world.h"
#include "trigate/model/postal.h"

namespace trigate::sim {
namespace {

enum Column : std::size_t {
  kDeclaration, kDate, kOffice, kProcessType, kImportType, kImportUse, kPaymentType, kMode,
  kDeclarant, kImporter, kSeller, kCourier, kHs6, kDeparture, kOrigin, kTaxRate, kTaxType,
  kOriginIndicator, kNetMass, kItemPrice, kFraud, kCriticalFraud
};

constexpr std::array<std::string_view, CustomsReader::kColumns> kNames = {
    "Declaration ID", "Date", "Office ID", "Process Type", "Import Type", "Import Use",
    "Payment Type", "Mode of Transport", "Declarant ID", "Importer ID", "Seller ID", "Courier ID",
    "HS6 Code", "Country of Departure", "Country of Origin", "Tax Rate", "Tax Type",
    "Country of Origin Indicator", "Net Mass", "Item Price", "Fraud", "Critical Fraud"};

using Row = std::array<std::string_view, CustomsReader::kColumns>;

constexpr std::int64_t kWeightMax = 1'000'000;              // contract: Accepted.weight_g
constexpr std::int64_t kValueMax = 1'000'000'000'000;       // contract: Accepted.declared_value_fen
constexpr std::int64_t kMicro = 1'000'000;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsPrintable(char c) { return c >= ' ' && c <= '~'; }
bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }

bool AllOf(std::string_view text, bool (*predicate)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), predicate);
}

/// Splits at commas; the count is what was found. The form has no quoted fields.
std::size_t Split(std::string_view line, Row* row) {
  std::size_t count = 0;
  for (;;) {
    const std::size_t comma = line.find(',');
    if (count < row->size()) (*row)[count] = line.substr(0, comma);
    ++count;
    if (comma == std::string_view::npos) return count;
    line.remove_prefix(comma + 1);
  }
}

/// A non-negative decimal number in millionths, cut off behind them. Integers only, so that every
/// machine agrees.
bool ReadDecimal(std::string_view text, std::int64_t* micro) {
  const std::size_t dot = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, dot);
  std::string_view fraction = text.substr(std::min(dot + 1, text.size()));
  if (!AllOf(whole, IsDigit) || whole.size() > 12) return false;
  if (dot < text.size() && !AllOf(fraction, IsDigit)) return false;
  std::int64_t value = 0;
  std::from_chars(whole.data(), whole.data() + whole.size(), value);
  fraction = fraction.substr(0, 6);
  std::int64_t part = 0;
  std::from_chars(fraction.data(), fraction.data() + fraction.size(), part);
  for (std::size_t i = fraction.size(); i < 6; ++i) part *= 10;
  *micro = value * kMicro + part;
  return true;
}

bool ReadDate(std::string_view text, std::chrono::year_month_day* date) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  const std::string_view parts[] = {text.substr(0, 4), text.substr(5, 2), text.substr(8, 2)};
  for (const std::string_view part : parts) {
    if (!AllOf(part, IsDigit)) return false;
  }
  std::from_chars(parts[0].data(), parts[0].data() + 4, year);
  std::from_chars(parts[1].data(), parts[1].data() + 2, month);
  std::from_chars(parts[2].data(), parts[2].data() + 2, day);
  *date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  return date->ok() && year >= 2000;
}

std::uint64_t HashOf(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325U;  // FNV-1a, 64 bits
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return Mix(hash);
}

/// Korean customs codes of the mode of transport; the sea and the mail have no counterpart.
pb::TransportMode ModeOf(std::string_view code) {
  if (code == "20") return pb::TRANSPORT_MODE_RAIL;
  if (code == "30") return pb::TRANSPORT_MODE_ROAD;
  if (code == "40") return pb::TRANSPORT_MODE_AIR;
  return pb::TRANSPORT_MODE_UNSPECIFIED;
}

std::string_view CarrierOf(const Row& row) {
  constexpr std::string_view kCouriers[] = {"DHL", "FEDEX", "UPS", "SF"};
  if (row[kCourier].empty()) return "EMS";
  return kCouriers[HashOf(row[kCourier]) % std::size(kCouriers)];
}

/// UPU S10 of the declaration's number, with its check digit.
std::string WaybillOf(const Row& row) {
  std::string waybill = "CP";
  waybill.append(row[kDeclaration]).push_back(model::S10CheckDigit(row[kDeclaration]));
  return waybill.append("KR");
}

void PutParty(std::string_view role, std::string_view id, std::string_view country,
              pb::Party* party) {
  party->set_country_code(std::string(country));
  if (id.empty()) return;  // not recorded
  const std::uint64_t hash = HashOf(id);
  std::string name(role);
  party->set_name(name.append(" ").append(id));
  party->set_phone("+8210" + std::to_string(20'000'000 + hash % 77'000'000));
  party->set_address("Warehouse " + std::to_string(hash % 9'000 + 1));
}

/// What is wrong with a row; empty when nothing is. Sets the values that were read.
struct Values {
  std::chrono::year_month_day date;
  std::int64_t net_mass_mg = 0;
  std::int64_t price_micro_krw = 0;
};
std::string Judge(const Row& row, Values* values) {
  const auto wrong = [&row](Column column, std::string_view what) {
    std::string text = "column \"";
    return text.append(kNames[column]).append("\" holds \"").append(row[column].substr(0, 32))
        .append("\"; it must be ").append(what);
  };
  if (row[kDeclaration].size() != 8 || !AllOf(row[kDeclaration], IsDigit)) {
    return wrong(kDeclaration, "eight digits");
  }
  if (!ReadDate(row[kDate], &values->date)) return wrong(kDate, "a day such as 2020-01-31");
  if (!AllOf(row[kOffice], IsDigit) || row[kOffice].size() > 4) {
    return wrong(kOffice, "a number of up to four digits");
  }
  if (row[kHs6].size() != 6 || !AllOf(row[kHs6], IsDigit) || HsGoods(row[kHs6]).empty()) {
    return wrong(kHs6, "six digits of a chapter that exists");
  }
  for (const Column country : {kDeparture, kOrigin}) {
    if (row[country].size() != 2 || !AllOf(row[country], IsCapital)) {
      return wrong(country, "two capital letters (ISO 3166-1)");
    }
  }
  if (!ReadDecimal(row[kNetMass], &values->net_mass_mg)) {
    return wrong(kNetMass, "a decimal number of kilograms, 0 or more");
  }
  if (!ReadDecimal(row[kItemPrice], &values->price_micro_krw)) {
    return wrong(kItemPrice, "a decimal number of won, 0 or more");
  }
  if (row[kFraud] != "0" && row[kFraud] != "1") return wrong(kFraud, "0 or 1");
  if (row[kCriticalFraud] != "0" && row[kCriticalFraud] != "1" && row[kCriticalFraud] != "2") {
    return wrong(kCriticalFraud, "0, 1 or 2");
  }
  return {};
}

void Fill(const Row& row, const Values& values, HubEvent* hub_event) {
  hub_event->Clear();
  hub_event->set_hub("customs-" + std::string(row[kOffice]));
  pb::ParcelEvent& event = *hub_event->mutable_event();
  event.set_carrier(std::string(CarrierOf(row)));
  event.set_waybill_number(WaybillOf(row));
  // Office hours of the day, spread by the declaration's number: the row knows the day alone.
  const SystemTime at = SystemTime(std::chrono::sys_days(values.date)) - kChinaOffset +
                        std::chrono::hours(9) +
                        Millis(static_cast<std::int64_t>(HashOf(row[kDeclaration]) % 28'800'000));
  SetTime(at, event.mutable_occur_time());
  SetTime(at + std::chrono::seconds(1), hub_event->mutable_send_time());
  event.set_site("CUSTOMS-" + std::string(row[kOffice]));
  if (!row[kDeclarant].empty()) event.set_staff("D-" + std::string(row[kDeclarant]));

  pb::Accepted& accepted = *event.mutable_accepted();
  PutParty("Seller", row[kSeller], row[kDeparture], accepted.mutable_sender());
  PutParty("Importer", row[kImporter], "KR", accepted.mutable_recipient());
  pb::ContentItem& item = *accepted.add_contents();
  item.set_name(std::string(HsGoods(row[kHs6])) + " HS" + std::string(row[kHs6]));
  item.set_quantity(1);  // one line of the declaration
  // Milligrams to grams, rounded up; what is heavier than the contract's bound is stated in the
  // remark.
  accepted.set_weight_g(static_cast<std::int32_t>(
      std::min<std::int64_t>((values.net_mass_mg + 999) / 1000, kWeightMax)));
  accepted.set_declared_value_fen(std::min<std::int64_t>(
      values.price_micro_krw / kMicro * CustomsReader::kFenPer1000Krw / 1000, kValueMax));
  accepted.set_transport_mode(ModeOf(row[kMode]));
  std::string remark = "origin ";
  remark.append(row[kOrigin]).append(", tax ").append(row[kTaxType]).append(", use ")
      .append(row[kImportUse]).append(", net ").append(row[kNetMass]).append(" kg");
  accepted.set_remark(std::move(remark));
}

}  // namespace

Status CustomsReader::ReadHeader() {
  ++line_;
  if (!std::getline(*in_, buffer_)) return InvalidArgument("line 1: the file is empty");
  std::string_view line = buffer_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  Row names;
  const std::size_t count = Split(line, &names);
  if (count != kColumns || names != kNames) {
    return InvalidArgument(
        "line 1: this is not the header of a customs declaration file; it must have the 22 columns "
        "from \"Declaration ID\" to \"Critical Fraud\"");
  }
  return OkStatus();
}

Result<bool> CustomsReader::Next(HubEvent* event, CustomsTruth* truth) {
  if (line_ == 0) {
    const Status header = ReadHeader();
    usable_ = header.ok();
    TRIGATE_RETURN_IF_ERROR(header);
  }
  if (!usable_) return false;
  do {
    if (!std::getline(*in_, buffer_)) return false;
    ++line_;
    if (buffer_.ends_with('\r')) buffer_.pop_back();
  } while (buffer_.empty() && in_->peek() == std::char_traits<char>::eof());

  const std::string where = "line " + std::to_string(line_) + ": ";
  if (buffer_.size() > kLineBytesMax) {
    return InvalidArgument(where + "it has more than 4,096 bytes");
  }
  if (!std::all_of(buffer_.begin(), buffer_.end(), IsPrintable)) {
    return InvalidArgument(where + "it holds a character that is not printable ASCII");
  }
  Row row;
  const std::size_t count = Split(buffer_, &row);
  if (count != kColumns) {
    return InvalidArgument(where + "it has " + std::to_string(count) + " columns instead of 22");
  }
  Values values;
  const std::string wrong = Judge(row, &values);
  if (!wrong.empty()) return InvalidArgument(where + wrong);

  Fill(row, values, event);
  truth->declaration_id = std::string(row[kDeclaration]);
  truth->carrier = event->event().carrier();
  truth->waybill = event->event().waybill_number();
  truth->fraud = row[kFraud] == "1";
  truth->critical = row[kCriticalFraud][0] - '0';
  return true;
}

std::string CustomsTruthLine(const CustomsTruth& truth) {
  std::string line = R"({"kind":"customs","carrier":")";
  line.append(truth.carrier).append(R"(","waybill":")").append(truth.waybill);
  line.append(R"(","declaration":")").append(truth.declaration_id);
  line.append(R"(","fraud":)").append(truth.fraud ? "1" : "0");
  return line.append(R"(,"critical":)").append(std::to_string(truth.critical)).append("}");
}

}  // namespace trigate::sim
