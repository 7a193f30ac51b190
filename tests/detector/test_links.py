"""Links and addresses, taken apart."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.fold import visible
from detector.links import find_addresses, registrable_domain


@pytest.mark.parametrize(
    ("text", "quote", "host", "domain", "path"),
    [
        # the host is what follows the last "@", the domain what somebody registered
        (
            "See https://tools.usps.com/go/Track.",
            "https://tools.usps.com/go/Track",
            "tools.usps.com",
            "usps.com",
            "/go/track",
        ),
        ("usps.com-abc.top/x", "usps.com-abc.top/x", "usps.com-abc.top", "com-abc.top", "/x"),
        ("usps.com.odz178.vip", "usps.com.odz178.vip", "usps.com.odz178.vip", "odz178.vip", ""),
        ("https://usps.com@bit.ly/3abc", "https://usps.com@bit.ly/3abc", "bit.ly", "bit.ly", "/3abc"),
        ("https://a.co@b.co@evil.top/x", "https://a.co@b.co@evil.top/x", "evil.top", "evil.top", "/x"),
        ("http://user:pw@evil.co.uk:8080/x", "http://user:pw@evil.co.uk:8080/x", "evil.co.uk", "evil.co.uk", "/x"),
        ("(www.usps.com)", "www.usps.com", "www.usps.com", "usps.com", ""),
        ("abc.com?x=1#top!", "abc.com?x=1#top", "abc.com", "abc.com", "?x=1#top"),
        ("HTTPS://USPS.COM/X", "HTTPS://USPS.COM/X", "usps.com", "usps.com", "/x"),
        ("//usps.top/x", "//usps.top/x", "usps.top", "usps.top", "/x"),
        # defanged, broken, disguised
        ("hxxps://usps[.]top/x", "hxxps://usps[.]top/x", "usps.top", "usps.top", "/x"),
        ("h**p://usps(dot)top", "h**p://usps(dot)top", "usps.top", "usps.top", ""),
        ("usps-a dot com", "usps-a dot com", "usps-a.com", "usps-a.com", ""),
        ("usps-track .com/x now", "usps-track .com/x", "usps-track.com", "usps-track.com", "/x"),
        ("us\u200bps-a.top/x", "us\u200bps-a.top/x", "usps-a.top", "usps-a.top", "/x"),
        ("ｈｔｔｐｓ：／／ｕｓｐｓ．ｔｏｐ", "ｈｔｔｐｓ：／／ｕｓｐｓ．ｔｏｐ", "usps.top", "usps.top", ""),
        # endings that are also words, where something points at them
        ("CONFIRME: ETIQDAN.LIVE", "ETIQDAN.LIVE", "etiqdan.live", "etiqdan.live", ""),
        ("claim it >> latepay.me", "latepay.me", "latepay.me", "latepay.me", ""),
        ("pay at shopnow.live today", "shopnow.live", "shopnow.live", "shopnow.live", ""),
        # numbers and other scripts
        ("http://203.0.113.7/x", "http://203.0.113.7/x", "203.0.113.7", "", "/x"),
        ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x", "[2001:db8::1]", "", "/x"),
        ("https://xn--e1afmkfd.com/x", "https://xn--e1afmkfd.com/x", "пример.com", "xn--e1afmkfd.com", "/x"),
        ("https://xn--99999999.com", "https://xn--99999999.com", "xn--99999999.com", "xn--99999999.com", ""),
        ("https://uѕps.com", "https://uѕps.com", "uѕps.com", "uѕps.com", ""),
    ],
)
def test_a_link_is_taken_apart(text: str, quote: str, host: str, domain: str, path: str) -> None:
    (link,) = find_addresses(visible(text))[0]
    assert text[link.span.start : link.span.end] == quote
    assert (link.host, link.registrable_domain, link.path) == (host, domain, path)


@pytest.mark.parametrize(
    "text",
    [
        "See you tomorrow.My bus leaves at 9.30 a.m., i.e. soon",
        "It is.It was. Go to. Be.",
        "USPS...delivered",
        "Version 203.0.113.7 or 1.2.3",
        "$1.50 and 3.5%",
        "joe@abc.com",
        "Mr.Smith and Dr.Who",
        "Howz pain.it will come down",
        "I go to school.in the morning",
        "I told my brother.call him",
        "file.notasuffix",
        "https://",
        "http:// /x",
        "@usps.com",
        f"http://{'a.' * 200}com/x",
    ],
)
def test_no_link(text: str) -> None:
    assert find_addresses(visible(text))[0] == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to Joe.B@ABC.com.", ["joe.b@abc.com"]),
        ("spam@uspis.gov or a+b@usps.gov", ["spam@uspis.gov", "a+b@usps.gov"]),
        ("mailto:joe@abc.com", ["joe@abc.com"]),
        ("To\u200b:joe@abc.com", ["joe@abc.com"]),
        ("joe[@]abc.com", []),
        ("https://usps.com@bit.ly/x", []),
        ("@usps", []),
        ("a@b", []),
    ],
)
def test_emails(text: str, expected: list[str]) -> None:
    found = find_addresses(visible(text))[1]
    assert [email.value for email in found] == expected
    assert all(text[email.span.start : email.span.end].lower() == email.value for email in found)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("tools.usps.com", "usps.com"),
        ("USPS.COM", "usps.com"),
        ("usps.com-abc.top", "com-abc.top"),
        ("a.b.co.uk", "b.co.uk"),
        ("usps.gov", "usps.gov"),
        ("localhost", ""),
        ("203.0.113.7", ""),
        ("", ""),
    ],
)
def test_registrable_domain(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        ("https://usps.com", True),
        ("https://tools.usps.com", True),
        ("https://a.b.usps.com", True),
        ("https://uspsx.com", False),
        ("https://xusps.com", False),
        ("https://usps.com.top", False),
        ("https://notusps.com", False),
        ("https://com", False),
    ],
)
def test_within(host: str, inside: bool) -> None:
    links = find_addresses(visible(host))[0]
    assert any(link.within(frozenset({"usps.com"})) for link in links) is inside


@pytest.mark.parametrize(
    ("text", "broken"),
    [("usps-a .com/x", True), ("usps-a.com/x", False), ("Hi .com usps-a.com/x", False), ("usps-a. com/x", True)],
)
def test_broken_says_that_a_space_is_inside(text: str, broken: bool) -> None:
    assert find_addresses(visible(text))[0][-1].broken is broken


@given(
    text=st.text(
        alphabet=st.one_of(st.sampled_from("ahtps:/@.[]()- 123\u200bﬁé"), st.characters()),
        max_size=60,
    ),
    link=st.sampled_from(["https://usps.com/x", "a@b.com", "hxxp://usps[.]top", ""]),
)
def test_every_find_lies_inside_in_order_and_apart(text: str, link: str) -> None:
    whole = f"{text} {link}"
    seen = visible(whole)
    for finds in find_addresses(seen):
        spans = [found.span for found in finds]
        assert all(span.field == "text" and 0 <= span.start < span.end <= len(whole) for span in spans)
        assert all(first.end <= second.start for first, second in pairwise(spans))


@given(host=st.from_regex(r"[a-z]([a-z-]{0,10}[a-z])?\.(com|top|vip|co\.uk)", fullmatch=True))
def test_a_host_of_our_making_is_found_whole(host: str) -> None:
    (link,) = find_addresses(visible(f"https://{host}/x"))[0]
    assert (link.host, link.path) == (host, "/x")
