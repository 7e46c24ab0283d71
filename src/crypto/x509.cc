#include "crypto/x509.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>

#include <array>
#include <chrono>
#include <ctime>
#include <utility>

#include "trigate/crypto/random.h"

namespace trigate::crypto {
namespace {

using Bio = Owned<BIO, BIO_free_all>;

Result<std::string> BioText(BIO* bio, bool written) {
  if (!written) return OpenSslError("writing PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

std::time_t Seconds(SystemTime time) {
  return static_cast<std::time_t>(
      std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

/// RFC 5280 §4.1.2.2: positive and at most 20 octets; 127 random bits are unique enough.
Status SetSerial(X509* certificate) {
  std::array<std::uint8_t, 16> random;
  TRIGATE_RETURN_IF_ERROR(RandomBytes(random));
  random[0] = static_cast<std::uint8_t>((random[0] & 0x7f) | 0x01);
  const Owned<BIGNUM, BN_free> number(
      BN_bin2bn(random.data(), static_cast<int>(random.size()), nullptr));
  if (number == nullptr ||
      BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) == nullptr) {
    return OpenSslError("certificate serial number");
  }
  return {};
}

}  // namespace

Result<PrivateKey> NewP256Key() {
  PrivateKey key(EVP_EC_gen("P-256"));
  if (key == nullptr) return OpenSslError("generating a P-256 key");
  return key;
}

Result<std::string> PrivateKeyToPem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_secmem()));
  return BioText(bio.get(),
                 bio != nullptr && PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr,
                                                                 0, nullptr, nullptr) == 1);
}

Result<std::string> CertificateToPem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  return BioText(bio.get(), bio != nullptr && PEM_write_bio_X509(bio.get(), certificate) == 1);
}

Result<PrivateKey> PrivateKeyFromPem(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  // Without a callback OpenSSL would ask the terminal for a passphrase; an empty one is given.
  char no_passphrase[] = "";
  PrivateKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, no_passphrase));
  if (key == nullptr) {
    return InvalidArgument(OpenSslError("not an unencrypted PEM private key").message());
  }
  return key;
}

Result<Certificate> CertificateFromPem(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (certificate == nullptr) {
    return InvalidArgument(OpenSslError("not a PEM certificate").message());
  }
  return certificate;
}

Result<Certificate> NewCertificate(EVP_PKEY* key, const std::string& common_name, SystemTime from,
                                   SystemTime until) {
  Certificate certificate(X509_new());
  if (certificate == nullptr) return OpenSslError("certificate");
  TRIGATE_RETURN_IF_ERROR(SetSerial(certificate.get()));
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  const auto add = [subject](const char* field, const std::string& value) {
    return X509_NAME_add_entry_by_txt(subject, field, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(value.data()),
                                      static_cast<int>(value.size()), -1, 0) == 1;
  };
  if (X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
      ASN1_TIME_set(X509_getm_notBefore(certificate.get()), Seconds(from)) == nullptr ||
      ASN1_TIME_set(X509_getm_notAfter(certificate.get()), Seconds(until)) == nullptr ||
      X509_set_pubkey(certificate.get(), key) != 1 || !add("O", "Trigate development") ||
      !add("CN", common_name)) {
    return OpenSslError("certificate");
  }
  return certificate;
}

Status AddExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  if (extension == nullptr || X509_add_ext(certificate, extension.get(), -1) != 1) {
    return OpenSslError("certificate extension " + std::string(OBJ_nid2sn(nid)));
  }
  return {};
}

Result<SystemTime> NotAfter(const X509* certificate) {
  std::tm fields{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &fields) != 1) {
    return OpenSslError("certificate end of validity");
  }
  const std::chrono::year_month_day date{
      std::chrono::year(fields.tm_year + 1900),
      std::chrono::month(static_cast<unsigned>(fields.tm_mon + 1)),
      std::chrono::day(static_cast<unsigned>(fields.tm_mday))};
  return SystemTime(std::chrono::sys_days(date)) + std::chrono::hours(fields.tm_hour) +
         std::chrono::minutes(fields.tm_min) + std::chrono::seconds(fields.tm_sec);
}

}  // namespace trigate::crypto
