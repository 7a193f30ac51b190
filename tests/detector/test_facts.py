"""The dated facts: each has its source, both languages and an expiry that is not past."""

import re
from datetime import date
from pathlib import Path

import pytest

import detector
from detector.facts import Fact, brand_of_domain, brands, fact, facts
from detector.links import registrable_domain
from detector.phones import find_phones
from detector.rules import RULES

_FACTS = list(facts().values())
_DOMAINS = [
    "official-domains",
    "mail-third-parties",
    "not-usps-names",
    "link-shorteners",
    "free-hosting",
    "mail-to-text-gateways",
    "delivery-notifiers",
]


@pytest.mark.parametrize("known", _FACTS, ids=lambda known: known.id)
def test_a_fact_is_whole(known: Fact) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", known.id)
    assert known.source.strip()
    assert set(known.statement) == {"en", "es"}
    assert all(statement.strip().endswith((".", ".)")) for statement in known.statement.values())
    assert known.statement["en"] != known.statement["es"]
    assert known.checked <= known.expires


@pytest.mark.parametrize("known", _FACTS, ids=lambda known: known.id)
def test_a_fact_is_not_past_its_expiry(known: Fact) -> None:
    assert known.expires >= date.today(), f"{known.id}: read {known.source} again, then set checked and expires"


@pytest.mark.parametrize("known", _FACTS, ids=lambda known: known.id)
def test_a_fact_is_not_from_the_future(known: Fact) -> None:
    assert known.checked <= date.today()


def test_ids_are_unique() -> None:
    folder = Path(detector.__file__).parent / "facts"
    written = [
        line
        for path in folder.glob("*.toml")
        for line in path.read_text("utf-8").splitlines()
        if re.match(r"id = ", line)
    ]
    assert len(written) == len(facts())


@pytest.mark.parametrize("identifier", sorted({rule.fact for rule in RULES if rule.fact}))
def test_facts_that_rules_rest_on_exist(identifier: str) -> None:
    assert fact(identifier).id == identifier


def test_facts_that_code_names_exist() -> None:
    folder = Path(detector.__file__).parent
    named = {
        name for path in folder.rglob("*.py") for name in re.findall(r"\bfact\(\"([\w-]+)\"\)", path.read_text("utf-8"))
    }
    assert named
    assert named <= set(facts())


def test_an_unknown_id_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"^'no-such-fact'$"):
        fact("no-such-fact")


@pytest.mark.parametrize("identifier", _DOMAINS)
def test_domains_are_written_as_they_are_compared(identifier: str) -> None:
    for domain in fact(identifier).values:
        assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", domain), domain


def test_official_values() -> None:
    assert fact("official-domains").values == {"usps.com", "usps.gov", "uspis.gov", "uspsoig.gov"}
    assert all(registrable_domain(domain) == domain for domain in fact("official-domains").values)
    assert fact("text-tracking-code").values | fact("scheduler-code").values == {"28777", "69975"}
    for number in fact("official-phones").values:
        assert [phone.number for phone in find_phones(f"Call {number}")] == [number]
    for address in fact("mail-senders").values:
        assert registrable_domain(address.rpartition("@")[2]) in fact("official-domains").values


def test_what_is_official_is_nothing_else() -> None:
    official = fact("official-domains").values
    for identifier in _DOMAINS[1:]:
        assert not official & fact(identifier).values
    assert not official & set(brand_of_domain())


def test_a_domain_belongs_to_one_brand() -> None:
    listed = [domain for brand in brands() for domain in brand.domains]
    assert len(listed) == len(set(listed))
    assert all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", domain) for domain in listed)


def test_a_brand_is_no_shortener_nor_free_host() -> None:
    anybody = fact("link-shorteners").values | fact("free-hosting").values
    assert not anybody & set(brand_of_domain())


def test_a_name_belongs_to_one_brand() -> None:
    names = [name.lower() for brand in brands() for name in brand.names]
    assert len(names) == len(set(names))


def test_to_dict() -> None:
    known = fact("text-tracking-code")
    assert known.to_dict("es") == {
        "id": "text-tracking-code",
        "statement": known.statement["es"],
        "values": ["28777"],
        "source": known.source,
        "checked": known.checked.isoformat(),
        "expires": known.expires.isoformat(),
    }
