"""The champion of a folder of runs: another is used within seconds of its promotion."""

import asyncio
from pathlib import Path

from api.admin import Reloader
from detector.champion import POINTER

SECONDS = 1.0
Stamp = tuple[int, int] | None


class Watch:
    """Looks at the pointer to the champion every second, and reloads once it was replaced.

    Made before the champion is first read, so that no promotion in between is missed. A scorecard that is refused is
    not tried again until the pointer moves on.
    """

    def __init__(self, runs: Path) -> None:
        self._pointer = runs / POINTER
        self._seen = self._stamp()

    def moved(self) -> bool:
        """Whether the pointer was replaced since this was last asked."""
        before, self._seen = self._seen, self._stamp()
        return before != self._seen

    async def keep(self, reloader: Reloader) -> None:
        """Watch until cancelled."""
        while True:
            await asyncio.sleep(SECONDS)
            if self.moved():
                await reloader.reload_or_log()

    def _stamp(self) -> Stamp:
        try:
            found = self._pointer.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino
