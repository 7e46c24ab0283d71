// Where a command writes, and what the other end can show.

#pragma once

#include <iosfwd>

namespace trigate::cli {

struct Console {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int width = 0;  ///< columns of the terminal; 0: no terminal, nothing is cut
};

/// Standard output and standard error.
Console StandardConsole();

}  // namespace trigate::cli
