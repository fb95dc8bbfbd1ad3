# What every folder of the project shares: flags, libraries and unit tests.

include(GNUInstallDirs)
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(WEIR_TESTS "Build the tests" ON)
set(WEIR_SANITIZE "" CACHE STRING "Sanitizers to build with, e.g. address,undefined")

find_program(WEIR_CCACHE ccache)
if(WEIR_CCACHE AND NOT CMAKE_C_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER "${WEIR_CCACHE}")
endif()

add_library(weir_flags INTERFACE)
target_include_directories(weir_flags INTERFACE
  "${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}")
target_compile_definitions(weir_flags INTERFACE _GNU_SOURCE)
target_compile_options(weir_flags INTERFACE
  -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
  -fno-strict-aliasing)
if(WEIR_SANITIZE)
  # What is found ends the program, so that no test or fuzz target overlooks it.
  target_compile_options(weir_flags INTERFACE
    -fsanitize=${WEIR_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(weir_flags INTERFACE -fsanitize=${WEIR_SANITIZE})
endif()

# See docs/fuzzing.md. All code is built to tell libFuzzer where it comes.
option(WEIR_FUZZ "Link fuzz targets with libFuzzer (clang)" OFF)
if(WEIR_FUZZ)
  target_compile_options(weir_flags INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(weir_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

if(WEIR_TESTS)
  pkg_check_modules(CHECK REQUIRED IMPORTED_TARGET check)
endif()

# weir_library(NAME [DEPS lib...] [PRIVATE_DEPS lib...] [SOURCES file...])
#
# The library weir_NAME of the calling folder: every .c file in it (or SOURCES),
# and for each foo_test.c a Check program of its own, run by ctest with the
# label "unit".
function(weir_library name)
  cmake_parse_arguments(ARG "" "" "DEPS;PRIVATE_DEPS;SOURCES" ${ARGN})
  if(NOT ARG_SOURCES)
    file(GLOB ARG_SOURCES CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.c")
    list(FILTER ARG_SOURCES EXCLUDE REGEX "_test\\.c$")
  endif()
  add_library(weir_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(weir_${name} PUBLIC weir_flags ${ARG_DEPS}
                        PRIVATE ${ARG_PRIVATE_DEPS})
  if(NOT WEIR_TESTS)
    return()
  endif()
  file(GLOB tests CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*_test.c")
  foreach(test IN LISTS tests)
    get_filename_component(test_name "${test}" NAME_WE)
    add_executable(${name}_${test_name} "${test}")
    target_link_libraries(${name}_${test_name}
      PRIVATE weir_${name} ${ARG_PRIVATE_DEPS} PkgConfig::CHECK Threads::Threads)
    add_test(NAME unit/${name}/${test_name} COMMAND ${name}_${test_name})
    # Check gives a case 4 s, which sanitizers on a busy machine use up.
    set_tests_properties(unit/${name}/${test_name} PROPERTIES
      LABELS unit ENVIRONMENT "CK_DEFAULT_TIMEOUT=60")
  endforeach()
endfunction()
