from email.headerregistry import BaseHeader
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.mail import MAX_LEVELS, MAX_LINES, MailError, read_mail
from detector.message import MAX_SENDER, MAX_TEXT

HEADERS = b"From: Ann <ann@example.org>\nSubject: Hello\n"


def multipart(kind: str, *parts: str) -> bytes:
    body = "".join(f"--b\n{part}\n" for part in parts)
    return HEADERS + f"Content-Type: multipart/{kind}; boundary=b\n\n{body}--b--\n".encode()


def text_part(text: str, kind: str = "plain", more: str = "") -> str:
    return f"Content-Type: text/{kind}\n{more}\n{text}"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (HEADERS + b"\nBody\n", "Body"),
        (HEADERS + b"\r\nBody\r\nline two", "Body\nline two"),
        (HEADERS + b"Content-Type: text/html\n\n<p>Body <a href='https://a.top/'>x</a>", "Body x <https://a.top/>"),
        (multipart("alternative", text_part("plain"), text_part("<p>rich", "html")), "rich"),
        (multipart("alternative", text_part("<p>rich", "html"), "Content-Type: image/png\n\nx"), "rich"),
        (multipart("alternative"), ""),
        # Mail programs show one part below the other.
        (multipart("mixed", text_part("one"), text_part("<p>two", "html")), "one\n\ntwo"),
        (multipart("mixed", text_part("one"), text_part("file", more="Content-Disposition: attachment\n")), "one"),
        (
            multipart("mixed", text_part("one"), "Content-Type: message/rfc822\n\nSubject: inner\n\ninside"),
            "one\n\ninside",
        ),
        (HEADERS + b"Content-Type: image/png\n\nxyz", ""),
        (HEADERS, ""),
    ],
)
def test_what_is_shown(raw: bytes, text: str) -> None:
    assert read_mail(raw).text == f"From: Ann\nSubject: Hello\n\n{text}".strip()


@pytest.mark.parametrize(
    ("charset", "content", "text"),
    [
        ("utf-8", "niño".encode(), "niño"),
        ("iso-8859-1", "niño".encode("latin-1"), "niño"),
        ("utf-16", "niño".encode("utf-16"), "niño"),
        ("us-ascii", "niño".encode(), "niño"),
        ("utf-8", b"ni\xffo", "ni\ufffdo"),
        ("no-such", "niño".encode(), "niño"),
        ("idna", b"xn--a", "xn--a"),
        ("rot13", b"uryyb", "uryyb"),
        ("zip", b"text", "text"),
        ("unicode_escape", rb"\u0041", r"\u0041"),
        ("utf-7", b"+ADw-", "+ADw-"),
        ("a" * 300, b"text", "text"),
        ("utf-8", b"a\0b", "ab"),
    ],
)
def test_character_sets(charset: str, content: bytes, text: str) -> None:
    raw = HEADERS + f"Content-Type: text/plain; charset={charset}\n\n".encode() + content
    assert read_mail(raw).text.endswith(f"\n\n{text}")


@pytest.mark.parametrize(
    ("encoding", "content", "text"),
    [
        ("base64", b"SGVsbG8=", "Hello"),
        ("base64", b"SGVsbG8", "Hello"),
        ("base64", b"!!!!", ""),
        ("quoted-printable", b"ni=C3=B1o =E2", "niño \ufffd"),
        ("no-such", b"Hello", "Hello"),
    ],
)
def test_transfer_encodings(encoding: str, content: bytes, text: str) -> None:
    raw = HEADERS + f"Content-Transfer-Encoding: {encoding}\n\n".encode() + content
    assert read_mail(raw).text.removeprefix("From: Ann\nSubject: Hello").strip().startswith(text)


@pytest.mark.parametrize(
    ("written", "sender", "domain"),
    [
        ("ann@example.org", "ann@example.org", "example.org"),
        ("Ann <Ann@Example.org>", "Ann <Ann@Example.org>", "example.org"),
        ('"help@usps.com" <x@evil.top>', "help@usps.com <x@evil.top>", "evil.top"),
        ("=?utf-8?q?Jos=C3=A9?= <jose@example.org>", "José <jose@example.org>", "example.org"),
        ("Ann <ann@example.org>, Bob <bob@evil.top>", "Ann <ann@example.org>", "example.org"),
        ("N" * 400 + " <x@evil.top>", "N" * (MAX_SENDER - 13) + " <x@evil.top>", "evil.top"),
        ("no address", "no address", ""),
        ("", "", ""),
        ("<", "", ""),
        ("(" * 5000, "", ""),
    ],
)
def test_senders(written: str, sender: str, domain: str) -> None:
    mail = read_mail(f"From: {written}\nSubject: x\n\nBody".encode())
    assert (mail.sender, mail.from_domain) == (sender, domain)
    assert len(mail.sender) <= MAX_SENDER


def test_an_address_in_place_of_a_name_is_not_read_as_sender() -> None:
    assert "usps" not in read_mail(b'From: "help@usps.com" <x@evil.top>\nSubject: x\n\nBody').text


@pytest.mark.parametrize(
    ("headers", "body", "notes"),
    [
        (b"Reply-To: ann@example.org\n", b"Body", ()),
        (b"Reply-To: x@evil.top\n", b"Body", ("reply_elsewhere",)),
        (b"From: x@evil.top\n", b"Body", ("several_from",)),
        (b"Content-Type: text/html\n", b"<a href='https://evil.top'>usps.com</a>", ("link_disguised",)),
        (b"Content-Type: text/html\n", b"<p hidden>secret</p>seen", ("text_hidden",)),
        (b"", b"word " * 3000, ("cut",)),
    ],
)
def test_notes(headers: bytes, body: bytes, notes: tuple[str, ...]) -> None:
    assert read_mail(HEADERS + headers + b"\n" + body).notes == notes


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_links_behind_the_cut_are_kept(kind: str) -> None:
    body = "word " * 3000 + ("https://evil.top/x" if kind == "plain" else "<a href='https://evil.top/x'>pay</a>")
    mail = read_mail(HEADERS + f"Content-Type: text/{kind}\n\n{body}".encode())
    assert mail.text.endswith("<https://evil.top/x>")
    assert len(mail.text) <= MAX_TEXT


def test_results_of_a_mail_with_several_senders_prove_nothing() -> None:
    results = b"Authentication-Results: mx.a; dmarc=pass header.from=example.org\n"
    assert read_mail(results + HEADERS + b"\nBody", "mx.a").authentication == "pass"
    assert read_mail(results + HEADERS + HEADERS + b"\nBody", "mx.a").authentication == "none"


def nested(levels: int) -> bytes:
    parts = (f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n" for level in range(levels))
    return HEADERS + "".join(parts).encode() + b"Content-Type: text/plain\n\ninside"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "it begins with no mail headers; send the whole mail as it was received, headers first"),
        (b'{"text": 1}', "it begins with no mail headers; send the whole mail as it was received, headers first"),
        (b"\nFrom: below", "it begins with no mail headers; send the whole mail as it was received, headers first"),
        (HEADERS + b"\n" * 2 * MAX_LINES, "it has more than 60,000 lines; send it without attachments"),
        (HEADERS + b"\r" * 2 * MAX_LINES, "it has more than 60,000 lines; send it without attachments"),
        (nested(MAX_LEVELS + 1), "it has too many parts; send it without what it forwards or attaches"),
        (nested(5000), "it has too many parts; send it without what it forwards or attaches"),
        (
            HEADERS + b"Content-Type: message/rfc822\n\n" * 500,
            "it has too many parts; send it without what it forwards or attaches",
        ),
        (multipart("mixed", *["\nx"] * 5000), "it has too many parts; send it without what it forwards or attaches"),
        (b"From: ann@example.org\n\n", "it shows no text; what is in pictures and attachments is not read"),
    ],
)
def test_mails_that_are_not_read(raw: bytes, problem: str) -> None:
    with pytest.raises(MailError) as raised:
        read_mail(raw)
    assert str(raised.value) == problem


def test_the_deepest_mail_that_is_read() -> None:
    assert read_mail(nested(MAX_LEVELS - 1)).text.endswith("inside")


PIECES = rb"""From Subject Content-Type Reply-To --b -- text/html multipart/mixed message/rfc822 ;boundary=b
;charset= utf-8 =?utf-8?q? ?= < > @ " ( ) a , ; : [ ] % *0*= = \\""".split()
BYTES = st.lists(st.sampled_from([*PIECES, b"\n", b"\n\n", b"\r\n", b": ", b"\xff", b"\0"]), max_size=60).map(b"".join)


@given(BYTES)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        mail = read_mail(b"From: " + raw, "mx.a")
    except MailError:
        return
    assert len(mail.text) <= MAX_TEXT
    assert len(mail.sender) <= MAX_SENDER
    assert mail.authentication == "none"


def test_mails_of_the_standard_library_are_read() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "USPS <help@usps.com>", "Entrega mañana"
    message.set_content("Hola")
    message.add_alternative("<p>Hola <a href='https://www.usps.com/'>señor</a></p>", subtype="html")
    message.add_attachment(b"pdf", maintype="application", subtype="pdf", filename="x.pdf")
    mail = read_mail(message.as_bytes())
    assert mail.text == "From: USPS\nSubject: Entrega mañana\n\nHola señor <https://www.usps.com/>"


def test_a_mail_leaves_no_classes_for_the_garbage_collector() -> None:
    raw = HEADERS + b"Reply-To: ann@example.org\nDate: Tue, 1 Dec 2026 10:00:00 +0000\nX-Mailer: mutt\n\nBody\n"
    read_mail(raw)
    made = set(BaseHeader.__subclasses__())
    read_mail(raw)
    assert set(BaseHeader.__subclasses__()) == made
