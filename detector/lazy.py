"""A value that is worked out once, when first asked for."""

from functools import cached_property
from typing import Any, TypeVar

Value = TypeVar("Value")


class lazy(cached_property[Value]):  # noqa: N801
    """`functools.cached_property` without its lock, which costs more than most of what is kept here.

    Two threads may work the same value out twice; either is right.
    """

    def __get__(self, instance: Any, owner: type[Any] | None = None) -> Any:
        """The value of an instance; from then on it is an ordinary attribute."""
        if instance is None:
            return self
        value = self.func(instance)
        instance.__dict__[self.attrname] = value
        return value
