// RandomWire: random ParcelEvents and random bytes near them.

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <array>
#include <limits>

#include "unit/wire/event_samples.h"

namespace trigate::wire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;
using google::protobuf::io::StringOutputStream;
using google::protobuf::internal::WireFormatLite;

constexpr int kGroupDepthMax = 3;

void AppendVarint(std::uint64_t value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out->push_back(static_cast<char>(value));
}

void AppendDelimited(std::uint32_t field, const std::string& bytes, std::string* out) {
  AppendVarint(field << 3 | 2, out);
  AppendVarint(bytes.size(), out);
  out->append(bytes);
}

}  // namespace

std::string RandomWire::RandomText() {
  static const std::array<std::string, 12> kTexts = {
      "",      "A",       "SF",           "张三",        "ＳＦ１２３　４",   "a b  c ",
      "无",    "😀茶叶",  "13800138000",  "+86 138-0013-8000", "150102199001010019", "\t\n x"};
  if (Chance(10)) return std::string(Below(700), 'x');
  return kTexts[Below(kTexts.size())];
}

std::int64_t RandomWire::RandomInteger() {
  static constexpr std::array<std::int64_t, 20> kValues = {
      0, 1, -1, 2, 3, 4, 5, 6, 10, 11, 100, 101, 10'000, 10'001, 1'000'000, 1'000'001, 150'102,
      1'631'671'200, std::numeric_limits<std::int64_t>::max(),
      std::numeric_limits<std::int64_t>::min()};
  return Chance(20) ? static_cast<std::int64_t>(engine_()) : kValues[Below(kValues.size())];
}

double RandomWire::RandomDouble() {
  static const std::array<double, 8> kValues = {
      0.0, 1.0, 0.5, -0.0, 1.0000000000000002, -1e-300, std::numeric_limits<double>::quiet_NaN(),
      std::numeric_limits<double>::infinity()};
  return kValues[Below(kValues.size())];
}

void RandomWire::FillField(google::protobuf::Message* message, const FieldDescriptor* field) {
  const auto* reflection = message->GetReflection();
  const bool repeated = field->is_repeated();
  const auto integer = RandomInteger();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      Fill(repeated ? reflection->AddMessage(message, field)
                    : reflection->MutableMessage(message, field));
      break;
    case FieldDescriptor::CPPTYPE_STRING:
      if (repeated) {
        reflection->AddString(message, field, RandomText());
      } else {
        reflection->SetString(message, field,
                              field->type() == FieldDescriptor::TYPE_BYTES && Chance(50)
                                  ? std::string(32, '\xFF')
                                  : RandomText());
      }
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      reflection->SetInt32(message, field, static_cast<std::int32_t>(integer));
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection->SetInt64(message, field, integer);
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection->SetBool(message, field, Chance(50));
      break;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      reflection->SetDouble(message, field, RandomDouble());
      break;
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int value = Chance(10) ? static_cast<int>(integer) : static_cast<int>(Below(7));
      if (repeated) {
        reflection->AddEnumValue(message, field, value);
      } else {
        reflection->SetEnumValue(message, field, value);
      }
      break;
    }
    default:
      std::abort();  // the contract has no field of this type
  }
}

void RandomWire::Fill(google::protobuf::Message* message) {
  const google::protobuf::Descriptor* descriptor = message->GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    if (field->real_containing_oneof() != nullptr) continue;
    const std::uint64_t times = field->is_repeated() ? Below(Chance(3) ? 40 : 4) : Below(4) != 0;
    for (std::uint64_t n = 0; n < times; ++n) FillField(message, field);
  }
  for (int i = 0; i < descriptor->real_oneof_decl_count(); ++i) {
    const auto* oneof = descriptor->oneof_decl(i);
    if (Chance(95)) {
      FillField(message, oneof->field(static_cast<int>(
                             Below(static_cast<std::uint64_t>(oneof->field_count())))));
    }
  }
}

std::vector<std::string> RandomWire::Split(const std::string& bytes) {
  std::vector<std::string> fields;
  CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                      static_cast<int>(bytes.size()));
  for (;;) {
    const int start = in.CurrentPosition();
    const std::uint32_t tag = in.ReadTag();
    if (tag == 0 || !WireFormatLite::SkipField(&in, tag)) break;
    fields.push_back(bytes.substr(static_cast<std::size_t>(start),
                                  static_cast<std::size_t>(in.CurrentPosition() - start)));
  }
  return fields;
}

std::string RandomWire::UnknownField(int depth) {
  static constexpr std::array<std::uint32_t, 6> kFields = {19,     100,         19'000,
                                                           19'999, 536'870'911, 15};
  const std::uint32_t field = kFields[Below(kFields.size())];
  std::string out;
  switch (Below(5)) {
    case 0:
      AppendVarint(field << 3, &out);
      AppendVarint(engine_(), &out);
      break;
    case 1:
      AppendVarint(field << 3 | 1, &out);
      out.append(8, 'q');
      break;
    case 2:
      AppendDelimited(field, RandomText(), &out);
      break;
    case 3:
      AppendVarint(field << 3 | 5, &out);
      out.append(4, 'q');
      break;
    default:  // a group, with fields in it
      AppendVarint(field << 3 | 3, &out);
      for (std::uint64_t n = Below(3); depth < kGroupDepthMax && n > 0; --n) {
        out.append(UnknownField(depth + 1));
      }
      AppendVarint(field << 3 | 4, &out);
  }
  return out;
}

std::string RandomWire::Scramble(const std::string& bytes,
                                 const google::protobuf::Descriptor& message, int depth) {
  std::vector<std::string> fields = Split(bytes);
  for (std::string& field : fields) {
    CodedInputStream in(reinterpret_cast<const std::uint8_t*>(field.data()),
                        static_cast<int>(field.size()));
    const std::uint32_t tag = in.ReadTag();
    const FieldDescriptor* known = message.FindFieldByNumber(static_cast<int>(tag >> 3));
    if (known == nullptr || known->message_type() == nullptr || !Chance(60)) continue;
    std::uint32_t size = 0;
    std::string inner;
    if (!in.ReadVarint32(&size) || !in.ReadString(&inner, static_cast<int>(size))) continue;
    field.clear();
    AppendDelimited(tag >> 3, Scramble(inner, *known->message_type(), depth + 1), &field);
  }
  for (std::uint64_t n = Below(3); n > 0; --n) fields.push_back(UnknownField(depth));
  for (std::uint64_t n = Below(3); n > 0 && !fields.empty(); --n) {
    fields.push_back(fields[Below(fields.size())]);
  }
  for (std::size_t i = fields.size(); i > 1; --i) std::swap(fields[i - 1], fields[Below(i)]);
  std::string out;
  for (const std::string& field : fields) out.append(field);
  return out;
}

std::string RandomWire::OddBytes() {
  pb::ParcelEvent first;
  pb::ParcelEvent second;
  Fill(&first);
  Fill(&second);
  std::string bytes = first.SerializeAsString();
  if (Chance(50)) bytes.append(second.SerializeAsString());
  return Scramble(bytes, *pb::ParcelEvent::descriptor(), 0);
}

std::string RandomWire::Damage(std::string bytes) {
  for (std::uint64_t n = 1 + Below(4); n > 0 && !bytes.empty(); --n) {
    const std::size_t at = Below(bytes.size());
    switch (Below(6)) {
      case 0:
        bytes[at] = static_cast<char>(engine_());
        break;
      case 1:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << Below(8)));
        break;
      case 2:
        bytes.resize(at);
        break;
      case 3:
        bytes.insert(at, 1 + Below(12), static_cast<char>(engine_()));
        break;
      case 4:
        bytes.erase(at, 1 + Below(4));
        break;
      default:
        bytes.insert(at, bytes.substr(Below(bytes.size()), 1 + Below(20)));
    }
  }
  return bytes;
}

}  // namespace trigate::wire
