"""A key ring of the desktop that holds what it is told and misbehaves as it is told."""

from __future__ import annotations

from keyring.backend import KeyringBackend


class DesktopRing(KeyringBackend):
    """The simulated twin of Secret Service below ``keyring``: secrets by name, or an error for every question."""

    priority = 1

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self.error: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        """What is kept."""
        del service
        if self.error:
            raise self.error
        return self.secrets.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        """It is kept."""
        del service
        if self.error:
            raise self.error
        self.secrets[username] = password

    def delete_password(self, service: str, username: str) -> None:
        """It is gone."""
        del service
        self.secrets.pop(username, None)
