# make run    what a tariff shock does to 81 economies: installs what is missing, builds, solves, prints, writes out/
# make serve  the workbench: a page in the browser to explore scenarios, and the store of past runs
# make test   every check and test
# The other targets are listed by `make help`.

PRESET ?= release
JOBS ?= $(shell nproc)
SCENARIO ?= us-china-2025
export PRESET JOBS

.PHONY: run test bench serve clean setup format lint docs help
.DEFAULT_GOAL := help

run: setup
	@scripts/build.sh $(PRESET) cobden
	./build/$(PRESET)/cobden run $(SCENARIO) --out out/$(SCENARIO)

test: setup
	@scripts/test.sh

bench: setup
	@scripts/bench.sh

# The page is built first, for the program embeds it; without it the program serves its interface and says so.
serve: setup
	@scripts/web.sh build || echo "make serve: the page could not be built (see above); serving without it" >&2
	@scripts/build.sh $(PRESET) cobden
	./build/$(PRESET)/cobden serve $(SERVE)

clean:
	rm -rf build out

setup:
	@scripts/setup.sh

format: setup
	@scripts/lint.sh --fix-format

lint: setup
	@scripts/lint.sh

docs: setup
	@scripts/build.sh $(PRESET) cobden
	@scripts/build_docs.sh build/$(PRESET)/cobden

help:
	@echo "make run      install what is missing, build, run the scenario us-china-2025 (SCENARIO=... for another)"
	@echo "make test     build everything, run every check and test (PRESET=asan, tsan or debug for another build)"
	@echo "make serve    build the page (with Node) and the program, and serve the workbench (SERVE='--port 9000')"
	@echo "make bench    speed: time, iterations, residual, share of the machine's limit, peers where installed"
	@echo "make format   clang-format every source file;  make lint  check format and clang-tidy"
	@echo "make docs     write the reference from the program's own help and check the documentation"
	@echo "make setup    install the packages of apt-packages.txt;  make clean  remove build/ and out/"
