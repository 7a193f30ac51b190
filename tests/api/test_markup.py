import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.markup import MAX_MARKUP, read_markup


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Hello &amp; welcome</p>", "Hello & welcome"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two", "one\n\ntwo"),
        ("<b>o</b>ne  \n two", "one two"),
        ("<table><tr><td>A</td><td>B</td></tr></table>", "A B"),
        ("<head><title>T</title><style>p{color:red}</style></head><script>x()</script><p>seen", "seen"),
        ("<!-- not seen --><p>seen", "seen"),
        ("<p>1 < 2", "1 < 2"),
        ("plain", "plain"),
        ("<p>a\0b", "ab"),
        ("", ""),
        (" \n", ""),
        ("<!-- open", ""),
        ("<div>" * 3000 + "deep", "deep"),
    ],
)
def test_visible_text(markup: str, text: str) -> None:
    assert read_markup(markup).text == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<a href="https://evil.top/x?a=1&amp;b=2">click</a>', "click <https://evil.top/x?a=1&b=2>"),
        ('<a href="https://evil.top"><b>click</b> me</a> now', "click me <https://evil.top> now"),
        ('<a href="https://evil.top">https://www.usps.com</a>', "https://www.usps.com <https://evil.top>"),
        ('<a href="https://www.usps.com/">www.usps.com</a>', "www.usps.com"),
        ('<a href="https://evil.top"><img alt="Track" src="x.png"></a>', "Track <https://evil.top>"),
        ('<a href="https://evil.top"></a>', "<https://evil.top>"),
        ('<a href="https://evil.top">never closed', "never closed <https://evil.top>"),
        ('<a href="https://a.top">one<a href="https://b.top">two</a>', "one <https://a.top> two <https://b.top>"),
        ('<a href="mailto:a@b.top?subject=x">write</a>', "write <a@b.top>"),
        ('<a href="tel:+18005550199">call</a>', "call <tel:+18005550199>"),
        ('<a href="//evil.top/x">click</a>', "click <https://evil.top/x>"),
        ('<base href="https://evil.top/a/"><a href="../b">click</a>', "click <https://evil.top/b>"),
        ('<a href=" ht\ntps:\\\\evil.top\\p ">click</a>', "click <https://evil.top/p>"),
        ('<a href="HTTPS://evil.top">click</a>', "click <HTTPS://evil.top>"),
        ('<a href="https://[evil/">click</a>', "click <https://[evil/>"),
        ('<base href="https://a.b/"><a href="https://[evil/">click</a>', "click <https://[evil/>"),
        ('<a href="https://evil.top/<x y>">click</a>', "click <https://evil.top/%3Cx%20y%3E>"),
        ('<a href="#top">up</a>', "up"),
        ('<a href="page.html">nowhere</a>', "nowhere"),
        ("<a>no target</a>", "no target"),
        ('<form action="https://evil.top/go"><input type=submit value=Pay></form>', "Pay <https://evil.top/go>"),
        ('<map><area href="https://evil.top"></map>', "<https://evil.top>"),
    ],
)
def test_true_targets_stand_after_the_words(markup: str, text: str) -> None:
    assert " ".join(read_markup(markup).text.split()) == text


@pytest.mark.parametrize(
    ("style", "hidden"),
    [
        ('style="display:none"', True),
        ('style="Display : None !important; color: red"', True),
        ('style="visibility:hidden"', True),
        ('style="font-size:0px"', True),
        ('style="font-size:0"', True),
        ('style="opacity:0.0"', True),
        ("hidden", True),
        ('style="display:none;display:block"', False),
        ('style="display:block!important;display:none"', False),
        ('style="display:none-such"', False),
        ('style="font-size:10px"', False),
        ('style="opacity:0.5"', False),
        ('style=";;:;"', False),
        ("", False),
    ],
)
def test_text_that_is_not_shown(style: str, hidden: bool) -> None:
    shown = read_markup(f'<div {style}>secret <b>more</b> <a href="https://evil.top">x</a></div><p>seen')
    assert ("secret" not in shown.text) == hidden
    assert shown.hides == hidden
    assert "seen" in shown.text
    # A style sheet may show after all what an element hides: its links are never lost.
    assert shown.targets == ("https://evil.top",)


@pytest.mark.parametrize(
    ("words", "target", "disguised"),
    [
        ("https://www.usps.com/track", "https://evil.top/x", True),
        ("usps.com", "https://usps.com.evil.top/", True),
        ("usps.com", "https://tools.usps.com/go", False),
        ("www.usps.com", "https://usps.com/", False),
        ("Track your parcel", "https://evil.top/", False),
        ("203.0.113.7", "https://evil.top/", False),
        ("usps.com", "tel:+18005550199", True),
    ],
)
def test_disguised_links(words: str, target: str, disguised: bool) -> None:
    assert read_markup(f'<a href="{target}">{words}</a>').disguises == disguised


@given(st.text("<>/ab =\"'&;!-\0\x0b", max_size=200))
def test_any_markup_is_read(markup: str) -> None:
    shown = read_markup(markup)
    assert "\0" not in shown.text


def test_no_more_is_read_than_the_limit() -> None:
    assert read_markup("x" * MAX_MARKUP + "y").text.endswith("x")
