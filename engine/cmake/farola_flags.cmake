# What every farola target is compiled with. Sums are compared bit for bit between runs and
# thread counts, so the compiler may not fuse multiply-adds behind our back.
add_library(farola_flags INTERFACE)
target_compile_features(farola_flags INTERFACE cxx_std_20)
target_compile_options(farola_flags INTERFACE
  $<BUILD_INTERFACE:$<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-ffp-contract=off>>
  $<BUILD_INTERFACE:$<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-Wall;-Wextra;-Wshadow;-Wconversion;-Wno-sign-conversion>>
  # GCC 12 warns of overlaps in std::string that cannot be (GCC bug 105651).
  $<BUILD_INTERFACE:$<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>>
  $<BUILD_INTERFACE:$<$<BOOL:${FAROLA_DEVELOPER}>:-Werror>>)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(FAROLA_SANITIZE "" CACHE STRING "Sanitizers, for example address,undefined or thread")
if(FAROLA_SANITIZE)
  add_compile_options(-fsanitize=${FAROLA_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${FAROLA_SANITIZE})
endif()
if(FAROLA_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "FAROLA_FUZZ needs clang, which has libFuzzer: -DCMAKE_CXX_COMPILER=clang++")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
