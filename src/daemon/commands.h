// What `trigated` can be told to do. Each returns the exit code of the process: 0 done, 1 it failed,
// 2 the configuration or a file is wrong.

#pragma once

#include <string>

namespace trigate::daemon {

int Serve(const std::string& config_path);
int CheckConfig(const std::string& config_path);
int Migrate(const std::string& config_path, const std::string& app_role);
int LoadRegistry(const std::string& config_path, const std::string& registry_path);

}  // namespace trigate::daemon
