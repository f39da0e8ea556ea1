"""Flows run at the whole window, offscreen, with the product's own style."""

from __future__ import annotations

from tests.ui.conftest import dressed, pytest_configure

__all__ = ["dressed", "pytest_configure"]
