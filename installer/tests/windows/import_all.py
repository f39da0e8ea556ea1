"""Imports every module of the client; run by a Windows Python. Prints those that do not go, and how many there were."""

import importlib
import pkgutil
import sys

TOP = sys.argv[1]
OF_THE_HALL = {"alembic", "litestar", "sqlalchemy", "uvicorn"}
"""A counter gets no hall server, so the commands that start one cannot be loaded there."""
sys.path[:0] = [f"{TOP}/app", f"{TOP}/site"]
names = ["main"]
for package in ("counter", "ui"):
    found = importlib.import_module(package)
    names += [each.name for each in pkgutil.walk_packages(found.__path__, f"{package}.", onerror=lambda _name: None)]
names = [name for name in names if not name.startswith("counter.hall")]
for name in names:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        print(f"{'HALL' if error.name in OF_THE_HALL else 'WRONG'} {name}: no {error.name}")
    except Exception as error:  # noqa: BLE001 -- every reason is told
        print(f"WRONG {name}: {type(error).__name__}: {error}")
print(f"{len(names)} modules on {sys.platform}")
