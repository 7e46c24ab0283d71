#include "sim/people.h"

#include <algorithm>

#include "trigate/model/credit_code.h"
#include "trigate/model/resident_id.h"

namespace trigate::sim {
namespace {

using std::string_view_literals::operator""sv;

// The hundred most frequent surnames hold 85 % of people; a third of these draws the first ten.
constexpr std::string_view kSurnames[] = {
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹",
    "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛",
    "叶", "阎", "余", "潘", "杜", "戴", "夏", "钟", "汪", "田", "任", "姜", "范", "方", "石", "姚",
    "谭", "廖", "邹", "熊", "金", "陆", "郝", "孔", "白", "崔", "康", "毛", "邱", "秦", "江", "史",
    "顾", "侯", "邵", "孟", "龙", "万", "段", "雷", "钱", "汤", "尹", "黎", "易", "常", "武", "乔",
    "贺", "赖", "龚", "文"};
constexpr std::uint32_t kFrequentSurnames = 10;

constexpr std::string_view kMaleGiven[] = {
    "伟", "强", "磊", "军", "洋", "勇", "杰", "涛", "超", "明", "刚", "平", "辉", "鹏", "华", "飞",
    "鑫", "波", "斌", "宇", "浩", "凯", "健", "俊", "帆", "帅", "旭", "宁", "龙", "林", "阳", "建",
    "峰", "宏", "志", "海", "东", "成", "亮", "文"};
constexpr std::string_view kFemaleGiven[] = {
    "芳", "娜", "敏", "静", "秀", "丽", "艳", "娟", "霞", "燕", "玲", "桂", "英", "梅", "红", "玉",
    "雪", "琳", "晶", "欣", "雨", "婷", "慧", "莹", "洁", "倩", "蕾", "薇", "颖", "琴", "云", "莲",
    "佳", "怡", "悦", "岚", "瑶", "凤", "兰", "萍"};
// Mongolian names are written without a surname; every sixth inhabitant of Inner Mongolia has one.
constexpr std::string_view kMongolian[] = {
    "巴特尔", "苏日娜", "其其格", "那日苏", "乌云", "斯琴高娃", "格根塔娜", "阿古拉", "哈斯",
    "萨仁", "朝鲁", "乌兰", "宝音", "娜仁", "额尔敦", "布和", "塔娜", "孟和", "青格乐", "吉日嘎拉"};
constexpr std::uint32_t kMongolianPpm = 170'000;

constexpr std::string_view kStreets[] = {
    "新华大街", "中山路", "人民路", "迎宾路", "解放路", "建设路", "和平路", "文化路", "北京路", "青年路",
    "长江路", "光明街", "胜利街", "团结路", "友谊大街", "锡林北路", "兴安路", "滨河路", "学府路", "昭乌达路"};
constexpr std::string_view kEstates[] = {
    "阳光小区", "金色家园", "锦绣花园", "幸福里", "翡翠城", "祥和苑", "学府花园", "富丽华庭", "水岸名都",
    "丽景新城", "桃李园", "万和城", "碧水湾", "奥林花园", "香榭里"};
constexpr std::string_view kVillages[] = {"红旗嘎查", "巴彦嘎查", "东风村", "前进村", "新民村", "胜利村",
                                          "河西村",   "大营村",   "柳树村", "乌兰嘎查", "前营子村"};

constexpr std::string_view kBrands[] = {"蒙原", "恒信", "塞北", "鼎盛", "百年", "优选", "佳美", "天翼",
                                        "宏达", "星辰", "蓝海", "瑞祥", "锦程", "万佳", "新锐", "草原情"};
constexpr std::string_view kFocusTrades[] = {"乳业", "牛羊肉", "羊绒制品", "农牧产品", "商贸", "土特产"};
constexpr std::string_view kOtherTrades[] = {"服饰", "电子商务", "家居", "日化", "数码", "商贸",
                                             "食品", "文具",     "鞋业", "母婴", "药房", "五金"};

// Ranges of the three network operators in 2021.
constexpr std::string_view kPhoneHeads[] = {
    "130", "131", "132", "133", "134", "135", "136", "137", "138", "139", "150", "151",
    "152", "153", "155", "156", "157", "158", "159", "166", "173", "175", "176", "177",
    "178", "180", "181", "182", "183", "184", "185", "186", "187", "188", "189", "191",
    "198", "199"};
constexpr std::string_view kMvnoHeads[] = {"162", "165", "167", "170", "171"};

constexpr int kSenderAgeMin = 16;
constexpr int kSenderAgeSpan = 60;
/// Firms whose agreement is filed with the postal administration.
constexpr std::uint32_t kFiledPpm = 600'000;

void PutDigits(std::uint32_t value, std::size_t width, char* out) {
  for (std::size_t i = width; i > 0; --i) {
    out[i - 1] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

std::array<char, 11> PhoneWith(std::string_view head, Random& random) {
  std::array<char, 11> phone{};
  std::copy(head.begin(), head.end(), phone.begin());
  // Not below 10,000,000 and not above 97,999,999: no run of one digit, no 12345678.
  PutDigits(20'000'000 + random.Below(77'000'000), 8, phone.data() + 3);
  return phone;
}

int DaysOf(int year, unsigned month) {
  const auto last = std::chrono::year(year) / std::chrono::month(month) / std::chrono::last;
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

}  // namespace

std::array<char, 11> MakePhone(Random& random) {
  return PhoneWith(random.Pick(kPhoneHeads), random);
}

std::array<char, 11> MakeMvnoPhone(Random& random) {
  return PhoneWith(random.Pick(kMvnoHeads), random);
}

void People::MakeId(std::uint16_t county, bool female, Random& random, Person* person) const {
  const int year = static_cast<int>(day_.year()) - kSenderAgeMin - 1 -
                   static_cast<int>(random.Below(kSenderAgeSpan));
  const unsigned month = 1 + random.Below(12);
  const auto day = 1 + random.Below(static_cast<std::uint32_t>(DaysOf(year, month)));
  const std::uint32_t sequence = random.Below(499) * 2 + (female ? 2U : 1U);  // odd: male
  char* out = person->id_number.data();
  PutDigits(geography_.BirthRegion(county, year, random), 6, out);
  PutDigits(static_cast<std::uint32_t>(year), 4, out + 6);
  PutDigits(month, 2, out + 10);
  PutDigits(day, 2, out + 12);
  PutDigits(sequence, 3, out + 14);
  out[17] = model::ResidentIdCheckChar({out, 17});
}

Person People::MakePerson(std::uint64_t number, std::uint16_t county) const {
  Random random(seed_, Stream::kPerson, number);
  Person person;
  person.county = county;
  const bool female = random.Below(2) == 1;
  if (geography_.IsFocus(county) && random.Chance(kMongolianPpm)) {
    person.given_1 = random.Pick(kMongolian);
  } else {
    person.surname = random.Chance(330'000) ? kSurnames[random.Below(kFrequentSurnames)]
                                            : random.Pick(kSurnames);
    person.given_1 = female ? random.Pick(kFemaleGiven) : random.Pick(kMaleGiven);
    if (random.Chance(700'000)) {
      person.given_2 = female ? random.Pick(kFemaleGiven) : random.Pick(kMaleGiven);
    }
  }
  MakeId(county, female, random, &person);
  person.phone = random.Chance(20'000) ? MakeMvnoPhone(random) : MakePhone(random);
  person.house = static_cast<std::uint16_t>(1 + random.Below(200));
  if (random.Chance(150'000)) {
    person.place = random.Pick(kVillages);
  } else {
    person.place = random.Chance(500'000) ? random.Pick(kStreets) : random.Pick(kEstates);
    person.unit = static_cast<std::uint16_t>(1 + random.Below(6));
    const std::uint32_t floor = 1 + random.Below(18);
    person.room = static_cast<std::uint16_t>(100 * floor + 1 + random.Below(4));
  }
  return person;
}

std::string Person::Name() const {
  std::string name(surname);
  return name.append(given_1).append(given_2);
}

std::string Person::Address() const {
  std::string address(place);
  address.append(std::to_string(house)).append("号");
  if (unit != 0) {
    address.append(std::to_string(unit)).append("单元").append(std::to_string(room)).append("室");
  }
  return address;
}

Merchant People::MakeMerchant(std::uint64_t number, std::uint16_t county) const {
  Random random(seed_, Stream::kMerchant, number);
  Merchant merchant;
  merchant.county = county;
  merchant.number = static_cast<std::uint32_t>(number);
  merchant.brand = random.Pick(kBrands);
  merchant.trade = geography_.IsFocus(county) ? random.Pick(kFocusTrades)
                                              : random.Pick(kOtherTrades);
  // GB 32100: 9 (industry and commerce) 1 (enterprise), region, organisation code (GB 11714).
  char* out = merchant.credit_code.data();
  out[0] = '9';
  out[1] = '1';
  PutDigits(geography_.county(county).code, 6, out + 2);
  out[8] = 'M';
  out[9] = 'A';
  PutDigits(random.Below(1'000'000), 6, out + 10);
  out[16] = model::OrganisationCodeCheckChar({out + 8, 8});
  out[17] = model::CreditCodeCheckChar({out, 17});
  merchant.phone = MakePhone(random);
  merchant.agreement_filed = random.Chance(kFiledPpm);
  merchant.agreement_days_left = static_cast<std::int16_t>(1 + random.Below(700));
  return merchant;
}

std::string Merchant::Name() const {
  std::string name(brand);
  return name.append(std::to_string(number % 1000)).append(trade).append("有限公司");
}

std::string Merchant::Address() const {
  std::string address = "工业园区";
  return address.append(std::to_string(1 + number % 60)).append("号仓");
}

}  // namespace trigate::sim
