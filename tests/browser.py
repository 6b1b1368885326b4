"""The real Chromium that tests drive, found once for all of them."""

import shutil

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# The same engine without a window's furniture: half the work in the browser's own process. It keeps no
# profile on the disk: tests that look there take the whole.
SHELL = shutil.which("chromium-headless-shell") or CHROMIUM
# The last such flag counts, and Playwright gives one of its own: what of it matters here is said again.
# The address bar's list of suggestions is two pages of the browser's own in every new window, which nobody
# sees here: without them a new person's browser costs 0.28 s of a processor and not 1.06.
WITHOUT = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup",
    "AimEnabled", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter",
    "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)  # fmt: skip
FLAGS = [
    "--site-per-process",  # as at a desk; the shell by itself keeps a sandboxed frame in its page's process
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    f"--disable-features={','.join(WITHOUT)}",
]  # fmt: skip
