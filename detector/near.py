"""Find messages that say nearly the same, by MinHash. Needs `rensa`, which the extras `train` and `serve` bring."""

from array import array
from hashlib import blake2b

from rensa import RMinHash, RMinHashLSH

from detector.message import Message
from detector.wording import mask

# Masked 5-character shingles, similarity 0.6 by MinHash: rows that differ in names, numbers and a word or two.
SHINGLE = 5
PERMUTATIONS = 128
BANDS = 32
SIMILAR = 0.6


def fingerprint(message: Message) -> str:
    """The masked wording: equal for messages that differ only in numbers, links and brand names."""
    return " ".join(mask(message).tokens)


def minhash(wording: str) -> RMinHash:
    """The MinHash of a masked wording."""
    hashed = RMinHash(num_perm=PERMUTATIONS, seed=1)
    hashed.update([wording[start : start + SHINGLE] for start in range(max(1, len(wording) - SHINGLE + 1))])
    return hashed


class NearDuplicates:
    """Masked wordings as MinHashes, and which of those added so far are similar to another."""

    def __init__(self) -> None:
        self._index = RMinHashLSH(threshold=SIMILAR, num_perm=PERMUTATIONS, num_bands=BANDS)
        self._hashes: list[RMinHash] = []

    def add(self, hashed: RMinHash) -> None:
        """Add a wording; the first has the number 0."""
        self._index.insert(len(self._hashes), hashed)
        self._hashes.append(hashed)

    def like(self, hashed: RMinHash) -> dict[int, float]:
        """The numbers of the similar wordings, in order, and how similar each is (0.6 to 1)."""
        similarities = {at: self._hashes[at].jaccard(hashed) for at in sorted(self._index.query(hashed))}
        return {at: similarity for at, similarity in similarities.items() if similarity >= SIMILAR}


def packed(hashed: RMinHash) -> bytes:
    """A MinHash as bytes, to be kept: 4 for each of its permutations."""
    return array("I", hashed.digest()).tobytes()


def bands(signature: bytes, kind: str) -> list[int]:
    """One number for each band of a packed MinHash; similar wordings of a kind share one, as good as surely.

    A number is 63 bits of the band and its place, so that the same one in two places counts as two.
    """
    size, key = len(signature) // BANDS, kind.encode()[:64]
    pieces = [signature[at * size : (at + 1) * size] for at in range(BANDS)]
    hashed = [blake2b(piece, digest_size=8, salt=bytes([at]), key=key) for at, piece in enumerate(pieces)]
    return [int.from_bytes(value.digest()) >> 1 for value in hashed]


def similarity(one: bytes, other: bytes) -> float:
    """How similar two wordings are, from their packed MinHashes (0 to 1)."""
    pairs = zip(array("I", one), array("I", other), strict=True)
    return sum(left == right for left, right in pairs) / PERMUTATIONS
