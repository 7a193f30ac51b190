"""Tracking numbers: forms, check digits, and whose they are.

Vectors: USPS Publication 199, UPU S10, jkeen/tracking_number_data.
"""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracking_numbers import get_tracking_number

from detector.phones import has_long_number
from detector.tracking import (
    _AMAZON,
    _DHL,
    _FEDEX,
    _NUMERIC,
    _S10,
    _UPS,
    _WORTH_A_LOOK,
    fedex_check_digit,
    find_tracking_numbers,
    mod10_check_digit,
    s10_check_digit,
    ups_check_digit,
)

_VALID = [
    ("9400111206206406260787", "IMpb"),
    ("9405803699300124287899", "IMpb"),
    ("9505511069605048600624", "IMpb"),
    ("92748931507708513018050063", "IMpb"),
    ("9361289878700317633795", "IMpb"),
    ("9261290983497923666238", "IMpb"),
    ("9205590100075400186525", "IMpb"),
    ("9405803699300532059903", "IMpb"),
    ("92748931508577307776690000", "IMpb"),
    ("92748902410637553403302876", "IMpb"),
    ("9214490276543059184146", "IMpb"),
    ("4201002334249200190132607600833457", "IMpb"),
    ("03071790000523483741", "legacy"),
    ("71123456789123456787", "legacy"),
    ("71969010756003077385", "legacy"),  # its check digit counts "91" before it
    ("9101123456789000000013", "legacy"),
    ("RB123456785US", "S10"),
]
# Altered numbers, and USPS's own samples and placeholders.
_FAILING = [
    "9434611206206407667131",
    "9101123456789000000014",
    "03071790000523483742",
    "RB123456786US",
    "9200000000000000000000",
    "01123456789123456789",
    "9205512345678912345678",
    "9400100000000000000000",
    "9205500000000000000000",
    "9205590100075400189999",
    "EA000000000US",
]


@pytest.mark.parametrize(("number", "form"), _VALID)
def test_valid_usps_numbers(number: str, form: str) -> None:
    for text in (number, f"USPS {number}, Delivered", f"({number})", f"#{number}."):
        (found,) = find_tracking_numbers(text)
        assert (found.format, found.carrier, found.check_digit_ok) == (form, "USPS", True)
        assert text[found.span.start : found.span.end] == number == found.digits


@pytest.mark.parametrize("number", _FAILING)
def test_failing_usps_numbers(number: str) -> None:
    (found,) = find_tracking_numbers(f"USPS {number}, Delivered")
    assert (found.carrier, found.check_digit_ok) == ("USPS", False)


@pytest.mark.parametrize("number", [number for number, _ in _VALID])
def test_another_implementation_agrees_on_valid_numbers(number: str) -> None:
    known = get_tracking_number(number)
    assert known is not None
    assert known.valid
    assert known.courier.name in ("United States Postal Service", "S10 International Standard")


@pytest.mark.parametrize("number", _FAILING)
def test_another_implementation_agrees_on_failing_numbers(number: str) -> None:
    known = get_tracking_number(number)
    assert known is None or known.courier.name != "United States Postal Service"


@pytest.mark.parametrize(
    ("text", "quote", "digits"),
    [
        ("9400 1112 0620 6406 2607 87 is yours", "9400 1112 0620 6406 2607 87", "9400111206206406260787"),
        ("9400-1112-0620-6406-2607-87", "9400-1112-0620-6406-2607-87", "9400111206206406260787"),
        (
            "9400\u00a01112\u00a00620\u00a06406\u00a02607\u00a087",
            "9400\u00a01112\u00a00620\u00a06406\u00a02607\u00a087",
            "9400111206206406260787",
        ),
        ("RB 123 456 785 US", "RB 123 456 785 US", "RB123456785US"),
        ("rb123456785us", "rb123456785us", "RB123456785US"),
    ],
)
def test_separators_are_left_out_of_the_digits(text: str, quote: str, digits: str) -> None:
    (found,) = find_tracking_numbers(text)
    assert (text[found.span.start : found.span.end], found.digits) == (quote, digits)
    assert found.check_digit_ok


@pytest.mark.parametrize(
    ("text", "carrier", "ok"),
    [
        ("1Z5R89390357567127", "UPS", True),
        ("1Z 5R8939 03 5756 7127", "UPS", True),
        ("1Z5R89390357567128", "UPS", False),
        ("986578788855", "FedEx", True),
        ("9865 7878 8855", "FedEx", True),
        ("TBA123456789012", "Amazon", None),
        ("GM1234567890123456789", "DHL", None),
        ("JJD1234567890123456", "DHL", None),
        ("RR123456785GB", "post", True),
        ("RR123456786CN", "post", False),
    ],
)
def test_other_carriers(text: str, carrier: str, ok: bool | None) -> None:
    (found,) = find_tracking_numbers(f"Your parcel {text} comes")
    assert (found.carrier, found.check_digit_ok) == (carrier, ok)


@pytest.mark.parametrize(
    "text",
    [
        "US9514901185421",
        "us-9514901185421",
        "1z31571",
        "0000000000",
        "986578788856",
        "123456789012345678901",
        "https://abc.top/9400111206206406260787",
        "$9400111206206406260787",
        "9400111206206406260787x",
        "RB12345678US",
        "Call (888) 555-0142",
        "12/15/2026 11:10pm 01845",
    ],
)
def test_what_has_no_known_form(text: str) -> None:
    assert find_tracking_numbers(text) == ()


@given(body=st.from_regex(r"9[235][0-9]{19}|94[0-9]{19}|92[0-9]{23}|94[0-9]{27}", fullmatch=True))
def test_a_wrong_check_digit_never_passes(body: str) -> None:
    right = mod10_check_digit(body)
    for digit in range(10):
        (found,) = find_tracking_numbers(f"USPS {body}{digit} on its way")
        assert found.check_digit_ok is (digit == right)


@given(
    prefix=st.from_regex(r"420([0-9]{5}|[0-9]{9})", fullmatch=True),
    body=st.from_regex(r"9[2345][0-9]{19}", fullmatch=True),
)
def test_a_routing_prefix_is_not_part_of_the_check(prefix: str, body: str) -> None:
    (found,) = find_tracking_numbers(f"{prefix}{body}{mod10_check_digit(body)}")
    assert (found.format, found.check_digit_ok) == ("IMpb", True)


@given(zip_code=st.from_regex(r"[0-9]{5}", fullmatch=True), body=st.from_regex(r"9[235][0-9]{23}", fullmatch=True))
def test_a_routing_prefix_before_a_long_number(zip_code: str, body: str) -> None:
    (found,) = find_tracking_numbers(f"420{zip_code}{body}{mod10_check_digit(body)}")
    assert (found.format, found.check_digit_ok) == ("IMpb", True)


@given(body=st.from_regex(r"[0-9]{8}", fullmatch=True), kind=st.sampled_from(["RB", "EA", "CP", "LZ"]))
def test_s10_against_another_implementation(body: str, kind: str) -> None:
    known = get_tracking_number(f"{kind}{body}{s10_check_digit(body)}US")
    assert known is not None
    assert known.valid


@given(body=st.from_regex(r"[0-9A-Z]{6}03[0-9]{7}", fullmatch=True))
def test_ups_against_another_implementation(body: str) -> None:
    known = get_tracking_number(f"1Z{body}{ups_check_digit(body)}")
    assert known is not None
    assert known.valid


@given(body=st.from_regex(r"[0-9]{11}", fullmatch=True))
def test_fedex_against_another_implementation(body: str) -> None:
    known = get_tracking_number(f"{body}{fedex_check_digit(body)}")
    assert known is not None
    assert known.valid


@given(st.text(alphabet=st.one_of(st.sampled_from("9420 -1ZTBAUSGMJD"), st.characters()), max_size=80))
def test_every_number_lies_inside_and_apart(text: str) -> None:
    spans = sorted(found.span for found in find_tracking_numbers(text))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))


@given(st.one_of(*map(st.from_regex, (_NUMERIC, _S10, _UPS, _AMAZON, _FEDEX, _DHL))))
def test_every_form_is_worth_a_look(text: str) -> None:
    assert _WORTH_A_LOOK.search(text)
    assert has_long_number(text)
