"""Trainings on a Dask cluster. Imports Dask, so it is imported only where a scheduler is named."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from typing import Any

from distributed import KilledWorker
from joblib import parallel_config
from joblib._dask import DaskDistributedBackend

from detector.scan.cluster import ClusterError, connected
from training.origin import code, libraries
from training.spread import Spread


@contextmanager
def on_cluster(address: str, workers: int = 1) -> Iterator[Spread]:
    """Steps run on the Dask cluster at an address, as `detector.scan.cluster.connected` takes it.

    Raises `ClusterError` where it cannot be used, where its workers would compute otherwise, and where it is lost.
    """
    with connected(address, workers) as client:
        check_alike(client.run(what_computes, on_error="return"))
        try:
            yield lambda large: parallel_config(Backend(client=client, scatter=[large]))
        except KilledWorker:
            raise ClusterError("a step ended the workers that it was given to; is there memory enough?") from None
        except CancelledError:
            problem = "the cluster lost all its workers at once; run the same training again and it goes on from here"
            raise ClusterError(problem) from None


class Backend(DaskDistributedBackend):  # type: ignore[misc]
    """joblib's own, which would wait without end for a step that Dask gave up."""

    def submit(self, func: Any, callback: Callable[[Any], object]) -> "Future[Any]":
        """Send a step to the cluster; `callback` is told of its result, or of the error that Dask has for it."""

        def tell(done: "Future[Any]") -> None:
            if error := done.exception():
                callback(error)

        future: Future[Any] = super().submit(func, callback)
        future.add_done_callback(tell)
        return future

    def retrieve_result_callback(self, out: Any) -> Any:
        """The result of a step. Raises the error that there is instead."""
        if isinstance(out, BaseException):
            raise out
        return super().retrieve_result_callback(out)


def what_computes() -> dict[str, str]:
    """Code and libraries of this process."""
    return {"code": code(), **libraries()}


def check_alike(there: Mapping[str, Any]) -> None:
    """Refuse workers whose code or libraries are not those of this process: their bytes might differ."""
    own = what_computes()
    for worker, found in there.items():
        if isinstance(found, Exception):
            raise ClusterError(f"worker {worker} cannot train: {found}; install 'postproof[dask,train]' there")
        other = ", ".join(f"{name} {found.get(name)}" for name, value in own.items() if found.get(name) != value)
        if other:
            raise ClusterError(f"worker {worker} would compute otherwise ({other}); install the same versions there")
