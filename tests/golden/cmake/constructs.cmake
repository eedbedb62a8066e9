#[=======================================================================[.rst:
Kite
----

Builds the kite, its tail and the tests of both.
#]=======================================================================]
cmake_minimum_required(VERSION 3.20)
project(kite VERSION 1.2 LANGUAGES CXX)

include(GNUInstallDirs)
include(${CMAKE_CURRENT_LIST_DIR}/cmake/wind.cmake)
find_package(Wind 2.1 REQUIRED COMPONENTS strong)
find_package(Rain)
pkg_check_modules(AIR REQUIRED air>=3.0 sky)

option(KITE_TAIL "Give it a tail" ON)
cmake_dependent_option(KITE_LONG "A long \
tail" OFF "KITE_TAIL;NOT RAIN" OFF)
set(KITE_COLOUR "red" CACHE STRING "What colour it has")
set(KITE_TOKEN abc CACHE STRING "Never shown")
set(NOT_CACHED value)
set(tool winder)

# The parts that fly.
add_library(wing STATIC
  wing.cpp ${CMAKE_CURRENT_SOURCE_DIR}/spar.cpp # the wood
  ${GENERATED})
add_library(kite::wing ALIAS wing)
add_executable(${PROJECT_NAME} main.cpp)
add_executable(${tool} "winder.c")
add_executable(${unknown} x.cpp)
pybind11_add_module(_kite python.cpp)
add_custom_target(fly ALL COMMAND kite COMMENT "Let it fly")
target_sources(wing PRIVATE edge.cpp)
add_subdirectory(tail)
configure_file(kite.h.in kite.h)

FetchContent_Declare(string GIT_REPOSITORY https://example.org/string GIT_TAG v1.0)
ExternalProject_Add(reel URL https://example.org/reel.tar.gz)

# Make a string of the given length.
#
# RESULT is where it is put.
function(make_string RESULT length)
  # not_a_function(x)
  set(${RESULT} [==[ add_library(no) ]] ]==] PARENT_SCOPE)
  message("add_library(neither) \" ( ")
  add_library(${RESULT}_lib x.cpp)
  option(STRING_SILK "Use silk" OFF)
endfunction()

#[[ A macro with a note in brackets. ]]
MACRO(wind_up)
endmacro()

if(KITE_TAIL AND (NOT WIN32 OR "x" STREQUAL ")"))
  add_test(NAME tail COMMAND kite --tail)
  add_test(flight kite)
endif()
