"""Every rule, in the order in which they are shown.

To add one, write the function into the file of its kind and its table into `tests/rules/`.
"""

from types import ModuleType

from detector.rules import contact, links, lures, notices, sender, tracking
from detector.rules.rule import Rule

_MODULES: tuple[ModuleType, ...] = (notices, tracking, links, lures, contact, sender)


def _collect() -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for module in _MODULES:
        for value in vars(module).values():
            if isinstance(value, Rule) and value.find.__module__ == module.__name__:
                found[value.id] = value
    return tuple(found.values())


RULES: tuple[Rule, ...] = _collect()
