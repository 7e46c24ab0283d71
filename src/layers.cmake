# The house rule, checked: a module depends on lower layers only, and includes only what it declares.
#
#   trigate_module(NAME journal LAYER 4 SOURCES a.cc b.cc DEPS base crypto LINK RocksDB)
#
# NAME     the folder under src/ and include/trigate/, and the library trigate_<NAME>
# LAYER    0 is the ground floor; every DEPS entry must lie on a lower one
# SOURCES  every .cc of the module; a .cc in the folder that is not listed fails the configuration
# DEPS     modules of ours that it may include
# LINK     libraries that are not ours

add_library(trigate_options INTERFACE)
target_compile_options(trigate_options INTERFACE
  -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Werror
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  # GCC 12 sees an overlap in every `"text" + std::string` at -O3 (GCC bug 105651, mended in 13).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)
target_include_directories(trigate_options INTERFACE ${CMAKE_SOURCE_DIR}/include)
target_link_libraries(trigate_options INTERFACE Threads::Threads)
if(TRIGATE_SANITIZE)
  target_compile_options(trigate_options INTERFACE
    -fsanitize=${TRIGATE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  target_link_options(trigate_options INTERFACE -fsanitize=${TRIGATE_SANITIZE})
  if(TRIGATE_SANITIZE STREQUAL thread)
    # Asio's fences, which ThreadSanitizer does not see; they stand beside mutexes that it does see.
    target_compile_options(trigate_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
  endif()
endif()
if(TRIGATE_FUZZ)  # libFuzzer is led by the branches that an input takes, in every module
  target_compile_options(trigate_options INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(trigate_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

function(trigate_check_includes name deps)
  file(GLOB_RECURSE headers ${CMAKE_SOURCE_DIR}/include/trigate/${name}/*.h
       ${CMAKE_CURRENT_SOURCE_DIR}/*.h ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  foreach(file IN LISTS headers)
    file(STRINGS ${file} lines REGEX "^#include \"trigate/[a-z_]+/")
    foreach(line IN LISTS lines)
      string(REGEX REPLACE "^#include \"trigate/([a-z_]+)/.*" "\\1" module "${line}")
      set(generated v1 record)  # the contract: whoever links it may include it
      if(NOT module STREQUAL name AND NOT module IN_LIST deps AND NOT module IN_LIST generated)
        message(FATAL_ERROR "${file} includes ${module}, which module ${name} does not declare")
      endif()
    endforeach()
  endforeach()
endfunction()

function(trigate_check_orphans)
  file(GLOB found RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  foreach(file IN LISTS found)
    if(NOT file IN_LIST ARGN)
      message(FATAL_ERROR "${CMAKE_CURRENT_SOURCE_DIR}/${file} is built by no target")
    endif()
  endforeach()
endfunction()

function(trigate_module)
  cmake_parse_arguments(M "" "NAME;LAYER" "SOURCES;DEPS;LINK;MAIN" ${ARGN})
  set_property(GLOBAL PROPERTY TRIGATE_LAYER_${M_NAME} ${M_LAYER})
  foreach(dep IN LISTS M_DEPS)
    get_property(layer GLOBAL PROPERTY TRIGATE_LAYER_${dep})
    if(layer STREQUAL "")
      message(FATAL_ERROR "module ${M_NAME} depends on ${dep}, which is not declared before it")
    elseif(NOT layer LESS M_LAYER)
      message(FATAL_ERROR "module ${M_NAME} (layer ${M_LAYER}) may not depend on ${dep} (layer ${layer})")
    endif()
  endforeach()
  trigate_check_includes(${M_NAME} "${M_DEPS}")
  trigate_check_orphans(${M_SOURCES} ${M_MAIN})
  add_library(trigate_${M_NAME} STATIC ${M_SOURCES})
  list(TRANSFORM M_DEPS PREPEND trigate_)
  target_link_libraries(trigate_${M_NAME} PUBLIC trigate_options ${M_DEPS} ${M_LINK})
  target_include_directories(trigate_${M_NAME} PRIVATE ${CMAKE_SOURCE_DIR}/src)
endfunction()
