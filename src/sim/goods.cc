#include "sim/goods.h"

#include <array>
#include <vector>

namespace trigate::sim {
namespace {

using enum GoodsClass;

// name, nature, class, g, spread ‰, fen, g/l, pieces
constexpr std::array kGoods = std::to_array<Goods>({
    {"牛肉干", "固体", kFocusFarm, 500, 300, 6900, 420, 6},
    {"风干牛肉", "固体", kFocusFarm, 750, 300, 9800, 450, 4},
    {"奶酪", "固体", kFocusFarm, 400, 300, 3600, 520, 8},
    {"奶豆腐", "固体", kFocusFarm, 500, 250, 3200, 560, 6},
    {"奶皮子", "固体", kFocusFarm, 300, 250, 4200, 380, 6},
    {"奶茶粉", "粉末", kFocusFarm, 400, 200, 2900, 500, 10},
    {"全脂奶粉", "粉末", kFocusFarm, 900, 150, 9900, 480, 6},
    {"炒米", "固体", kFocusFarm, 1000, 200, 1800, 600, 5},
    {"沙棘汁", "液体", kFocusFarm, 1500, 150, 4800, 900, 4},
    {"羊绒衫", "固体", kFocusFarm, 420, 250, 68000, 180, 3},
    {"羊绒围巾", "固体", kFocusFarm, 180, 250, 29800, 150, 4},
    {"羊毛被", "固体", kFocusFarm, 2800, 200, 39900, 90, 1},
    {"冷冻羊肉", "固体", kFocusFarm, 2500, 250, 19800, 650, 3},
    {"杂粮", "固体", kFocusFarm, 2500, 250, 4500, 700, 3},
    {"葵花籽", "固体", kFocusFarm, 1000, 250, 2500, 450, 6},
    {"马奶酒", "液体", kFocusFarm, 1100, 150, 8800, 850, 2},
    {"砖茶", "固体", kFocusFarm, 1000, 200, 5600, 650, 4},
    {"蒙古袍", "固体", kFocusFarm, 1800, 300, 45000, 160, 1},
    {"连衣裙", "固体", kClothing, 320, 350, 12900, 130, 3},
    {"羽绒服", "固体", kClothing, 1100, 300, 39900, 80, 2},
    {"牛仔裤", "固体", kClothing, 620, 250, 13900, 190, 3},
    {"T恤", "固体", kClothing, 220, 250, 5900, 150, 5},
    {"运动鞋", "固体", kClothing, 980, 250, 25900, 120, 2},
    {"棉拖鞋", "固体", kClothing, 380, 250, 2500, 110, 4},
    {"儿童外套", "固体", kClothing, 450, 300, 9900, 120, 3},
    {"袜子", "固体", kClothing, 60, 300, 990, 160, 20},
    {"帽子", "固体", kClothing, 130, 300, 3900, 70, 3},
    {"双肩包", "固体", kClothing, 760, 300, 15900, 90, 1},
    {"洗衣液", "液体", kHousehold, 2100, 150, 3990, 850, 4},
    {"洗发水", "液体", kHousehold, 560, 200, 4990, 800, 4},
    {"抽纸", "固体", kHousehold, 1900, 200, 2990, 110, 3},
    {"垃圾袋", "固体", kHousehold, 420, 250, 1590, 500, 6},
    {"不锈钢保温杯", "固体", kHousehold, 380, 250, 6900, 260, 4},
    {"炒锅", "固体", kHousehold, 2100, 250, 15900, 140, 1},
    {"四件套", "固体", kHousehold, 2300, 250, 19900, 160, 2},
    {"窗帘", "固体", kHousehold, 1700, 350, 9900, 180, 2},
    {"收纳盒", "固体", kHousehold, 650, 350, 3500, 60, 4},
    {"台灯", "固体", kHousehold, 900, 300, 7900, 110, 1},
    {"硫酸纸", "固体", kHousehold, 700, 250, 3600, 700, 5},
    {"面膜", "固体", kHousehold, 300, 250, 7900, 350, 8},
    {"口红", "固体", kHousehold, 40, 250, 12900, 260, 4},
    {"汽车脚垫", "固体", kHousehold, 3200, 250, 16900, 130, 1},
    {"渔具", "固体", kHousehold, 850, 350, 9900, 160, 2},
    {"儿童积木", "固体", kHousehold, 850, 350, 8900, 170, 2},
    {"毛绒玩具", "固体", kHousehold, 520, 400, 4900, 50, 2},
    {"瑜伽垫", "固体", kHousehold, 1100, 200, 5900, 100, 1},
    {"手机壳", "固体", kElectronics, 45, 250, 1990, 110, 5},
    {"数据线", "固体", kElectronics, 55, 200, 1990, 200, 6},
    {"蓝牙耳机", "含电池", kElectronics, 180, 250, 19900, 160, 2},
    {"手机", "含电池", kElectronics, 480, 150, 249900, 260, 1},
    {"平板电脑", "含电池", kElectronics, 980, 150, 229900, 230, 1},
    {"充电宝", "含电池", kElectronics, 320, 200, 8900, 420, 2},
    {"键盘", "固体", kElectronics, 950, 200, 19900, 180, 1},
    {"路由器", "固体", kElectronics, 620, 200, 15900, 150, 1},
    {"电饭煲", "固体", kElectronics, 3600, 150, 29900, 130, 1},
    {"剃须刀", "含电池", kElectronics, 380, 200, 17900, 160, 2},
    {"显卡", "固体", kElectronics, 1400, 200, 289900, 150, 1},
    {"坚果礼盒", "固体", kFood, 1500, 250, 11900, 280, 3},
    {"苹果", "固体", kFood, 4600, 150, 4990, 450, 1},
    {"脐橙", "固体", kFood, 4700, 150, 3990, 480, 1},
    {"大米", "固体", kFood, 5100, 100, 4590, 750, 2},
    {"茶叶", "固体", kFood, 400, 300, 12800, 200, 4},
    {"普洱茶饼", "固体", kFood, 380, 150, 16800, 550, 7},
    {"咖啡粉", "粉末", kFood, 350, 200, 5900, 380, 4},
    {"蜂蜜", "液体", kFood, 1100, 200, 6900, 950, 3},
    {"大麻哈鱼", "固体", kFood, 1800, 300, 15800, 650, 2},
    {"酱菜", "半固体", kFood, 900, 250, 2590, 800, 4},
    {"饼干", "固体", kFood, 620, 250, 2990, 180, 5},
    {"火锅底料", "半固体", kFood, 500, 200, 2490, 800, 6},
    {"冰糖", "固体", kFood, 800, 200, 1590, 820, 4},
    {"维生素C片", "固体", kDrugstore, 140, 250, 4900, 300, 6},
    {"钙片", "固体", kDrugstore, 220, 250, 8900, 350, 4},
    {"氨糖软骨素片", "固体", kDrugstore, 260, 250, 15900, 330, 4},
    {"盐酸氨溴索口服液", "液体", kDrugstore, 230, 200, 2890, 600, 3},
    {"硫酸亚铁片", "固体", kDrugstore, 60, 200, 1290, 250, 3},
    {"板蓝根颗粒", "固体", kDrugstore, 260, 200, 1890, 320, 5},
    {"丙酮酸钙胶囊", "固体", kDrugstore, 150, 200, 7900, 280, 3},
    {"枸橼酸钾颗粒", "固体", kDrugstore, 120, 200, 3590, 300, 3},
    {"医用口罩", "固体", kDrugstore, 350, 300, 2990, 90, 6},
    {"血糖试纸", "固体", kDrugstore, 110, 200, 9900, 180, 4},
    {"蛋白粉", "粉末", kDrugstore, 1100, 200, 29900, 420, 2},
    {"艾草贴", "固体", kDrugstore, 180, 250, 2990, 250, 6},
    {"中学教辅", "固体", kBooks, 750, 300, 4990, 620, 6},
    {"小说", "固体", kBooks, 420, 300, 3590, 600, 8},
    {"绘本", "固体", kBooks, 520, 300, 5990, 550, 6},
    {"笔记本", "固体", kBooks, 320, 300, 1990, 600, 8},
    {"合同", "文件", kDocument, 60, 300, 0, 300, 1},
    {"发票", "文件", kDocument, 30, 300, 0, 300, 1},
    {"证件材料", "文件", kDocument, 80, 350, 0, 300, 1},
    {"标书", "文件", kDocument, 260, 300, 0, 450, 1},
    {"日用品", "固体", kGeneric, 800, 700, 4900, 200, 3},
    {"配件", "固体", kGeneric, 420, 700, 3900, 300, 4},
    {"样品", "固体", kGeneric, 600, 700, 2900, 250, 3},
    {"礼品", "固体", kGeneric, 900, 600, 9900, 200, 2},
    {"食品", "固体", kGeneric, 1500, 600, 5900, 350, 3},
});

struct ClassWeight {
  GoodsClass kind;
  std::uint32_t weight;
};

/// Indexes of goods, each as often as the weight of its class, so that a pick is one draw. Goods
/// of a class share its weight.
class Lottery {
 public:
  explicit Lottery(std::initializer_list<ClassWeight> weights) {
    for (const ClassWeight& of_class : weights) {
      for (std::size_t i = 0; i < kGoods.size(); ++i) {
        if (kGoods[i].kind != of_class.kind) continue;
        for (std::uint32_t n = 0; n < of_class.weight; ++n) tickets_.push_back(i);
      }
    }
  }
  std::size_t Draw(Random& random) const {
    return random.Pick(std::span<const std::size_t>(tickets_));
  }

 private:
  std::vector<std::size_t> tickets_;
};

}  // namespace

std::span<const Goods> AllGoods() { return kGoods; }

std::size_t PickFocusGoods(Random& random) {
  static const Lottery* const kLottery =
      new Lottery{{kFocusFarm, 10}, {kClothing, 1}, {kHousehold, 1}, {kBooks, 1}, {kFood, 1}};
  return kLottery->Draw(random);
}

std::size_t PickShopGoods(Random& random) {
  static const Lottery* const kLottery =
      new Lottery{{kClothing, 9}, {kHousehold, 6}, {kElectronics, 4}, {kFood, 4},
                  {kDrugstore, 3}, {kBooks, 3},    {kGeneric, 8}};
  return kLottery->Draw(random);
}

std::size_t PickPersonalGoods(Random& random) {
  static const Lottery* const kLottery =
      new Lottery{{kClothing, 4}, {kHousehold, 2}, {kElectronics, 2}, {kFood, 2},
                  {kDrugstore, 1}, {kBooks, 2},    {kGeneric, 10},    {kFocusFarm, 2}};
  return kLottery->Draw(random);
}

std::size_t PickDocument(Random& random) {
  static const Lottery* const kLottery = new Lottery{{kDocument, 1}};
  return kLottery->Draw(random);
}

}  // namespace trigate::sim
