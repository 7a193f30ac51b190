"""Disguises undone, with every character's origin kept."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.fold import Folded, fold, replace, visible
from detector.mend import vocabulary

# Characters that folding has special cases for, beside any others.
_TRICKY = st.text(
    alphabet=st.one_of(
        st.sampled_from("uspsUSPS.-_*@013$!| \u200b\u200d\u202e\u0301\u0443ｕ®ﬁﷺéİ…\n"), st.characters()
    ),
    max_size=80,
)
_PLAIN = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=80)


@pytest.mark.parametrize(
    "written",
    [
        "USPS package",
        "U\u200bS\u200cP\u200dS pack\u2060age",
        "US\u00adPS pac\ufeffkage",
        "\u202dUSPS\u202c package",
        "ＵＳＰＳ\u3000ｐａｃｋａｇｅ",
        "𝐔𝐒𝐏𝐒 𝗽𝗮𝗰𝗸𝗮𝗴𝗲",
        "ＵЅΡЅ раckаge",
        "UЅPS pасkаgе",
        "ÚSPS páckàge",
        "U\u0301SPS pa\u0300ckage",
        "USPS® package",
        "USPS\u00a0package",
        "U.S.P.S package",
        "U S P S package",
        "U-S-P-S pack-age",
        "USPS p@ckage",
        "USPS pack.age",
        "USPS pac_kage",
        "USPS p4ck4g3",
    ],
)
def test_variants_fold_to_usps_package(written: str) -> None:
    assert fold(written).text == "usps package"


@pytest.mark.parametrize(
    ("written", "folded", "disguised"),
    [
        # disguises: each is noted, where it stood
        ("Hi u\u200bsps", "hi usps", ["u\u200bsps"]),
        ("Hi u\u200b\u200csps", "hi usps", ["u\u200b\u200csps"]),
        ("a раckage", "a package", ["раckage"]),
        ("ＵＳＰＳ now", "usps now", ["ＵＳＰＳ"]),
        ("Your del1very", "your delivery", ["del1very"]),
        ("p a c k a g e here", "package here", ["p a c k a g e"]),
        ("U.S.P.S. here", "usps. here", ["U.S.P.S"]),
        ("Y0ur acc0unt 1s l0cked", "your account is locked", ["Y0ur", "acc0unt", "1s", "l0cked"]),
        ("y o u r p a r c e l", "your parcel", ["y o u r p a r c e l"]),
        ("the fa🙂iled deli*very", "the failed delivery", ["fa🙂iled", "deli*very"]),
        ("u s p s: a b", "usps: a b", ["u s p s"]),
        # honest spelling stays, and is no disguise
        ("USPS™ “parcel” — here…", 'usps "parcel" - here...', []),
        ("La dirección del envío", "la direccion del envio", []),
        ("re-delivery, e-mail", "redelivery, email", []),
        ("Yor delviery, handlling, yuor pakage", "yor delivery, handling, your package", []),
        ("Mrs. Harlow-Quimby of Ypsilanti", "mrs. harlow-quimby of ypsilanti", []),
        ("your  pack\u00a0 is\nhere\nNow. ok\n\nbye", "your pack is here\nnow. ok\n\nbye", []),
        ("Code T3ST-01, order A-1", "code t3st-01, order a-1", []),
        ("New Orleans, LA 70115", "new orleans, la 70115", []),
        ("I a m o k", "i a m o k", []),
        ("👨\u200d👩\u200d👧 hi", "👨👩👧 hi", []),
        ("U S P S   p a c k a g e", "usps package", ["U S P S", "p a c k a g e"]),
        ("U.S. mail", "u.s. mail", []),
        ("USPS", "usps", []),
        ("$100 @ 3pm", "$100 @ 3pm", []),
    ],
)
def test_fold(written: str, folded: str, disguised: list[str]) -> None:
    view = fold(written)
    assert view.text == folded
    assert [written[start:end] for start, end in view.disguises] == disguised


@pytest.mark.parametrize("written", ["می\u200cخواهم", "क्\u200dष", "Привет", "Γειά σου", "你好", "¡Señor!"])
def test_other_scripts_are_no_disguise(written: str) -> None:
    assert fold(f"{written} usps").disguises == ()


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("HTTPS://USPS.COM", "https://usps.com"),
        ("ｕｓｐｓ．ｃｏｍ", "usps.com"),
        ("us\u200bps.com", "usps.com"),
        ("usps。com", "usps.com"),
        # a browser goes to another address for these, so they stay
        ("uѕps.com", "uѕps.com"),
        ("españa.es", "españa.es"),
        ("usp5.com", "usp5.com"),
    ],
)
def test_visible(written: str, seen: str) -> None:
    assert visible(written).text == seen


@pytest.mark.parametrize("view_of", [fold, visible])
@given(text=_TRICKY)
def test_offsets_stay_inside_and_in_order(view_of: type[Folded], text: str) -> None:
    view = view_of(text)  # type: ignore[call-arg]
    assert isinstance(view, Folded)
    assert view.length == len(text)
    if view.origins:
        assert len(view.origins) == len(view.text)
        assert all(0 <= at < len(text) for at in view.origins)
        assert list(view.origins) == sorted(view.origins)
    else:
        assert len(view.text) in (0, len(text))
    for word in re.finditer(r"\S+", view.text):
        start, end = view.original(*word.span())
        assert 0 <= start < end <= len(text)
        assert view.view(start) <= word.start()


@given(text=_TRICKY)
def test_disguises_are_ranges_of_the_original(text: str) -> None:
    disguises = fold(text).disguises
    assert all(0 <= start < end <= len(text) for start, end in disguises)
    assert list(disguises) == sorted(set(disguises))


@given(text=_PLAIN)
def test_folding_plain_text_twice_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(word=st.sampled_from(sorted(vocabulary())), before=st.sampled_from(["", "Your ", "(", "hi: "]))
def test_words_stay_as_they_are(word: str, before: str) -> None:
    view = fold(f"{before}{word} here")
    assert view.text == f"{before}{word} here".lower()
    assert view.disguises == ()


@given(text=st.text(alphabet=st.characters(codec="ascii"), max_size=80))
def test_visible_ascii_is_lower_case(text: str) -> None:
    assert visible(text) == Folded(text.lower(), (), len(text))


@given(before=_PLAIN, text=_TRICKY)
def test_a_character_reads_the_same_in_any_company(before: str, text: str) -> None:
    apart = "".join(visible(f"{character}é").text.removesuffix("é") for character in before + text)
    assert visible(f"{before}{text}é").text == f"{apart}é"


def test_original_of_an_empty_range_is_empty() -> None:
    view = fold("u\u200bs\u200bps")
    assert view.original(4, 4) == (6, 6)
    assert view.original(1, 1) == (2, 2)


def test_of_overlapping_replacements_the_first_counts() -> None:
    view = replace(Folded("abcdef", (), 6), [(1, 4, "XY"), (3, 5, "no"), (5, 6, "Z")])
    assert (view.text, view.origins) == ("aXYeZ", (0, 1, 3, 4, 5))
