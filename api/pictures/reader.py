"""Reads pictures one after the other in a process of their own, so that time and memory stay bounded."""

import asyncio
import logging
import os
import subprocess
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Timer

from api.pictures.errors import BusyError, NoReaderError, PictureError
from api.pictures.picture import Picture, unpacked

LOGGER = logging.getLogger("postproof.api")
MAX_WAITING = 4
# Seconds after which a picture is given up, far more than a long one takes on a busy machine.
DEADLINE = 60.0
# Pictures after which a process makes room for a new one, in case that something stays behind.
MAX_PICTURES = 500
_NEEDED = ("PIL", "numpy", "onnxruntime", "rapidocr", "zxingcpp")
# Each picture has other shapes: what the C library keeps of one fits no other, so large pieces go back to the system.
_FRUGAL = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": str(16 * 1024**2)}


@cache
def is_installed() -> bool:
    """Whether the extra `ocr` is there."""
    return all(find_spec(name) for name in _NEEDED)


class PictureReader:
    """Reads one picture at a time; a few may wait."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self._thread = ThreadPoolExecutor(1, "pictures")
        self._waiting = 0
        self._deadline = deadline
        self._child: _Child | None = None

    async def read(self, raw: bytes) -> Picture:
        """What a picture says. Raises `PictureError`, `BusyError` where too many wait, `NoReaderError`."""
        if not is_installed():
            raise NoReaderError
        if self._waiting >= MAX_WAITING:
            raise BusyError
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._read, raw)
        finally:
            self._waiting -= 1

    def number(self) -> int | None:
        """The process that reads at present, if there is one."""
        return self._child.number if self._child and self._child.is_fit() else None

    def _read(self, raw: bytes) -> Picture:
        if self._child is None or not self._child.is_fit():
            self._child = _Child()
        return self._child.read(raw, self._deadline)


class _Child:
    """A process that reads pictures, ended when nobody holds this any more."""

    def __init__(self) -> None:
        self._pipe, other = Pipe()
        number = other.fileno()
        # The service's secrets are none of its business.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("POSTPROOF_")}
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", "api.pictures.child", str(number)],
            env=environment | _FRUGAL,
            pass_fds=[number],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # What fails may quote a picture.
        )
        other.close()
        self.number = self._process.pid
        self._left = MAX_PICTURES
        self.end = weakref.finalize(self, _end, self._process, self._pipe)

    def is_fit(self) -> bool:
        """Whether it runs and may read more."""
        return self._left > 0 and self.end.alive and self._process.poll() is None

    def read(self, raw: bytes, deadline: float) -> Picture:
        """What a picture says; the process ends where that takes too many seconds. Raises `PictureError`."""
        self._left -= 1
        timer = Timer(deadline, self._process.kill)
        timer.start()
        try:
            self._pipe.send_bytes(raw)
            told = self._pipe.recv_bytes()
        except (EOFError, OSError):
            self.end()
            LOGGER.warning("reading a picture ended its process: status %s", self._process.returncode)
            raise PictureError("costly") from None
        finally:
            timer.cancel()
        return unpacked(told)


def _end(process: "subprocess.Popen[bytes]", pipe: Connection) -> None:
    pipe.close()
    process.kill()
    process.wait()
