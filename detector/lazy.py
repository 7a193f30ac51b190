"""A value that is worked out once, when first asked for."""

from functools import cached_property
from typing import Any, Self, TypeVar, overload

Value = TypeVar("Value")


class lazy(cached_property[Value]):  # noqa: N801
    """`functools.cached_property` without its lock, which costs more than most of what is kept here.

    Two threads may work the same value out twice; either is right.
    """

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> Value: ...

    def __get__(self, instance: object, owner: type[Any] | None = None) -> Self | Value:
        """The value of an instance; from then on it is an ordinary attribute."""
        if instance is None:
            return self
        value = self.func(instance)
        instance.__dict__[self.attrname] = value  # type: ignore[index]
        return value
