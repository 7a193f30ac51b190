"""Scans on a Dask cluster. Imports Dask, so it is imported only where a scheduler is named.

The cluster's workers read and write the data set themselves, on folders that all of them share; the scheduler holds
nothing but the names of parts and what came of each.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager
from importlib import metadata
from typing import Any

from distributed import Client, KilledWorker, LocalCluster, Security, as_completed
from distributed.comm.core import connect

from detector.errors import DetectorError
from detector.scan.parts import Plan, answer_part
from detector.scan.scan import Summary

LOCAL = "local"
PACKAGE = "postproof"
# Seconds to wait for a scheduler, and for a first worker.
_PATIENCE = 10


class ClusterError(DetectorError):
    """A cluster cannot be reached, is not fit for the scan, or was lost."""


@contextmanager
def connected(address: str, workers: int = 1) -> Iterator[Client]:
    """A client of the cluster at this address; for `LOCAL` of a new one of so many processes on this machine.

    Raises `ClusterError` where it cannot be reached, has no workers, or has workers of another version.
    """
    if workers > 1 and address != LOCAL:
        raise ClusterError("--workers is for this machine; a cluster has workers of its own")
    if address == LOCAL:
        with (
            LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster,
            Client(cluster, set_as_default=False) as client,
        ):
            yield client
        return
    _reach(address)
    with Client(address, timeout=_PATIENCE, set_as_default=False) as client:
        check_workers(client, metadata.version(PACKAGE))
        yield client


def _reach(address: str) -> None:
    """See that something answers, since a client that never got there takes long to give up, and not quietly."""

    async def reach() -> None:
        arguments = Security().get_connection_args("client")
        await (await connect(address, timeout=_PATIENCE, **arguments)).close()

    try:
        asyncio.run(reach())
    except (OSError, ValueError) as error:
        problem = f"the cluster at {address!r} cannot be reached: {error}"
        raise ClusterError(f"{problem}; name its scheduler, such as tcp://10.0.0.5:8786, or {LOCAL}") from None


def check_workers(client: Client, version: str) -> None:
    """Refuse a cluster without workers, or whose workers do not have this version of Postproof."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        raise ClusterError("the cluster has no workers; start some: dask worker ADDRESS --nthreads 1") from None
    there: Mapping[str, Any] = client.run(metadata.version, PACKAGE, on_error="return")
    other = {worker: found for worker, found in there.items() if found != version}
    if other:
        worker, found = next(iter(other.items()))
        has = f"has no {PACKAGE}" if isinstance(found, Exception) else f"has {PACKAGE} {found}"
        raise ClusterError(f"worker {worker} {has}, this machine {version}; install the same version on each")


def scan_on_cluster(client: Client, plan: Plan, progress: Callable[[int], object] = lambda _: None) -> Summary:
    """Carry a plan out on a cluster, part by part; `progress` is told of each part's rows.

    What was done of the same plan before is not done again. A part whose worker ends goes to another one.
    Raises `ClusterError` where the cluster is lost or a part ends worker after worker.
    """
    plan.begin()
    summaries: dict[int, Summary] = {}
    tasks = client.map(answer_part, plan.parts, work=plan.work, pure=False, key="postproof")
    numbers = {task.key: number for number, task in enumerate(tasks)}
    try:
        for task in as_completed(tasks, loop=client.loop):
            number = numbers[task.key]
            summaries[number] = task.result()
            progress(plan.parts[number].rows)
            task.release()
    except KilledWorker as error:
        problem = f"{plan.parts[numbers[error.task]].output.name} ended the workers that it was given to"
        raise ClusterError(f"{problem}; is there memory enough for a worker?") from None
    except (CancelledError, OSError):
        raise ClusterError("the cluster was lost; run the same scan again and it goes on from here") from None
    finally:
        client.cancel([task for task in tasks if not task.done()])
    return plan.finish([summaries[number] for number in range(len(plan.parts))])
