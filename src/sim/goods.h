// Ordinary goods: what honest people and firms send, how heavy and dear it is, and how big.
//
// A table of our own. It holds on purpose what screening finds hard: the dense organics of Inner
// Mongolia (milk powder, dried meat, tea bricks), and drugstore and household goods whose names
// look like listed words and are none (盐酸氨溴索口服液, 硫酸纸, 大麻哈鱼).
//
// Threads: a static table.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sim/random.h"

namespace trigate::sim {

enum class GoodsClass : std::uint8_t {
  kFocusFarm,   ///< what Inner Mongolia sends: dairy, meat, cashmere
  kClothing,
  kHousehold,
  kElectronics,
  kFood,
  kDrugstore,
  kBooks,
  kDocument,    ///< contents of letters
  kGeneric,     ///< "日用品", "配件": honest, and says nothing
};

struct Goods {
  std::string_view name;
  std::string_view nature;
  GoodsClass kind = GoodsClass::kHousehold;
  std::int32_t weight_g = 0;          ///< median of one piece
  std::int32_t spread_permille = 0;   ///< how far a piece may lie from it
  std::int32_t value_fen = 0;         ///< median of one piece
  std::int32_t density_g_per_l = 0;   ///< of the packed parcel
  std::uint8_t pieces_max = 1;
};

std::span<const Goods> AllGoods();

/// A kind of goods as a sender of the focus province, a firm elsewhere, or a person would send it.
std::size_t PickFocusGoods(Random& random);
std::size_t PickShopGoods(Random& random);
std::size_t PickPersonalGoods(Random& random);
std::size_t PickDocument(Random& random);

}  // namespace trigate::sim
