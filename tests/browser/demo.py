"""The demo household behind a server process, which a test may kill and start again."""

import asyncio
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from app.demo.opening import OpenedDemo, open_demo
from tests.browser.owners import Owner
from tests.faults.processes import AppProcess, started


class Demo(Owner):
    """A served household, and a session of its user that is no browser's."""

    def __init__(self, app: AppProcess, opened: OpenedDemo) -> None:
        super().__init__(app.url, opened.session)
        self.app = app
        self.password = opened.password


def fill(folder: Path) -> OpenedDemo:
    """Make the demo in a folder, or open the one that is there."""
    # While a browser is open, no event loop can begin in this thread.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, open_demo(f"sqlite:///{folder / 'demo.db'}")).result()


@contextmanager
def served_demo(filled: Path, folder: Path) -> Iterator[Demo]:
    """A copy of a filled demo while it is served."""
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    opened = fill(folder)
    with started(AppProcess(folder, f"sqlite:///{folder / 'demo.db'}", graphiql=True)) as (app,):
        yield Demo(app, opened)
