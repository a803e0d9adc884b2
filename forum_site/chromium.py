"""Finds a Chromium for the browser tests, or brings one: the system's, Debian's, Playwright's.

python -m forum_site.chromium
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Return the path of a Chromium: `$CHROMIUM`, the system's or Playwright's own; None where there is none."""
    for name in (os.environ.get("CHROMIUM"), *NAMES):
        if name and (path := shutil.which(name)):
            return path
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Exception:  # Playwright cannot even start: then it has no browser either
        return None
    return path if os.path.exists(path) else None


def install_chromium() -> str:
    """Return the path of a Chromium, installed if need be. Raises SystemExit with one line where none can be had."""
    if path := find_chromium():
        return path
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
        attempts.insert(0, [*apt, "install", "-y", "--no-install-recommends", "chromium"])
        print("Rembuk: installing Chromium for the browser tests ...", file=sys.stderr, flush=True)
        subprocess.run([*apt, "update"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    for command in attempts:
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=env, check=False)
        if path := find_chromium():
            return path
    raise SystemExit("Rembuk: the browser tests need Chromium: install it, or set CHROMIUM to its path.")


if __name__ == "__main__":
    print(install_chromium())
