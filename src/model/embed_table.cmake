# Turns a table of src/model/data into rows of a C++ initialiser list, at build time.
#
#   cmake -DIN=gbt2260.tsv -DOUT=gbt2260.inc -DCOLUMNS=nnns -P embed_table.cmake
#
# IN       tab-separated; lines that begin with '#' are comments; every other line is a row COLUMNS 
# one letter per column: n is written as it stands (a number or an enumerator), s as a string
#
# Each row becomes {a, b, "c"},  on a line of its own; OUT is included between the braces of an
# array.

string(LENGTH "${COLUMNS}" count)
set(pattern "")
set(replacement "")
math(EXPR last "${count} - 1")
foreach(i RANGE ${last})
  string(SUBSTRING "${COLUMNS}" ${i} 1 kind)
  math(EXPR group "${i} + 1")
  if(i GREATER 0)
    string(APPEND pattern "\t")
    string(APPEND replacement ", ")
  endif()
  string(APPEND pattern "([^\t\n]*)")
  if(kind STREQUAL "s")
    string(APPEND replacement "\"\\${group}\"")
  elseif(kind STREQUAL "n")
    string(APPEND replacement "\\${group}")
  else()
    message(FATAL_ERROR "COLUMNS has the letter '${kind}'; only n and s are known")
  endif()
endforeach()

file(READ "${IN}" text)
string(REGEX REPLACE "(^|\n)#[^\n]*" "" text "${text}")
string(REGEX REPLACE "^\n+" "" text "${text}")
string(REPLACE "\\" "\\\\" text "${text}")
string(REPLACE "\"" "\\\"" text "${text}")

string(REGEX REPLACE "${pattern}\n" "" rest "${text}")
if(NOT rest STREQUAL "")
  message(FATAL_ERROR "${IN}: not ${count} columns in: ${rest}")
endif()
string(REGEX REPLACE "${pattern}\n" "{${replacement}},\n" text "${text}")
file(WRITE "${OUT}" "${text}")
