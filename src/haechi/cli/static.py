"""Static files collected under hashed names and compressed beforehand, once per change of their contents."""

import gzip
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

_COMPRESSED = frozenset({".css", ".js", ".svg", ".json", ".txt", ".html"})
_STAMP = "static.stamp"


def collect_static() -> bool:
    """Fill `STATIC_ROOT`; False when it already holds exactly the present sources."""
    root, stamp = Path(settings.STATIC_ROOT), Path(settings.DATA_DIR) / _STAMP
    digest = _sources_digest()
    if root.is_dir() and stamp.exists() and stamp.read_text() == digest:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    for path in root.rglob("*"):
        if path.suffix in _COMPRESSED and path.is_file():
            _compress(path)
    stamp.write_text(digest)
    return True


def _sources_digest() -> str:
    digest = sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            with storage.open(name) as file:
                digest.update(f"{name}\0".encode() + sha256(file.read()).digest())
    return digest.hexdigest()


def _compress(path: Path) -> None:
    """Write `path.gz` without a time stamp, unless it saves nothing."""
    plain = path.read_bytes()
    packed = gzip.compress(plain, 9, mtime=0)
    target = path.with_name(f"{path.name}.gz")
    if len(packed) < len(plain) * 0.95:
        target.write_bytes(packed)
    else:
        target.unlink(missing_ok=True)
