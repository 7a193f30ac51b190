"""Every trick on messages: rewritten so, a person still reads the same, and the decision must stay.

To add one, write the function into the file of its kind.
"""

from types import ModuleType

from training.attacks import additions, layout, letters, links, wording
from training.attacks.attack import Attack

_MODULES: tuple[ModuleType, ...] = (letters, layout, wording, links, additions)

ATTACKS: tuple[Attack, ...] = tuple(
    value for module in _MODULES for value in vars(module).values() if isinstance(value, Attack)
)

__all__ = ["ATTACKS", "Attack"]
