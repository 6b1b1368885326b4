"""The real Chromium that tests drive, found once for all of them."""

import shutil

# Not Debian's headless shell, though it does a third less work: it keeps no profile on the disk, which is
# what `test_7_disk` looks into, and treats frames otherwise than the browser of an officer.
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
