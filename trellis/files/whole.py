"""Writing a file so that nobody ever finds half of one."""

import os
import tempfile
from pathlib import Path


def write_whole(content: bytes, out: Path) -> None:
    """Write a file whole or not at all: into a file beside it, which then takes its name. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name[:100]}-", suffix=".part")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # As any new file of this person would be; a temporary file is for its owner only.
        mask = os.umask(0)
        os.umask(mask)
        beside.chmod(0o666 & ~mask)
        beside.replace(out)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
