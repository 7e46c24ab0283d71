// The network extension: IP addresses and CIDR prefixes as values of their own.
//
// Source: cel-go ext/network.go and the conformance cases "network_ext".

#include "cel/ip_address.h"
#include "cel/library.h"
#include "cel/text.h"

namespace trigate::cel {
namespace {

const Type& IpType() {
  static const Type* const kType = new Type(Type::Opaque("net.IP"));
  return *kType;
}
const Type& CidrType() {
  static const Type* const kType = new Type(Type::Opaque("net.CIDR"));
  return *kType;
}

template <typename T, const Type& (*kType)()>
class Holder final : public OpaqueObject {
 public:
  explicit Holder(T value) : value_(std::move(value)) {}
  [[nodiscard]] const Type& type() const override { return kType(); }
  [[nodiscard]] bool Equals(const OpaqueObject& other) const override {
    return value_ == static_cast<const Holder&>(other).value_;
  }
  [[nodiscard]] std::string ToString() const override { return value_.ToString(); }
  [[nodiscard]] const T& value() const { return value_; }

 private:
  T value_;
};
using IpHolder = Holder<IpAddress, IpType>;
using CidrHolder = Holder<IpPrefix, CidrType>;

Value OfIp(const IpAddress& ip, EvalContext& ctx) {
  if (!ctx.BuildObject(sizeof(ip))) return ctx.LimitError();
  return Value::Opaque(Ref<const OpaqueObject>(new IpHolder(ip)));
}
Value OfCidr(const IpPrefix& cidr, EvalContext& ctx) {
  if (!ctx.BuildObject(sizeof(cidr))) return ctx.LimitError();
  return Value::Opaque(Ref<const OpaqueObject>(new CidrHolder(cidr)));
}
const IpAddress& Ip(const Value& value) {
  return static_cast<const IpHolder&>(value.opaque()).value();
}
const IpPrefix& Cidr(const Value& value) {
  return static_cast<const CidrHolder&>(value.opaque()).value();
}

Value NoIp(EvalContext& ctx, const Value& text) {
  return ctx.Error(ErrorCode::kInvalidArgument,
                   QuotedStart(text.text()) + " is no IP address");
}
Value NoCidr(EvalContext& ctx, const Value& text) {
  return ctx.Error(ErrorCode::kInvalidArgument,
                   QuotedStart(text.text()) + " is no CIDR prefix");
}

bool FastIsIp(const void*, std::string_view text) { return ParseIp(text).has_value(); }
bool FastIsCidr(const void*, std::string_view text) { return ParsePrefix(text).has_value(); }

Value IsIp(Args a, EvalContext&) { return Value::Bool(FastIsIp(nullptr, a[0].text())); }
Value IsCidr(Args a, EvalContext&) { return Value::Bool(FastIsCidr(nullptr, a[0].text())); }
Value MakeIp(Args a, EvalContext& ctx) {
  const auto ip = ParseIp(a[0].text());
  return ip ? OfIp(*ip, ctx) : NoIp(ctx, a[0]);
}
Value MakeCidr(Args a, EvalContext& ctx) {
  const auto cidr = ParsePrefix(a[0].text());
  return cidr ? OfCidr(*cidr, ctx) : NoCidr(ctx, a[0]);
}
Value IsCanonical(Args a, EvalContext& ctx) {
  const auto ip = ParseIp(a[0].text());
  return ip ? Value::Bool(ip->ToString() == a[0].text()) : NoIp(ctx, a[0]);
}

Value Family(Args a, EvalContext&) { return Value::Int(Ip(a[0]).family); }
template <bool (IpAddress::*kTest)() const>
Value TestIp(Args a, EvalContext&) {
  return Value::Bool((Ip(a[0]).*kTest)());
}

Value ContainsIp(Args a, EvalContext&) { return Value::Bool(Cidr(a[0]).Contains(Ip(a[1]))); }
Value ContainsIpText(Args a, EvalContext& ctx) {
  const auto ip = ParseIp(a[1].text());
  return ip ? Value::Bool(Cidr(a[0]).Contains(*ip)) : NoIp(ctx, a[1]);
}
Value ContainsCidr(Args a, EvalContext&) { return Value::Bool(Cidr(a[0]).Contains(Cidr(a[1]))); }
Value ContainsCidrText(Args a, EvalContext& ctx) {
  const auto cidr = ParsePrefix(a[1].text());
  return cidr ? Value::Bool(Cidr(a[0]).Contains(*cidr)) : NoCidr(ctx, a[1]);
}
Value CidrIp(Args a, EvalContext& ctx) { return OfIp(Cidr(a[0]).address, ctx); }
Value Masked(Args a, EvalContext& ctx) { return OfCidr(Cidr(a[0]).Masked(), ctx); }
Value IsMask(Args a, EvalContext&) { return Value::Bool(Cidr(a[0]) == Cidr(a[0]).Masked()); }
Value PrefixLength(Args a, EvalContext&) { return Value::Int(Cidr(a[0]).length); }
Value ToText(Args a, EvalContext& ctx) { return ctx.String(a[0].opaque().ToString()); }

}  // namespace

void AddNetwork(LibraryWriter* lib) {
  const Type s = Type::String();
  const Type b = Type::Bool();
  const Type& ip = IpType();
  const Type& cidr = CidrType();
  lib->TypeName(ip);
  lib->TypeName(cidr);
  lib->Global("isIP", "is_ip", {s}, b, IsIp, FastIsIp);
  lib->Global("isCIDR", "is_cidr", {s}, b, IsCidr, FastIsCidr);
  lib->Global("ip", "ip", {s}, ip, MakeIp);
  lib->Global("cidr", "cidr", {s}, cidr, MakeCidr);
  lib->Global("ip.isCanonical", "ip_is_canonical", {s}, b, IsCanonical);
  lib->Method("family", "ip_family", {ip}, Type::Int(), Family);
  lib->Method("isLoopback", "ip_is_loopback", {ip}, b, TestIp<&IpAddress::IsLoopback>);
  lib->Method("isGlobalUnicast", "ip_is_global_unicast", {ip}, b,
              TestIp<&IpAddress::IsGlobalUnicast>);
  lib->Method("isUnspecified", "ip_is_unspecified", {ip}, b, TestIp<&IpAddress::IsUnspecified>);
  lib->Method("isLinkLocalMulticast", "ip_is_link_local_multicast", {ip}, b,
              TestIp<&IpAddress::IsLinkLocalMulticast>);
  lib->Method("isLinkLocalUnicast", "ip_is_link_local_unicast", {ip}, b,
              TestIp<&IpAddress::IsLinkLocalUnicast>);
  lib->Method("containsIP", "cidr_contains_ip", {cidr, ip}, b, ContainsIp);
  lib->Method("containsIP", "cidr_contains_ip_string", {cidr, s}, b, ContainsIpText);
  lib->Method("containsCIDR", "cidr_contains_cidr", {cidr, cidr}, b, ContainsCidr);
  lib->Method("containsCIDR", "cidr_contains_cidr_string", {cidr, s}, b, ContainsCidrText);
  lib->Method("ip", "cidr_ip", {cidr}, ip, CidrIp);
  lib->Method("masked", "cidr_masked", {cidr}, cidr, Masked);
  lib->Method("isMask", "cidr_is_mask", {cidr}, b, IsMask);
  lib->Method("prefixLength", "cidr_prefix_length", {cidr}, Type::Int(), PrefixLength);
  lib->Global("string", "ip_to_string", {ip}, s, ToText);
  lib->Global("string", "cidr_to_string", {cidr}, s, ToText);
}

}  // namespace trigate::cel
