// The encoders extension: base64.
//
// Source: cel-go ext/README.md, "Encoders". Padding may be missing, as the reference implementation
// accepts it.

#include "cel/library.h"
#include "cel/text.h"

namespace trigate::cel {
namespace {

Value Encode(Args a, EvalContext& ctx) {
  const std::size_t size = a[0].text().size();
  if (!ctx.Spend(size / 4) || !ctx.BuildText(size / 3 * 4 + 4)) return ctx.LimitError();
  return Value::String(EncodeBase64(a[0].text()));
}

Value Decode(Args a, EvalContext& ctx) {
  const std::size_t size = a[0].text().size();
  if (!ctx.Spend(size / 4) || !ctx.BuildText(size)) return ctx.LimitError();
  const auto data = DecodeBase64(a[0].text());
  return data ? Value::Bytes(*data) : ctx.Error(ErrorCode::kInvalidArgument, "no base64 text");
}

}  // namespace

void AddEncoders(LibraryWriter* lib) {
  lib->Global("base64.encode", "base64_encode_bytes", {Type::Bytes()}, Type::String(), Encode);
  lib->Global("base64.decode", "base64_decode_string", {Type::String()}, Type::Bytes(), Decode);
}

}  // namespace trigate::cel
