# Two commands do everything on a fresh Debian machine: make demo, make test.
SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
export PYTHONDONTWRITEBYTECODE := 1
# what building for Windows needs, nothing of Windows is run for it; the compiler without its second model of threads
WINDOWS_TOOLS := gcc-mingw-w64-x86-64-win32 nsis msitools osslsigncode

.PHONY: demo test test-postgresql check bench faults pictures setup system lock clean packages lock-runtime \
	test-packages test-input test-updates

demo: setup
	$(PY) main.py demo --out build/demo

test: setup
	@installer/linux/system-packages.sh binutils postgresql shared-mime-info strace $(WINDOWS_TOOLS)
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n 2 --dist loadfile -q tests

check: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache
	$(MAKE) test

bench: setup
	QT_QPA_PLATFORM=offscreen $(PY) tests/bench/run.py

# the long form of the fault lanes; CI runs a short seeded form inside make test
faults: setup
	@installer/linux/system-packages.sh strace
	QT_QPA_PLATFORM=offscreen COUNTER_FAULTS=long $(PY) -m pytest -n 2 -q tests/faults tests/sync
	installer/linux/system-packages.sh gnome-keyring dbus
	$(PY) -m pytest -q tests/faults/lane_real_key_ring.py

# the hall's own tests, the contract and the faults at a hall on PostgreSQL; make test runs a short form of the contract
test-postgresql: setup
	@installer/linux/system-packages.sh postgresql
	QT_QPA_PLATFORM=offscreen COUNTER_HALL_ON=postgresql $(PY) -m pytest -n 2 --dist loadfile -q tests/hall \
		tests/contract tests/faults/test_f05_numbers_of_many_counters.py tests/faults/test_f13_days_by_hand.py \
		tests/faults/test_f16_count_at_the_hall.py

# the pictures of README and the handbooks, taken anew from the real screens (without a display)
pictures: setup
	env -u DISPLAY -u WAYLAND_DISPLAY $(PY) main.py demo --out build/demo
	$(PY) docs/pictures.py build/demo/screens docs/pictures

setup: system $(READY)

# Qt's libraries, the printing client of the tests and Python's venv, as root or with sudo; nothing when all are there
system:
	@installer/linux/system-packages.sh

$(READY): installer/requirements.lock pyproject.toml
	test -x $(PY) || python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r installer/requirements.lock
	touch $(READY)

# the lock holds hashes for every platform and names no host
lock:
	$(PY) -m pip install --quiet uv
	$(VENV)/bin/uv pip compile pyproject.toml --extra hall --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-header --no-emit-index-url --no-annotate --quiet -o installer/requirements.lock

# what IT gets, in build/packages: .deb, .exe and .msi, bill of materials, licences, SHA256SUMS with a detached signature
packages: setup
	@installer/linux/system-packages.sh binutils elfutils git $(WINDOWS_TOOLS)
	$(PY) -m installer.build packages $(PACKAGES)

# the package in bare roots of Debian 12 and 11, as root: installed, worked with, upgraded, killed at each step, removed
TEST_PACKAGES := build/test-packages
test-packages: test-package-files
	COUNTER_PACKAGES=$(TEST_PACKAGES) $(PY) -m pytest -q -s -p no:xdist -p no:randomly installer/tests \
		--ignore installer/tests/windows

# Chinese typed by real keys under fcitx 5 and 4; must pass whenever PySide6 changes
test-input: test-package-files
	COUNTER_PACKAGES=$(TEST_PACKAGES) $(PY) -m pytest -q -s -p no:xdist -p no:randomly installer/tests/test_input.py

# a bare root that follows a signed repository on the loopback: announced, waited, installed by its own service
test-updates: test-package-files
	COUNTER_PACKAGES=$(TEST_PACKAGES) $(PY) -m pytest -q -s -p no:xdist -p no:randomly installer/tests/test_updates.py

# two versions of the same commit, one above the other
.PHONY: test-package-files
test-package-files: setup
	@installer/linux/system-packages.sh binutils elfutils git debootstrap strace
	rm -rf $(TEST_PACKAGES)
	$(PY) -m installer.build packages --target linux-amd64 --out $(TEST_PACKAGES)/old
	$(PY) -m installer.build packages --fast --target linux-amd64 --release 999.0 --out $(TEST_PACKAGES)/new

# the Windows setup and package under wine, as root: installed, worked with, upgraded, killed, removed (about 20 minutes)
TEST_WINDOWS := build/test-windows
.PHONY: test-windows
test-windows: setup
	@installer/linux/system-packages.sh binutils git $(WINDOWS_TOOLS) debootstrap
	rm -rf $(TEST_WINDOWS)/old $(TEST_WINDOWS)/new
	$(PY) -m installer.build packages --fast --target win-x64 --cache $(TEST_WINDOWS)/cache --out $(TEST_WINDOWS)/old
	$(PY) -m installer.build packages --fast --target win-x64 --cache $(TEST_WINDOWS)/cache --out $(TEST_WINDOWS)/new \
		--release 99.0.0
	COUNTER_WINDOWS_FILES=$(TEST_WINDOWS) $(PY) -m pytest -q -s -p no:xdist -p no:randomly installer/tests/windows

# the Debian 13 packages of the runtime as they are today; apt checks their signature
lock-runtime: setup
	$(PY) -m installer.build lock-runtime

clean:
	rm -rf build
