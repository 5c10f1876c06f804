"""The page's own scripts and styles without what only people read: comments, indents and long names."""

import subprocess
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

MINIFIED = (".js", ".css")
# One program, in the package of the system on which the packages were installed.
PROGRAM = "@esbuild/*/bin/esbuild"
SECONDS = 60

log = structlog.get_logger("app.web.minified")


def minified(folder: Path, paths: Iterable[str], packages: Path) -> dict[str, bytes]:
    """Return the scripts and styles among some files of a folder, minified, by their paths.

    Nothing is returned without esbuild, or if it fails; the files are sent as they are written then.
    """
    program = next(packages.glob(PROGRAM), None)
    names = [path for path in paths if path.endswith(MINIFIED)]
    if program is None or not names:
        return {}
    with TemporaryDirectory() as made:
        command = [str(program), "--minify", "--log-level=error", f"--outdir={made}", "--outbase=.", *names]
        try:
            subprocess.run(command, cwd=folder, capture_output=True, timeout=SECONDS, check=True, text=True)  # noqa: S603  our own files
        except (OSError, subprocess.SubprocessError) as failure:
            log.warning("minifying_failed", failure=str(failure), told=getattr(failure, "stderr", None))
            return {}
        return {name: Path(made, name).read_bytes() for name in names}
