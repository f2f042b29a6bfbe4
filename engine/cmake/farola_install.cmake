# install() rules, and the package that find_package(farola) finds. Every floor is a component of the
# one export; the analyses can be used without GDAL when they were built without (FAROLA_GDAL=OFF).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

get_property(floors GLOBAL PROPERTY FAROLA_FLOORS)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/farola")
list(TRANSFORM floors PREPEND farola_ OUTPUT_VARIABLE floor_targets)
install(TARGETS farola_flags ${floor_targets} EXPORT farola_targets COMPONENT development
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
foreach(floor ${floors})
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/engine/farola/${floor}"
          DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/farola COMPONENT development
          FILES_MATCHING PATTERN "*.hpp")
endforeach()
install(FILES "${FAROLA_HEADERS}/generated/farola/core/version.hpp"
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/farola/core COMPONENT development)
install(EXPORT farola_targets NAMESPACE farola:: FILE farola-targets.cmake
        DESTINATION ${package_dir} COMPONENT development)
configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/engine/cmake/farola-config.cmake.in"
  "${PROJECT_BINARY_DIR}/farola-config.cmake" INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file("${PROJECT_BINARY_DIR}/farola-config-version.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/farola-config.cmake"
              "${PROJECT_BINARY_DIR}/farola-config-version.cmake"
        DESTINATION ${package_dir} COMPONENT development)
