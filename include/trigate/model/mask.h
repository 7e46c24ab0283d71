// Personal data cut down for display: enough to recognise what one knows, not enough to learn it.
//
// 个人信息保护法 art. 51 (de-identification); domain §5.3 says who sees the masked form.
//
// Threads: pure functions.  Failure: none; what cannot be read becomes stars, never clear text.

#pragma once

#include <string>
#include <string_view>

namespace trigate::model {

/// First character, then a star for each other one, three at most: 张三 is 张*, 欧阳娜娜 is 欧***.
std::string MaskName(std::string_view name);

/// 13800138000 is 138****8000; 0471-1234567 is 0471****567; an extension becomes "-****". `phone`
/// is in the form of NormalizePhone.
std::string MaskPhone(std::string_view phone);

/// 150102199001010019 is 150102********0019; a shorter number keeps its first and last two
/// characters.
std::string MaskDocument(std::string_view number);

/// *** for any address: names and numbers stand in it in every form (十二号楼, 王小明收), and the region,
/// which may be told, has a field of its own.
std::string MaskAddress(std::string_view address);

}  // namespace trigate::model
