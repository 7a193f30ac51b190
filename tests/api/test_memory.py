import platform
import subprocess
import sys

import pytest

# Each thread holds a piece that is too large for Python's own allocator, while the C library counts its arenas.
THREADS = """
import ctypes, re, sys, tempfile, threading
from pathlib import Path
from api.memory import share_arenas

if sys.argv[1] == "shared":
    share_arenas()
ready, counted = threading.Barrier(5), threading.Event()

def take() -> None:
    piece = bytearray(5000)
    ready.wait()
    counted.wait()

threads = [threading.Thread(target=take) for _ in range(4)]
for thread in threads:
    thread.start()
ready.wait()
library = ctypes.CDLL(None)
library.fopen.restype = ctypes.c_void_p
with tempfile.NamedTemporaryFile() as file:
    stream = ctypes.c_void_p(library.fopen(file.name.encode(), b"w"))
    library.malloc_info(0, stream)
    library.fclose(stream)
    print(Path(file.name).read_text().count("<heap "))
counted.set()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the GNU C library has arenas")
@pytest.mark.parametrize(("how", "arenas"), [("shared", 1), ("apart", 5)])
def test_threads_share_the_arenas_that_there_are(how: str, arenas: int) -> None:
    ran = subprocess.run([sys.executable, "-c", THREADS, how], capture_output=True, text=True, check=True)
    assert int(ran.stdout) == arenas
