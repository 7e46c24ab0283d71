#include "cli/app.h"

int main(int argc, char** argv) {
  using namespace trigate;
  return static_cast<int>(cli::RunApp(argc, argv, cli::StandardConsole(), RealClock()));
}
