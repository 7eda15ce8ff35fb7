"""Runs an independent emulator of Slack: `emulate` from the npm registry (Apache-2.0), with its Node, on the loopback.

It has the Web API with files and strict scopes; it has no Socket Mode, commands, interactions or user groups.
"""

import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.sandbox.slack.client import until

NODE = "24.21.0"  # the package `node` fetches its binary in an install script; the binary's own package needs none
PACKAGES = ("emulate@0.12.2", "commander@14.0.3", "picocolors@1.1.1", "yaml@2.9.1")
INSTALL_SECONDS, START_SECONDS = 150, 40

BOT_TOKEN, BARE_TOKEN, STAFF_TOKEN, UNKNOWN_TOKEN = "xoxb-full", "xoxb-bare", "xoxp-staff", "xoxb-unknown"
BOT_ID, STAFF_ID, CHANNEL = "U0TESTEDBOT", "staff", "C000000001"
GRANTED = ("chat:write", "files:read", "files:write", "channels:read", "groups:read", "im:write")
BARE = ("users:read",)

SEED = {
    "slack": {
        "strict_scopes": True,
        "team": {"name": "City", "domain": "city"},
        "users": [{"name": STAFF_ID}],
        "oauth_apps": [
            {
                "client_id": "1.1",
                "client_secret": "unused",
                "app_id": "A0TESTED001",
                "name": "nofu",
                "redirect_uris": [],
                "scopes": GRANTED,
                "bot_id": "B0TESTED001",
                "bot_user_id": BOT_ID,
                "bot_name": "nofu",
            }
        ],
        "tokens": [
            {"token": BOT_TOKEN, "user": BOT_ID, "bot_id": "B0TESTED001", "app_id": "A0TESTED001", "scopes": GRANTED},
            {"token": BARE_TOKEN, "user": BOT_ID, "bot_id": "B0TESTED001", "app_id": "A0TESTED001", "scopes": BARE},
            {"token": STAFF_TOKEN, "user": STAFF_ID, "scopes": GRANTED},
        ],
    }
}


def find_packages() -> Path:
    """Return the folder with the packages, installed once a machine; skips the test if they cannot be installed."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "nofu-emulator"
    target = cache / "-".join([*PACKAGES, f"node@{NODE}"])
    if not target.exists():
        cache.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=cache))
        try:
            _install(folder)
            folder.rename(target)
        except OSError:
            if not target.exists():  # otherwise another test run installed them first
                raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return target


def _node() -> str:
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        pytest.skip("the emulator's Node is pinned for Linux on x64 and arm64 only")
    return f"node-linux-{machine}"


def _install(folder: Path) -> None:
    npm, node = shutil.which("npm"), _node()
    if npm is None:
        pytest.skip("npm is not on this machine: the emulator cannot be installed")
    flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0", "--save-exact"]
    command = [npm, "install", "--prefix", str(folder), *flags, *PACKAGES, f"{node}@{NODE}"]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=INSTALL_SECONDS)
    except subprocess.CalledProcessError as failed:
        pytest.skip(f"npm cannot install the emulator here (exit {failed.returncode}); offline?")
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not install the emulator within {INSTALL_SECONDS} s")


@contextmanager
def run_emulator(folder: Path) -> Iterator[str]:
    """Run the emulator; yield its address. Its output is written to `folder`."""
    modules = find_packages() / "node_modules"
    seed = folder / "seed.json"
    seed.write_text(json.dumps(SEED), encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    node = [str(modules / _node() / "bin" / "node"), str(modules / "emulate" / "dist" / "index.js")]
    options = ["start", "-s", "slack", "-p", str(port), "--base-url", base, "--seed", str(seed)]
    with (folder / "emulator.log").open("wb") as log:
        process = subprocess.Popen([*node, *options], cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    try:
        until(lambda: _answers(base, process), START_SECONDS)
        yield base
    finally:
        process.terminate()
        process.wait(10)


def _answers(base: str, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "the emulator ended before it listened"
    try:
        return httpx.post(f"{base}/api/auth.test").status_code == 200
    except httpx.TransportError:
        return False
