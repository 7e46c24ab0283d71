#include "cli/text_file.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>

namespace trigate::cli {
namespace {

Result<std::string> ReadStream(std::istream& in, const std::string& name, std::size_t bytes_max) {
  std::string text;
  char chunk[65'536];
  while (in.read(chunk, sizeof chunk) || in.gcount() > 0) {
    text.append(chunk, static_cast<std::size_t>(in.gcount()));
    if (text.size() > bytes_max) {
      return InvalidArgument(name + " has more than " + std::to_string(bytes_max) + " bytes");
    }
  }
  if (in.bad()) return NotFound("cannot read " + name);
  return text;
}

}  // namespace

Result<std::string> ReadTextFile(const std::string& path, std::size_t bytes_max) {
  if (path == "-") return ReadStream(std::cin, "standard input", bytes_max);
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return NotFound(path + " is a folder");
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotFound("cannot open " + path);
  return ReadStream(file, path, bytes_max);
}

}  // namespace trigate::cli
