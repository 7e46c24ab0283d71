// Names of ordinary goods, as senders type them, many of them holding the characters of a listed
// term. None may give a hit that could score alone.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "trigate/model/term_matcher.h"
#include "trigate/model/text.h"

namespace trigate::model {
namespace {

constexpr std::string_view kGoods[] = {
    // everyday
    "手机壳", "iPhone13钢化膜", "蓝牙耳机", "充电宝", "数据线", "笔记本电脑", "键盘鼠标",
    "童装连衣裙", "男士运动鞋", "羽绒服", "牛仔裤", "纯棉T恤", "袜子", "内衣", "围巾", "帽子",
    "双肩包", "行李箱", "洗发水", "沐浴露", "牙膏牙刷", "卫生纸", "洗衣液", "毛巾", "床上四件套",
    "枕头", "蚕丝被", "保温杯", "不锈钢锅", "电饭煲", "空气炸锅", "台灯", "LED灯泡", "窗帘", "地毯",
    "书籍", "教材", "文件", "合同", "发票", "试卷", "明信片", "奶粉", "尿不湿", "玩具汽车", "拼图",
    "毛绒玩具", "乐高积木", "自行车配件", "汽车脚垫", "轮胎", "机油滤芯", "电动车头盔", "雨伞",
    "太阳镜", "牛肉干", "奶茶粉", "蒙古奶酪", "风干牛肉", "炒米", "羊肉卷", "大米", "面粉", "红枣",
    "枸杞", "茶叶", "咖啡豆", "速溶咖啡", "巧克力", "饼干", "坚果礼盒", "苹果", "橙子", "土豆",
    "玉米种子", "向日葵种子", "蔬菜种子", "虞美人种子", "花盆", "复合肥", "宠物狗粮", "猫砂",
    "鱼竿", "帐篷", "瑜伽垫", "羽毛球拍", "篮球", "乒乓球", "象棋", "吉他", "口琴", "马头琴",
    // 大麻 and its like
    "天津大麻花", "大麻哈鱼籽", "大麻将牌", "大麻袋", "四川大麻椒", "特大麻薯", "鸦片鱼头",
    "鸦片战争历史书", "YSL黑鸦片香水", "black opium 淡香", "安定门站台模型", "电子安定器",
    "无咖啡因花草茶", "咖啡因眼霜", "罂粟花油画", "桌上冰壶游戏",
    // acids and solvents
    "硫酸纸描图", "硫酸镁浴盐", "农用硫酸钾肥", "硫酸铜杀菌剂", "硫酸软骨素胶囊", "氨糖硫酸软骨素",
    "硫酸亚铁", "过硫酸氢钾消毒片", "月桂醇聚醚硫酸酯钠", "盐酸左西替利嗪片", "盐酸二甲双胍缓释片",
    "盐酸氨溴索口服液", "盐酸西替利嗪", "盐酸金霉素眼膏", "盐酸特比萘芬乳膏", "盐酸羟甲唑啉喷雾",
    "不含丙酮卸甲水", "丙酮酸钙片", "苯丙酮尿症奶粉", "二甲苯稀释剂替代品", "丁基羟基甲苯",
    "甲苯达唑片", "无甲苯胶水", "苯乙酸乙酯香料", "四甲基哌啶", "乙二醇乙醚替代剂",
    "acetone free nail polish remover", "caffeine free cola",
    // plastics, paints, household chemistry
    "聚丙烯水杯", "丙烯颜料套装", "丙烯马克笔", "聚乙烯保鲜袋", "氯乙烯软管", "聚苯乙烯泡沫",
    "聚四氟乙烯胶带", "苯甲酸钠", "苯扎氯铵消毒液", "对苯二酚试纸", "锂电池保护板",
    "磷酸铁锂电池盒", "磷酸二氢钾叶面肥", "黄腐酸钾", "氯化钾缓释片", "镭射膜", "镭雕机配件",
    "钴蓝颜料", "无汞体温计", "酒精湿巾", "酒精棉片", "酒精测试仪", "硫磺皂", "硫磺软膏",
    "活性炭口罩", "活性炭滤芯", "防滑镁粉", "攀岩镁粉块", "油漆刷", "油漆滚筒", "天然气灶具",
    "天然气报警器", "汽油滤清器", "汽油发电机配件", "柴油暖风机", "柴油滤芯", "煤油灯",
    "打火机收纳盒", "火柴盒小汽车", "蓄电池充电器", "硝酸甘油片", "硝酸咪康唑乳膏",
    "医疗废弃物垃圾袋",
    // toys and decorations
    "玩具手枪水枪", "手枪钻", "充气枪", "子弹头口红", "吸盘子弹玩具", "浴盐炸弹", "泡澡炸弹球",
    "扫地雷达传感器", "地雷系连衣裙", "电子烟花灯", "烟花烫卷发棒", "电子鞭炮挂件", "玩具匕首",
    "象牙白窗帘", "象牙芒果", "炭疽病杀菌剂", "体内外寄生虫驱虫药", "抗病菌喷雾", "肢体语言书",
    // Latin letters
    "PHP编程书", "SPA精油", "STP文件袋", "MDA刹车片", "PCP气密圈", "PMMA亚克力板", "LSD限滑差速器",
    "DOC马丁靴", "TCP/IP详解", "MEK网卡", "space pen", "detox tea", "Khaki裤子", "Methylene蓝",
};

TEST(OrdinaryGoods, GiveNoHitThatCouldScoreAlone) {
  Result<TermMatcher> matcher = TermMatcher::ForLexicons(
      {LexiconId::kPrecursor, LexiconId::kNarcotic, LexiconId::kPsychotropic, LexiconId::kNps,
       LexiconId::kProhibited, LexiconId::kSeed});
  ASSERT_TRUE(matcher.ok()) << matcher.status().ToString();
  for (const std::string_view goods : kGoods) {
    std::string folded;
    ASSERT_TRUE(FoldForMatch(goods, folded).ok());
    matcher->ForEach(folded, [&](const TermHit& hit) {
      EXPECT_EQ(hit.entry->kind, TermKind::kAmbiguous)
          << goods << " hits " << hit.entry->term << " of " << CodeOf(hit.entry->lexicon);
    });
  }
}

TEST(OrdinaryGoods, AreToldFromTheRealThing) {
  Result<TermMatcher> matcher = TermMatcher::ForLexicons(
      {LexiconId::kPrecursor, LexiconId::kNarcotic, LexiconId::kPsychotropic, LexiconId::kNps,
       LexiconId::kProhibited, LexiconId::kSeed});
  ASSERT_TRUE(matcher.ok());
  for (const std::string_view goods :
       {"大麻", "大麻叶", "工业丙酮", "浓硫酸", "硫酸5kg", "盐酸溶液", "稀盐酸", "盐酸麻黄碱",
        "盐酸伪麻黄碱片", "盐酸哌替啶", "甲苯稀释剂", "麻黄草浸膏 麻黄浸膏", "海洛因", "冰毒",
        "咖啡因粉末", "安钠咖", "罂粟壳", "大麻种子", "去氧麻黄碱", "芬太尼贴",
        "依托咪酯 4-氟依托咪酯", "acetone 500ml", "CAS 67-64-1", "γ－丁内酯", "Diazepam tablets",
        "打火机", "子弹", "三唑仑片", "氯胺酮注射液", "MDMA"}) {
    std::string folded;
    ASSERT_TRUE(FoldForMatch(goods, folded).ok());
    bool strong = false;
    matcher->ForEach(folded, [&](const TermHit& hit) {
      strong = strong || hit.entry->kind == TermKind::kTerm;
    });
    EXPECT_TRUE(strong) << goods;
  }
}

}  // namespace
}  // namespace trigate::model
