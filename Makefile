# farola: thin targets over CMake, pip and the scripts in tests/. See CONTRIBUTING.md.
#
#   make demo    install what is needed, build, map the sample city into demo-output/
#   make test    install what is needed, build, run every test
#   make bench   peers and benchmarks -> docs/performance.md
#   make docs    parameter tables and pictures of the documentation

SHELL := /bin/bash
BUILD := build
# The builds of one checkout, and of clones of it, share what ccache holds.
export CCACHE_BASEDIR := $(CURDIR)
export CCACHE_NOHASHDIR := 1
CMAKE_ARGS := $(if $(shell command -v ccache),-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)

.PHONY: all deps deps-test build demo test test-engine test-sanitized test-core-only test-install \
        test-python bench docs lint format clean

all: build

deps:
	@tools/install_packages.sh build

deps-test:
	@tools/install_packages.sh build test

build: deps
	cmake --preset release $(CMAKE_ARGS)
	cmake --build --preset release

demo: build
	@tools/install_packages.sh demo
	examples/cli/demo.sh $(BUILD)/release/engine/cli/farola demo-output

test: deps-test test-engine test-sanitized test-core-only test-install test-python

# Unit, property, reference, io, command-line, QGIS and sample tests.
test-engine: deps-test
	cmake --preset dev $(CMAKE_ARGS)
	cmake --build --preset dev
	ctest --preset dev

# The tests of the floors with address and undefined-behaviour sanitizers. Left out: what kills its
# own runs and limits their files, which says nothing more under a sanitizer.
test-sanitized: deps-test
	cmake --preset asan $(CMAKE_ARGS)
	cmake --build --preset asan --target floor_tests
	ctest --preset asan -L 'unit|property|fuzz|io' -E whole_or_absent

# The analyses build, and pass their unit tests, without GDAL. Their objects are those of the dev
# preset, which ran the slower tests on them.
test-core-only: deps-test
	cmake --preset core-only $(CMAKE_ARGS)
	cmake --build --preset core-only
	ctest --preset core-only -L unit

# What is installed can be found and used by another project.
test-install: test-engine
	tests/install/run.sh $(BUILD)/dev

test-python: deps-test
	tests/python/run.sh

bench: deps-test
	cmake --preset bench $(CMAKE_ARGS)
	cmake --build --preset bench
	tests/peers/run.sh $(BUILD)/bench

docs: build
	python3 docs/make_parameter_tables.py $(BUILD)/release/engine/cli/farola

lint: deps-test
	@tools/install_packages.sh lint
	tools/lint.sh

format:
	git ls-files '*.cpp' '*.hpp' | xargs clang-format -i

clean:
	rm -rf $(BUILD) demo-output
