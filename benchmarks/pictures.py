"""How well screenshots are read, and how much memory that takes: one table in one run, from screens by Chromium.

`python -m benchmarks.pictures` from the project's folder, with the extra `ocr` and Chromium installed.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from api.pictures import Picture, PictureError, PictureReader
from detector import Detector, Message
from tests.api.pictures.distance import distance
from tests.api.pictures.rendered import Shot, rendered
from tests.api.pictures.shots import matrix

# Of a process that reads picture after picture, the resident memory after so many is the measure for the rest.
SETTLED = 12
LEANS = (0.02, -0.03)


def resident(process: int | None, name: str = "VmRSS") -> float:
    """The memory of a process in megabytes: at present, or with `VmHWM` the most so far."""
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


def read_all(reader: PictureReader, raws: Sequence[bytes]) -> tuple[list[Picture | None], list[float]]:
    """What each picture says, and the memory of the process after it, in megabytes."""
    told: list[Picture | None] = []
    memory = []
    for raw in raws:
        try:
            told.append(asyncio.run(reader.read(raw)))
        except PictureError:
            told.append(None)
        memory.append(resident(reader.number()))
    return told, memory


def show(name: str, shots: Sequence[Shot], told: Sequence[Picture | None]) -> None:
    """A line of the table, and a line for each picture that went wrong."""
    detector = Detector()
    pairs = list(zip(shots, (picture or Picture("", "", (), 0, ()) for picture in told), strict=True))
    lost = sum(distance(shot.text, read.text) for shot, read in pairs)
    senders = sum(shot.sender.replace(" ", "") == read.sender.replace(" ", "") for shot, read in pairs)
    alike = [
        bool(read.text)
        and detector.check(Message(read.text, read.sender)).decision
        == detector.check(Message(shot.text, shot.sender)).decision
        for shot, read in pairs
    ]
    rate = lost / sum(len(shot.text) for shot in shots)
    print(f"| {name} | {len(shots)} | {rate:.1%} | {senders} | {sum(alike)} |", flush=True)
    for (shot, read), same in zip(pairs, alike, strict=True):
        wrong = distance(shot.text, read.text)
        if not same or wrong > 0.03 * len(shot.text):
            print(
                f"    {shot.program} dark={shot.dark} size={shot.size} scale={shot.scale} quality={shot.quality}: "
                f"{wrong} of {len(shot.text)} characters, same decision: {same}"
            )


def photographed() -> list[Shot]:
    """Every third screen, photographed in two kinds of light in turn."""
    return [replace(shot, photo=lean) for shot, lean in zip(islice(matrix(), 0, None, 3), cycle(LEANS), strict=False)]


def main() -> None:
    """Print the tables."""
    shots, photos = list(matrix()), photographed()
    reader = PictureReader()
    print("| | pictures | characters wrong | senders right | same decision |\n|---|---:|---:|---:|---:|")
    told, memory = read_all(reader, list(rendered(shots)))
    for program in ("ios", "google", "samsung"):
        chosen = [number for number, shot in enumerate(shots) if shot.program == program]
        show(program, [shots[number] for number in chosen], [told[number] for number in chosen])
    show("screenshots, all", shots, told)
    seen, more = read_all(reader, list(rendered(photos)))
    show("photos of a screen", photos, seen)
    settled, last = max(memory[:SETTLED]), max((memory + more)[-SETTLED:])
    print(
        f"\nmemory of the process that reads: {settled:.0f} MB at most after each of the first {SETTLED}, "
        f"{last:.0f} MB after each of the last {SETTLED} of {len(memory + more)} ({last / settled:.2f} x); "
        f"{resident(reader.number(), 'VmHWM'):.0f} MB at once"
    )


if __name__ == "__main__":
    main()
