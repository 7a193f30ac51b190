"""Find equal wordings among any number of messages, in nine bytes a message."""

from array import array
from collections.abc import Iterator
from hashlib import blake2b

import numpy as np


class Wordings:
    """The wordings seen so far, each as eight bytes of its digest, and their labels."""

    def __init__(self) -> None:
        self._digests = array("Q")
        self._labels = array("B")

    def __len__(self) -> int:
        return len(self._digests)

    def add(self, wording: str, label: int) -> None:
        """Add a wording with the number of its label; the first has the number 0."""
        self._digests.append(int.from_bytes(blake2b(wording.encode("utf-8", "replace"), digest_size=8).digest()))
        self._labels.append(label)

    def pairs(self) -> Iterator[tuple[int, int, bool]]:
        """The numbers of each wording and of the last equal one before it of each label; whether labels differ."""
        digests = np.frombuffer(self._digests, dtype=np.uint64)
        order = np.argsort(digests, kind="stable")
        before: dict[int, int] = {}
        for at, number in enumerate(map(int, order)):
            if not at or digests[order[at - 1]] != digests[number]:
                before = {}
            own = self._labels[number]
            yield from ((number, other, label != own) for label, other in before.items())
            before[own] = number
