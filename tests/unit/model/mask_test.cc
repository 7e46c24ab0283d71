#include "trigate/model/mask.h"

#include <gtest/gtest.h>

namespace trigate::model {
namespace {

TEST(MaskName, KeepsTheFirstCharacter) {
  EXPECT_EQ(MaskName("张三"), "张*");
  EXPECT_EQ(MaskName("张三丰"), "张**");
  EXPECT_EQ(MaskName("巴特尔·额尔敦"), "巴***");
  EXPECT_EQ(MaskName("John Smith"), "J***");
  EXPECT_EQ(MaskName("张"), "张");
  EXPECT_EQ(MaskName(""), "");
}

TEST(MaskPhone, KeepsTheEnds) {
  EXPECT_EQ(MaskPhone("13800138000"), "138****8000");
  EXPECT_EQ(MaskPhone("13800138000-1234"), "138****8000-****");
  EXPECT_EQ(MaskPhone("04711234567"), "0471****567");
  EXPECT_EQ(MaskPhone("0471-1234567"), "0471****567");
  EXPECT_EQ(MaskPhone("+85261234567"), "+85****567");
}

TEST(MaskPhone, HidesWhatIsNoPhone) {
  EXPECT_EQ(MaskPhone("95338"), "*****");
  EXPECT_EQ(MaskPhone("张三李四"), "************");
  EXPECT_EQ(MaskPhone(""), "");
}

TEST(MaskDocument, KeepsRegionAndTail) {
  EXPECT_EQ(MaskDocument("150102199001010019"), "150102********0019");
  EXPECT_EQ(MaskDocument("610104620927690"), "610104******690");
  EXPECT_EQ(MaskDocument("H12345678"), "H1*****78");
  EXPECT_EQ(MaskDocument("12345"), "*****");
  EXPECT_EQ(MaskDocument("军字第1234567号"), "***********");
  EXPECT_EQ(MaskDocument(""), "");
}

TEST(MaskAddress, HidesEverything) {
  EXPECT_EQ(MaskAddress("呼伦贝尔北路阳光小区十二号楼三单元五零二王小明收"), "***");
  EXPECT_EQ(MaskAddress(""), "");
}

TEST(Masks, NeverPassIllFormedTextOn) {
  EXPECT_EQ(MaskName("\xFF\xFE"), "***");
  EXPECT_EQ(MaskAddress("路\xFF"), "***");
  EXPECT_EQ(MaskPhone("\xFF\xFE"), "**");
  EXPECT_EQ(MaskDocument("1501021990010100\xFF"), "*****************");
}

}  // namespace
}  // namespace trigate::model
