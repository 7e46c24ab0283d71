#include "trigate/model/document.h"

#include <gtest/gtest.h>

namespace trigate::model {
namespace {

constexpr std::chrono::sys_days kDay{std::chrono::year{2021} / 10 / 1};

struct Row {
  DocumentType type;
  const char* good;
  const char* bad;
  IdentifierCode code;
};

const Row kRows[] = {
    {DocumentType::kResidentId, "150102199001010019", "150102199001010010",
     IdentifierCode::kCheck},
    {DocumentType::kTemporaryResidentId, "150102199001010019", "1501021990010100",
     IdentifierCode::kFormat},
    {DocumentType::kMilitary, "军字第1234567号", "军", IdentifierCode::kFormat},
    {DocumentType::kHmtResidencePermit, "810000199001010019", "150102199001010019",
     IdentifierCode::kRegion},
    {DocumentType::kHmTravelPermit, "H12345678", "K12345678", IdentifierCode::kFormat},
    {DocumentType::kTaiwanTravelPermit, "12345678", "T1234567", IdentifierCode::kFormat},
    {DocumentType::kForeignPassport, "L898902C3", "L89", IdentifierCode::kFormat},
    {DocumentType::kForeignResidentCard, "CAN310090010101", "can310090010101",
     IdentifierCode::kFormat},
    {DocumentType::kPrcPassport, "E12345678", "Q12345678", IdentifierCode::kFormat},
    {DocumentType::kCreditCode, "91150100MA0TEXT048", "91150100MA0TEXT049",
     IdentifierCode::kCheck},
};

TEST(CheckDocument, AppliesTheRuleOfTheType) {
  for (const Row& row : kRows) {
    EXPECT_TRUE(CheckDocument(row.type, row.good, kDay).ok()) << CodeOf(row.type);
    EXPECT_EQ(CheckDocument(row.type, row.bad, kDay).code, row.code) << CodeOf(row.type);
  }
}

TEST(CheckDocument, NeverPassesATypeWithoutARule) {
  for (const int type : {0, 11, 255}) {
    const IdentifierCheck check =
        CheckDocument(static_cast<DocumentType>(type), "150102199001010019", kDay);
    EXPECT_EQ(check.code, IdentifierCode::kManual) << type;
    EXPECT_FALSE(check.ok()) << type;
  }
}

TEST(CheckDocument, NotesAPassportOfTheMainland) {
  EXPECT_TRUE(CheckDocument(DocumentType::kPrcPassport, "E12345678", kDay)
                  .notes.Has(IdentifierNote::kNotListedDocument));
  EXPECT_FALSE(CheckDocument(DocumentType::kForeignPassport, "E12345678", kDay)
                   .notes.Has(IdentifierNote::kNotListedDocument));
}

TEST(ListedDocuments, AreThoseOfTheRule) {
  for (int type = 1; type <= 10; ++type) {
    EXPECT_EQ(IsListedSenderDocument(static_cast<DocumentType>(type)), type != 9) << type;
  }
  EXPECT_FALSE(IsListedSenderDocument(DocumentType::kUnspecified));
  EXPECT_FALSE(IsListedSenderDocument(static_cast<DocumentType>(77)));
}

}  // namespace
}  // namespace trigate::model
