"""What a campaign's links have in common, and those of honest messages have not."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from detector.links import Link
from detector.message import Message

# So many of the campaign's messages have a link with the trait at least, and so few of the honest ones at most.
_SUPPORT = 0.6
_HONEST = 0.002
_PART = re.compile(r"[a-z]{3,}")


class Trait(NamedTuple):
    """Something that can be asked of a link: `code` asks it of `link`, in Python."""

    code: str
    words: str


class Shape(NamedTuple):
    """Traits that a link has all of, and how many messages hold such a link."""

    traits: tuple[Trait, ...]
    campaign: int
    honest: int

    @property
    def code(self) -> str:
        """A condition in Python."""
        return " and ".join(trait.code for trait in self.traits)

    @property
    def words(self) -> str:
        """The condition in words."""
        return " and ".join(trait.words for trait in self.traits)


def shape(campaign: Sequence[Message], honest: Sequence[Message]) -> Shape | None:
    """The traits that most of the campaign's links share and hardly an honest one has; None where there are none.

    Only links that lead to nobody known count.
    """
    least = max(2, round(_SUPPORT * len(campaign)))
    held, elsewhere = _held(campaign), _held(honest)
    # What names a single domain is a matter for a list of domains, not for a rule.
    domains: dict[Trait, set[str]] = defaultdict(set)
    for message in campaign:
        for link in message.unverified_links:
            for trait in traits_of(link):
                domains[trait].add(link.registrable_domain)
    shared = {trait for trait, of_trait in domains.items() if len(of_trait) > 1}
    chosen: tuple[Trait, ...] = ()
    while True:
        found, others = _having(held, chosen), _having(elsewhere, chosen)
        if chosen and others <= _HONEST * len(honest):
            return Shape(chosen, found, others)
        able = {
            trait: _having(elsewhere, (*chosen, trait))
            for trait in shared.difference(chosen)
            if _having(held, (*chosen, trait)) >= least
        }
        # A trait that separates nothing more ends the search.
        best = min(able, key=lambda trait: (able[trait], -_having(held, (*chosen, trait)), trait), default=None)
        if best is None or able[best] >= others > 0 or (chosen and others == 0):
            return None
        chosen = (*chosen, best)


def _held(messages: Sequence[Message]) -> list[list[frozenset[Trait]]]:
    return [[traits_of(link) for link in message.unverified_links] for message in messages]


def _having(held: Sequence[Sequence[frozenset[Trait]]], traits: tuple[Trait, ...]) -> int:
    return sum(any(of_link.issuperset(traits) for of_link in links) for links in held)


def traits_of(link: Link) -> frozenset[Trait]:
    """Everything that can be asked of a link and is so."""
    return frozenset(_traits(link))


def _traits(link: Link) -> Iterator[Trait]:
    name = link.registrable_domain.removesuffix(f".{link.suffix}")
    if link.suffix:
        yield Trait(f'link.suffix == "{link.suffix}"', f"under .{link.suffix}")
    for part in set(_PART.findall(f"{link.subdomain} {name}")):
        yield Trait(f'"{part}" in link.host', f'with "{part}" in its host')
    if "-" in name:
        yield Trait('"-" in link.registrable_domain', "with a hyphen in its domain")
    if any(character.isdigit() for character in name):
        yield Trait("any(map(str.isdigit, link.registrable_domain))", "with a digit in its domain")
    segments = [segment for segment in re.split(r"[/?#]", link.path) if segment]
    if len(segments) == 1 and re.fullmatch(r"[a-z]{1,6}", segments[0]):
        yield Trait(f'link.path.strip("/") == "{segments[0]}"', f"and the path /{segments[0]}")


def suffixes(messages: Sequence[Message]) -> Counter[str]:
    """How often each registrable domain stands in unverified links: what an analyst wants to see beside the shape."""
    return Counter(link.registrable_domain for message in messages for link in message.unverified_links)
