# farola_floor(NAME io SOURCES a.cpp … USES core crs … PUBLIC lib… PRIVATE lib…)
#
# A floor of the house is one static library, farola::<name>. It links only the floors it names in
# USES; each floor keeps its headers in a folder that is on the include path only of those who link
# it, so an include of a floor that is not below does not compile. The headers are mirrored into
# FAROLA_HEADERS/<name>/farola/<name> as links for that purpose. Builds of one checkout may share that
# folder, as the presets do: the links are the same for all, and equal command lines let ccache serve
# one build from another.
set(FAROLA_HEADERS "${PROJECT_BINARY_DIR}/include" CACHE PATH
    "Folder of the links to the headers of each floor, and of the generated header")
function(farola_floor)
  cmake_parse_arguments(FLOOR "" "NAME" "SOURCES;USES;PUBLIC;PRIVATE" ${ARGN})
  set(target farola_${FLOOR_NAME})
  set(view "${FAROLA_HEADERS}/${FLOOR_NAME}/farola")
  file(MAKE_DIRECTORY "${view}")
  file(CREATE_LINK "${PROJECT_SOURCE_DIR}/engine/farola/${FLOOR_NAME}" "${view}/${FLOOR_NAME}"
       SYMBOLIC)
  add_library(${target} STATIC ${FLOOR_SOURCES})
  add_library(farola::${FLOOR_NAME} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${FLOOR_NAME})
  target_include_directories(${target} PUBLIC
    $<BUILD_INTERFACE:${FAROLA_HEADERS}/${FLOOR_NAME}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  list(TRANSFORM FLOOR_USES PREPEND farola_)
  target_link_libraries(${target} PUBLIC farola_flags ${FLOOR_USES} ${FLOOR_PUBLIC}
                                  PRIVATE ${FLOOR_PRIVATE})
  set_property(GLOBAL APPEND PROPERTY FAROLA_FLOORS ${FLOOR_NAME})
endfunction()
