#include "cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <iostream>

namespace trigate::cli {

Console StandardConsole() {
  Console console{std::cout, std::cerr};
  console.out_is_terminal = isatty(STDOUT_FILENO) == 1;
  console.err_is_terminal = isatty(STDERR_FILENO) == 1;
  winsize size{};
  if (console.out_is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    console.width = size.ws_col;
  }
  return console;
}

}  // namespace trigate::cli
