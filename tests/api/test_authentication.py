import pytest

from api.authentication import MAX_HEADERS, Authentication, authenticated

DMARC = "mx.example.org; dmarc=pass header.from=usps.com"


def found(*values: str, domain: str = "usps.com", trusted: str = "mx.example.org") -> str:
    return authenticated([("Authentication-Results", value) for value in values], domain, trusted).value


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("dmarc=pass header.from=usps.com", "pass"),
        ("dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=usps.com", "pass"),
        ("dmarc=pass", "pass"),
        ("DMARC=Pass header.from=USPS.com", "pass"),
        ("dmarc=pass header.from=evil.top", "none"),
        ("dmarc=fail header.from=usps.com", "fail"),
        ("dmarc=none header.from=usps.com", "none"),
        ("dmarc=temperror header.from=usps.com", "none"),
        ("dmarc=fail header.from=usps.com; dkim=pass header.d=usps.com", "fail"),
        ("dmarc=none header.from=usps.com; dkim=pass header.d=usps.com", "pass"),
        ("dkim=pass header.d=usps.com", "pass"),
        ("dkim=pass header.i=@informeddelivery.usps.com header.s=s1", "pass"),
        ("dkim=pass header.d=evil.top", "none"),
        ("dkim=fail header.d=usps.com", "fail"),
        ("dkim=fail header.d=usps.com; spf=pass smtp.mailfrom=bounce@email.usps.com", "pass"),
        ("spf=pass smtp.mailfrom=bounce@evil.top", "none"),
        ("spf=softfail smtp.mailfrom=usps.com", "fail"),
        ("spf=neutral smtp.mailfrom=usps.com", "none"),
        ("arc=pass header.d=usps.com", "none"),
        ("iprev=pass policy.iprev=203.0.113.7", "none"),
        ("none", "none"),
    ],
)
def test_results(results: str, expected: str) -> None:
    assert found(f"mx.example.org; {results}") == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([DMARC], "pass"),
        ([DMARC.replace("mx.example.org", "MX.Example.ORG 1")], "pass"),
        ([DMARC.replace("mx.example.org", "mx.evil.top")], "none"),
        ([DMARC.replace("mx.example.org", "mx.example.org.evil.top")], "none"),
        # Written by somebody below: only the topmost run of the receiver counts.
        (["mx.example.org; none", "other.example; none", DMARC], "none"),
        (["other.example; none", DMARC], "pass"),
        (["mx.example.org; spf=pass smtp.mailfrom=x@evil.top", DMARC], "pass"),
        ([DMARC, "mx.example.org; dmarc=fail header.from=usps.com"], "fail"),
        (["mx.example.org"], "none"),
        (["mx.example.org; ((((" + "(" * 5000], "none"),
        (["", ";", "=;=", "mx.example.org; dmarc"], "none"),
        (["other.example; none"] * MAX_HEADERS + [DMARC], "none"),
    ],
)
def test_whose_results_count(values: list[str], expected: str) -> None:
    assert found(*values) == expected


def test_another_header_ends_the_run() -> None:
    name = "Authentication-Results"
    headers = [(name, "mx.example.org; none"), ("Received", "from evil.top"), (name, DMARC)]
    assert authenticated(headers, "usps.com", "mx.example.org") is Authentication.NONE


@pytest.mark.parametrize(("domain", "trusted"), [("usps.com", ""), ("", "mx.example.org"), ("", "")])
def test_without_a_trusted_receiver_nothing_is_found(domain: str, trusted: str) -> None:
    assert found(DMARC, domain=domain, trusted=trusted) == "none"
