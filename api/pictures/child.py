"""`python -m api.pictures.child FD`: reads the pictures that come through a pipe, with little memory, until it closes.

A process of its own, since decoders and models work on whatever a stranger sends: what goes wrong ends here.
"""

import resource
import sys
from multiprocessing.connection import Connection

from api.pictures.errors import PictureError
from api.pictures.picture import Picture, packed
from api.pictures.read import read_picture

# Memory of its own that it may ask for, in bytes. An ordinary screenshot takes 400 MB, the largest picture 700 MB.
MAX_MEMORY = 1024**3


def main(descriptor: int) -> None:
    """Answer until the other end closes."""
    if sys.platform == "linux":
        # Elsewhere the system does not hold it; the deadline stands anyway.
        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    with Connection(descriptor) as pipe:
        while True:
            try:
                pipe.send_bytes(packed(_read(pipe.recv_bytes())))
            except (EOFError, BrokenPipeError):
                return


def _read(raw: bytes) -> Picture | PictureError:
    try:
        return read_picture(raw)
    except PictureError as error:
        return error
    except MemoryError:
        return PictureError("costly")


if __name__ == "__main__":
    main(int(sys.argv[1]))
