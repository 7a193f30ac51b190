"""Steps of a training that do not wait for each other: one after the other here, or side by side on a cluster.

joblib runs them. Where it was told of a cluster (`training.cluster`) it asks that; else it does the next step when its
result is asked for. Either way the results come in the order of the steps, and are the same to the byte.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeAlias, TypeVar

from joblib import Parallel, delayed, parallel_config
from threadpoolctl import threadpool_limits

Result = TypeVar("Result")
# Within it, steps run where it says; what is large and read by many of them is brought there once.
Spread: TypeAlias = Callable[[object], AbstractContextManager[object]]


def here(_: object) -> AbstractContextManager[object]:
    """Steps run in this process."""
    return nullcontext()


def each(task: Callable[..., Result], large: object, steps: Iterable[tuple[Any, ...]]) -> Iterator[Result]:
    """The results of a task for what is `large` and the arguments of each step, in order."""
    # A step's arguments go as one, since joblib would leave arrays with a single worker, and they would end with it.
    yield from Parallel(batch_size=1, return_as="generator")(delayed(_alone)(task, large, step) for step in steps)


def _alone(task: Callable[..., Result], large: object, step: tuple[Any, ...]) -> Result:
    """Do a step on one thread, since sums depend on order, and what it is made of one after the other."""
    with threadpool_limits(1), parallel_config("sequential"):
        return task(large, *step)
