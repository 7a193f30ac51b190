"""Sliding windows that all workers of a machine count in: a file of LMDB in a folder that ends with the service."""

import struct
from hashlib import blake2b
from pathlib import Path

import lmdb
from limits import RateLimitItem

from api.windows import Left, left_of, turn

# Set by `api.workers` before any worker starts: the folder of the file.
FOLDER = "POSTPROOF_WINDOWS"
# Bytes that callers of two windows may take, about a million of them; the file is no larger than what is in it.
_MOST = 1 << 27
# Length of the window in seconds, its number, and the hash of a caller: in this order, so that the oldest come first.
_KEY = struct.Struct(">IQ16s")
_START = struct.Struct(">IQ")
_COUNT = struct.Struct(">Q")


class SharedWindows:
    """Windows in a file. Each count is a transaction of some 10 µs; a worker killed in it holds up no other."""

    def __init__(self, folder: Path, most: int = _MOST) -> None:
        # Nothing is waited for on disk: what is counted need not outlive the machine.
        self._file = lmdb.open(str(folder), map_size=most, sync=False, max_dbs=0)

    def spend(self, rate: RateLimitItem, who: str, messages: int) -> Left:
        """Count messages of a caller, and say what is left. Raises `lmdb.Error` where the disk is full."""
        try:
            return self._spend(rate, who, messages)
        except lmdb.MapFullError:
            # More callers than anybody has: all counts begin anew.
            with self._file.begin(write=True) as counts:
                counts.drop(self._file.open_db(None), delete=False)
            return self._spend(rate, who, messages)

    def _spend(self, rate: RateLimitItem, who: str, messages: int) -> Left:
        caller = blake2b(who.encode(), digest_size=16).digest()
        seconds = rate.get_expiry()
        with self._file.begin(write=True) as counts:
            # Only now: who waited for another worker may have come into the next window.
            number, share = turn(rate)
            key = _KEY.pack(seconds, number, caller)
            current = _read(counts.get(key))
            before = _read(counts.get(_KEY.pack(seconds, number - 1, caller)))
            left = left_of(rate, share, before, current, messages)
            if left.allowed:
                counts.put(key, _COUNT.pack(current + messages))
            _forget(counts, seconds, number - 1)
        return left


def _read(count: bytes | None) -> int:
    return _COUNT.unpack(count)[0] if count else 0


def _forget(counts: lmdb.Transaction, seconds: int, oldest: int) -> None:
    """Delete up to two counts from before the oldest window that is needed: more than one count adds."""
    cursor = counts.cursor()
    end = _START.pack(seconds, oldest)
    for _ in range(2):
        if not cursor.set_range(_START.pack(seconds, 0)) or bytes(cursor.key()) >= end:
            return
        cursor.delete()
