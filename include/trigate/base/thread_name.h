// Names of threads, as `top -H` and a debugger show them.
#pragma once

#include <pthread.h>

namespace trigate {

/// Names the calling thread; at most 15 characters.
inline void NameThisThread(const char* name) { ::pthread_setname_np(::pthread_self(), name); }

}  // namespace trigate
