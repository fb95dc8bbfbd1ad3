#!/bin/bash
# install_test.sh BUILD_DIR SOURCE_DIR MAKE_PLAN COMPILER SANITIZERS: installs into a
# folder of its own, runs the programs from there, and builds a program against the
# engine with pkg-config and with CMake.
set -eu
build=$1 source=$2 make_plan=$3 compiler=$4 sanitizers=$5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
cmake --install "$build" --prefix "$prefix" >"$work/install.log"

"$prefix/bin/weirc" --version | grep -q '^weirc [0-9]'
"$prefix/bin/weir" --version | grep -q '^weir [0-9]'
for page in weir.1 weirc.1; do [ -s "$prefix/share/man/man1/$page" ]; done
[ -s "$prefix/share/doc/weir/configs/two-nodes.yaml" ]

"$make_plan" pass "$work/pass.weir"
flags=${sanitizers:+-fsanitize=$sanitizers}
libraries=$(dirname "$(find "$prefix" -name weir.pc)")
export PKG_CONFIG_PATH=$libraries
pkg-config --exists weir weir-mpi
# shellcheck disable=SC2046
"$compiler" -std=gnu11 $flags "$source/consumer.c" -o "$work/by_pkg_config" \
  $(pkg-config --cflags --libs weir)
"$work/by_pkg_config" "$work/pass.weir" | grep -q '2 nodes'

mkdir "$work/consumer"
cp "$source/consumer.c" "$work/consumer"
cat >"$work/consumer/CMakeLists.txt" <<'CMAKE'
cmake_minimum_required(VERSION 3.25)
project(consumer LANGUAGES C)
find_package(weir 0.1 REQUIRED)
add_executable(consumer consumer.c)
target_link_libraries(consumer PRIVATE weir::engine)
CMAKE
cmake -G Ninja -S "$work/consumer" -B "$work/consumer/build" "-DCMAKE_PREFIX_PATH=$prefix" \
  "-DCMAKE_C_COMPILER=$compiler" "-DCMAKE_C_FLAGS=$flags" >"$work/cmake.log"
cmake --build "$work/consumer/build" >"$work/build.log" || { cat "$work/build.log"; exit 1; }
"$work/consumer/build/consumer" "$work/pass.weir" | grep -q '2 nodes'
echo "installed, run and linked"
