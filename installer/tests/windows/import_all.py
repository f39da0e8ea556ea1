"""Imports every module of the client. Prints those that do not go, and how many there were.

A Windows Python runs it on an assembled tree, ``tests/installer/test_import_all.py`` on the checkout.
"""

import importlib
import pkgutil
import sys

TOP = sys.argv[1]
HALL_LIBRARIES = {"alembic", "litestar", "sqlalchemy", "uvicorn"}
"""A counter gets none of them."""
OF_THE_HALL = {
    "counter.cli.demo", "counter.cli.demo_departments", "counter.cli.demo_stage", "counter.cli.hall",
    "counter.cli.hall_operations", "counter.cli.seals",
}  # fmt: skip
"""Behind the commands that ``main.py`` refuses at a counter; no other module may need those libraries."""


def fault_of(name: str) -> str:
    """Why the module does not go, or goes and should not; empty when all is as it should be."""
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        is_foreseen = name in OF_THE_HALL and error.name in HALL_LIBRARIES
        return "" if is_foreseen else f"no {error.name}"
    except Exception as error:  # noqa: BLE001 -- every reason is told
        return f"{type(error).__name__}: {error}"
    return "needs nothing of the hall" if name in OF_THE_HALL else ""


sys.path[:0] = [f"{TOP}/app", f"{TOP}/site"]
names = ["main"]
for package in ("counter", "ui"):
    found = importlib.import_module(package)
    names += [each.name for each in pkgutil.walk_packages(found.__path__, f"{package}.", onerror=lambda _name: None)]
names = [name for name in names if not name.startswith("counter.hall")]
for each in names:
    if fault := fault_of(each):
        print(f"WRONG {each}: {fault}")
print(f"{len(names)} modules on {sys.platform}")
