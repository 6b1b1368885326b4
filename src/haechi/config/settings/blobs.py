"""Where sealed files lie, from HAECHI_BLOBS: a folder of this machine, or an S3-compatible store."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from haechi.common.environment import Environment, SettingError


def blob_storage(env: Environment, folder: Path) -> dict[str, Any]:
    """Django's `STORAGES["default"]`. Raises `SettingError`."""
    address = env.text("HAECHI_BLOBS", "disk")
    if address == "disk":
        shared = env.flag("HAECHI_BLOBS_SHARED")  # by the folder's group: a user for each zone
        return {
            "BACKEND": "haechi.blobstore.disk.DiskStorage",
            "OPTIONS": {
                "location": folder,
                "file_permissions_mode": 0o660 if shared else 0o600,
                "directory_permissions_mode": 0o2770 if shared else 0o700,
            },
        }
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.hostname or parts.username:
        raise SettingError("HAECHI_BLOBS is neither disk nor s3://bucket/prefix?endpoint=…")
    if unknown := set(query) - {"endpoint", "region"}:
        raise SettingError(f"HAECHI_BLOBS has an unknown option: {min(unknown)}")
    return {
        "BACKEND": "haechi.blobstore.s3.BlobStorage",
        "OPTIONS": {
            **query,
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "access_key": env.text("HAECHI_BLOBS_KEY", "") or None,
            "secret_key": env.secret("HAECHI_BLOBS_SECRET") or None,
        },
    }
