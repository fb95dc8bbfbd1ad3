# What is installed: the two programs, their manual pages, the cluster files as
# examples, and the engine as static libraries with headers, a pkg-config file and a
# CMake package, for programs that run plans themselves.
#
# find_package(weir) gives weir::engine; pkg-config weir the same. The MPI
# transport is weir::mpi and weir-mpi.

include(CMakePackageConfigHelpers)

set(engine_libraries base topology plan hal drivers vm io transport
    transport_loopback session)
set(prefix_include "${CMAKE_INSTALL_INCLUDEDIR}/weir")

foreach(library IN LISTS engine_libraries ITEMS transport_mpi)
  install(TARGETS weir_${library} ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
endforeach()
# Paths in #include lines begin at the root: engine/..., transports/...
install(DIRECTORY "${CMAKE_SOURCE_DIR}/engine" "${CMAKE_SOURCE_DIR}/transports"
  DESTINATION "${prefix_include}"
  FILES_MATCHING PATTERN "*.h"
  PATTERN "*_impl.h" EXCLUDE PATTERN "test_main.h" EXCLUDE
  PATTERN "sample" EXCLUDE PATTERN "testdata" EXCLUDE)
install(FILES "${CMAKE_SOURCE_DIR}/man/weir.1" "${CMAKE_SOURCE_DIR}/man/weirc.1"
  DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES "${CMAKE_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(DIRECTORY "${CMAKE_SOURCE_DIR}/configs" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# In link order: what needs something stands before it.
set(WEIR_LINK_LIBRARIES "")
foreach(library IN ITEMS session drivers vm io plan topology transport_loopback
        transport hal base)
  string(APPEND WEIR_LINK_LIBRARIES " -lweir_${library}")
endforeach()
# From the folder of the .pc files to the prefix, so that a tree can be moved.
file(RELATIVE_PATH WEIR_PC_TO_PREFIX
  "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
foreach(package IN ITEMS weir weir-mpi)
  configure_file("${CMAKE_SOURCE_DIR}/cmake/${package}.pc.in"
                 "${CMAKE_BINARY_DIR}/${package}.pc" @ONLY)
  install(FILES "${CMAKE_BINARY_DIR}/${package}.pc"
          DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endforeach()

set(package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/weir")
configure_package_config_file("${CMAKE_SOURCE_DIR}/cmake/weir-config.cmake.in"
  "${CMAKE_BINARY_DIR}/weir-config.cmake"
  INSTALL_DESTINATION "${package_folder}"
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file("${CMAKE_BINARY_DIR}/weir-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_BINARY_DIR}/weir-config.cmake"
              "${CMAKE_BINARY_DIR}/weir-config-version.cmake"
        DESTINATION "${package_folder}")
