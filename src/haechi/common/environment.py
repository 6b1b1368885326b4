"""Typed reading of environment variables; every setting of an installation comes through here."""

import os
from collections.abc import Mapping
from pathlib import Path


class SettingError(ValueError):
    """A setting is missing or malformed; the message names it and never repeats its value."""


class Environment:
    """Reads variables of one mapping (by default the process environment)."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = os.environ if values is None else values

    def text(self, name: str, default: str | None = None) -> str:
        value = self._values.get(name, "").strip()
        if value:
            return value
        if default is None:
            raise SettingError(f"{name} is not set")
        return default

    def secret(self, name: str) -> str:
        """From the file that `<name>_FILE` names, or the variable itself; empty where neither is set."""
        file = self.text(f"{name}_FILE", "")
        if not file:
            return self.text(name, "")
        try:
            return Path(file).read_text().strip()
        except OSError:
            raise SettingError(f"{name}_FILE cannot be read") from None

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        try:
            return int(value)
        except ValueError:
            raise SettingError(f"{name} is not a whole number") from None

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.text(name, "1" if default else "0").lower()
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"0", "false", "no", "off"}:
            return False
        raise SettingError(f"{name} is neither on nor off")

    def path(self, name: str, default: Path) -> Path:
        return Path(self.text(name, str(default))).expanduser().resolve()

    def words(self, name: str, default: str = "") -> list[str]:
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]
