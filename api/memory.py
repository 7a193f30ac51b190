"""How a process that serves keeps its memory: what the collector looks at, and where threads take memory from."""

import ctypes
import gc
from contextlib import suppress

_COLLECT_AFTER = 20_000  # objects; a request makes about a thousand, and nearly all go at once
_M_ARENA_MAX = -8  # of malloc.h


def keep_flat() -> None:
    """Set it up, once the app is made."""
    # What was made so far stays: the collector need not look through the scorecard's terms again and again. Hardly
    # anything of a request is left for it, so it need not look after each.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
    share_arenas()


def share_arenas() -> None:
    """Let all threads take memory from the arenas that there are.

    The GNU C library would give each an arena of its own, up to eight for each processor. What threads leave in theirs
    helps no other thread, and threads of the database and of mails come and go. Python lets one run at a time, so they
    hardly ever wait for each other here. Other systems have no such setting.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
