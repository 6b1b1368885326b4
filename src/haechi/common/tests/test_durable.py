"""A power cut leaves the old file or the new one: its content is on the disk before its name is."""

import os
from pathlib import Path

import pytest

from haechi.common.durable import replace_text


def test_the_content_is_on_the_disk_before_it_takes_the_old_files_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault: power cut while a small file is replaced. The old one stands until the new one is safe."""
    path, synced = tmp_path / "head", []
    replace_text(path, "old\n")

    def recorded(descriptor: int) -> None:
        written = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        synced.append((written.read_text(), path.read_text()))

    monkeypatch.setattr(os, "fsync", recorded)
    replace_text(path, "new\n")
    assert synced == [("new\n", "old\n")]
    assert path.read_text() == "new\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["head"]
