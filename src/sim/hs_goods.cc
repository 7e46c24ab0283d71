// Goods by Harmonized System code: the 96 chapters in a word or two each, and the headings that
// stand for much of the traffic. Source: nomenclature of the HS (World Customs Organization),
// 2017 edition; the words are ours.

#include <algorithm>
#include <array>

#include "trigate/sim/customs.h"

namespace trigate::sim {
namespace {

struct HsRow {
  std::string_view code;
  std::string_view goods;
};

constexpr std::array<HsRow, 34> kHeadings = {{
    {"0710", "冷冻蔬菜"},     {"2106", "膳食补充剂"},   {"3004", "成品药"},     {"3304", "护肤彩妆"},
    {"3822", "试剂"},         {"3824", "化工制品"},     {"3923", "塑料包装"},   {"3924", "塑料餐具"},
    {"3926", "塑料制品"},     {"4016", "橡胶制品"},     {"4202", "箱包"},       {"5603", "无纺布"},
    {"6109", "T恤"},          {"6110", "针织衫"},       {"6204", "女装"},       {"6206", "女衬衫"},
    {"6211", "运动服"},       {"6307", "纺织制品"},     {"6402", "橡塑鞋"},     {"7117", "仿首饰"},
    {"7204", "废钢"},         {"7326", "钢铁制品"},     {"8414", "泵和风机"},   {"8471", "计算机"},
    {"8517", "通信设备"},     {"8518", "音响"},         {"8536", "电路开关"},   {"8542", "集成电路"},
    {"8703", "乘用车"},       {"8708", "汽车零件"},     {"9018", "医疗器械"},   {"9403", "家具"},
    {"9405", "灯具"},         {"9503", "玩具"},
}};

constexpr std::array<HsRow, 97> kChapters = {{
    {"01", "活动物"},       {"02", "肉类"},       {"03", "水产"},       {"04", "乳制品"},
    {"05", "动物产品"},     {"06", "活植物"},     {"07", "蔬菜"},       {"08", "水果坚果"},
    {"09", "咖啡茶香料"},   {"10", "谷物"},       {"11", "面粉淀粉"},   {"12", "油籽种子"},
    {"13", "植物提取物"},   {"14", "编结植物"},   {"15", "动植物油"},   {"16", "肉鱼制品"},
    {"17", "糖及糖果"},     {"18", "可可制品"},   {"19", "烘焙食品"},   {"20", "果蔬制品"},
    {"21", "杂项食品"},     {"22", "饮料酒"},     {"23", "饲料"},       {"24", "烟草"},
    {"25", "矿土石料"},     {"26", "矿砂"},       {"27", "矿物燃料"},   {"28", "无机化学品"},
    {"29", "有机化学品"},   {"30", "药品"},       {"31", "肥料"},       {"32", "颜料油漆"},
    {"33", "香料化妆品"},   {"34", "洗涤用品"},   {"35", "蛋白胶黏剂"}, {"36", "火药烟火"},
    {"37", "感光材料"},     {"38", "杂项化工品"}, {"39", "塑料"},       {"40", "橡胶"},
    {"41", "皮革"},         {"42", "皮具"},       {"43", "毛皮"},       {"44", "木制品"},
    {"45", "软木"},         {"46", "编织品"},     {"47", "纸浆"},       {"48", "纸制品"},
    {"49", "印刷品"},       {"50", "蚕丝"},       {"51", "羊毛"},       {"52", "棉花"},
    {"53", "植物纤维"},     {"54", "化纤长丝"},   {"55", "化纤短纤"},   {"56", "絮胎绳索"},
    {"57", "地毯"},         {"58", "花边刺绣"},   {"59", "工业织物"},   {"60", "针织布"},
    {"61", "针织服装"},     {"62", "梭织服装"},   {"63", "纺织制成品"}, {"64", "鞋"},
    {"65", "帽"},           {"66", "伞"},         {"67", "羽毛假发"},   {"68", "石料制品"},
    {"69", "陶瓷"},         {"70", "玻璃"},       {"71", "珠宝首饰"},   {"72", "钢铁"},
    {"73", "钢铁制品"},     {"74", "铜制品"},     {"75", "镍制品"},     {"76", "铝制品"},
    {"78", "铅制品"},       {"79", "锌制品"},     {"80", "锡制品"},     {"81", "其他贱金属"},
    {"82", "刀具工具"},     {"83", "五金件"},     {"84", "机械"},       {"85", "电气设备"},
    {"86", "铁道设备"},     {"87", "车辆零件"},   {"88", "航空器"},     {"89", "船舶"},
    {"90", "仪器"},         {"91", "钟表"},       {"92", "乐器"},       {"93", "武器"},
    {"94", "家具寝具"},     {"95", "玩具文体"},   {"96", "杂项制品"},   {"97", "艺术品"},
    {"99", "其他商品"},
}};

template <std::size_t kSize>
std::string_view Find(const std::array<HsRow, kSize>& rows, std::string_view code) {
  const auto row = std::lower_bound(
      rows.begin(), rows.end(), code,
      [](const HsRow& candidate, std::string_view wanted) { return candidate.code < wanted; });
  return row != rows.end() && row->code == code ? row->goods : std::string_view();
}

constexpr bool Ascending(const auto& rows) {
  return std::is_sorted(rows.begin(), rows.end(),
                        [](const HsRow& a, const HsRow& b) { return a.code < b.code; });
}
static_assert(Ascending(kHeadings) && Ascending(kChapters), "searched by halves");

}  // namespace

std::string_view HsGoods(std::string_view hs_code) {
  if (hs_code.size() < 2) return {};
  const std::string_view heading = Find(kHeadings, hs_code.substr(0, 4));
  return heading.empty() ? Find(kChapters, hs_code.substr(0, 2)) : heading;
}

}  // namespace trigate::sim
