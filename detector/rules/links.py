"""Where the links lead, and how their addresses are built."""

import re
from collections.abc import Iterator

from detector.calls import LeadsTo, link_leads_to
from detector.facts import brand_of_domain, brands, fact
from detector.fold import fold
from detector.label import Label
from detector.links import Link
from detector.lure import Lure
from detector.message import Message
from detector.rules.rule import rule
from detector.span import Span

# Words that stand beside "usps" or a brand in the hosts of scams, and alone in many.
_DELIVERY_WORDS = (
    r"track\w*|trck|deliver\w*|redeliver\w*|parcels?|packages?|pkg|post\w*|ship\w*|mail\w*|address|update\w*|confirm\w*|verif\w*|help\w*|service\w*|serve|support|info\w*"
    r"|express|status|reschedul\w*|schedul\w*|redir\w*|pay\w*|fee|bill\w*|toll\w*|claim\w*|secure|login|account|alert\w*|notice|customs?|hold|item|order|card|refund|dept|office|official"
    r"|online|web|app|portal|center|usa|us|my|find|tool\w*|manage\w*|message|sms|go|get|logistic\w*|courier|paquete\w*|entrega\w*|correo\w*|envio\w*|aduana"
)
_USPS_TOKEN = re.compile(
    rf"(?<![a-z])(?:(?:{_DELIVERY_WORDS}|the|e|i|m|w)?usps(?:{_DELIVERY_WORDS}|[a-z]{{1,2}})?|us-?postal\w*|us-?post|uspost\w*|u-s-p-s)(?![a-z])"
)
_NEARLY_USPS = re.compile(r"(?<![a-z])(?:uspss|ussps|uusps|uspps|u5ps|usp5|upsps|usqs|uspz|uspc|vsps|ursps|uspo|usrps|usp-s|us-ps|u-sps)(?![a-z])")
_HIDES_COM = re.compile(r"^(?:com|org|gov|net|us|info)-[\w-]+\.")
_LETTERS_ONLY = re.compile(r"[^a-z]")
_SHORT_LURE = re.compile(rf"(?<![a-z])(?:{_DELIVERY_WORDS})(?![a-z])")
_LONG_LURE = re.compile(
    r"track(?:ing)?|deliver|parcel|package|postal|redeliver|tolls?(?=[^a-z]|pay|$)|reschedul|verif(?:y|ic)|unlock|suspend|customs|refund|rewards|claim|paquete|entrega|ezpass|secure|billing|logistic"
)


def _unverified(message: Message) -> Iterator[Link]:
    return (link for link in message.links if link_leads_to(link, message.is_mail) is LeadsTo.UNVERIFIED)


def _skeleton(host: str) -> str:
    return host if host.isascii() else fold(host).text


def imitates_usps(link: Link) -> bool:
    """Whether the host is built to be read as USPS's."""
    host = _skeleton(link.host)
    if "usps" in host and _levelsquats(host, link):
        return True
    return bool(_USPS_TOKEN.search(host.removesuffix("." + link.suffix)) or _NEARLY_USPS.search(host))


def _levelsquats(host: str, link: Link) -> bool:
    """`usps.com.abc.vip`, `usps.com-xyz.top`: the real domain stands below somebody else's."""
    return re.search(r"(?<![a-z])usps\.(?:com|gov|org|us|net)\b", host) is not None and len(host) > len(link.suffix) + 5


@rule(Label.SMISHING, fact="lookalike-shapes", lure=Lure.DELIVERY)
def lookalike_domain(message: Message) -> Iterator[Span]:
    """A link imitates a USPS address without leading to one.

    Covers combosquatting (usps-pay.com), typosquatting (uspss.com), TLD swaps (usps.top), levelsquatting
    (usps.com.track.xyz, usps.com-xyz.top) and homographs. Silent on names in which the letters stand by chance
    (uspsa.org, lotuspsainn.com, columbuspsych.com) and on usps.org, which is another's.
    """
    for link in _unverified(message):
        if imitates_usps(link):
            yield link.span


@rule(Label.SMISHING, fact="lookalike-shapes")
def hidden_ending(message: Message) -> Iterator[Span]:
    """The link's real domain begins with "com-" or the like, so that what stands before it reads as a .com address.

    Covers usps.com-xyz.top and gov-paytoll.vip, over ten thousand of which were registered in 2025.
    """
    for link in _unverified(message):
        if _HIDES_COM.match(link.registrable_domain):
            yield link.span


@rule(Label.SMISHING, fact="lookalike-shapes")
def userinfo_trick(message: Message) -> Iterator[Span]:
    """What looks like the link's address stands before an "@"; the link leads to what follows it.

    Covers usps.com@bit.ly/x. Genuine links never have it.
    """
    for link in message.links:
        if link.userinfo:
            yield link.span


@rule(Label.SMISHING)
def homograph_host(message: Message) -> Iterator[Span]:
    """The link's host is spelt with look-alike letters of another alphabet.

    Covers Cyrillic and Greek letters and punycode that reads as a Latin name. Silent on honest names in other scripts.
    """
    for link in message.links:
        if not link.host.isascii() and _skeleton(link.host).isascii() and not _only_accented(link.host):
            yield link.span


def _only_accented(host: str) -> bool:
    return all(character.isascii() or character in "áéíóúüñçãõâêôàèìòùäöß" for character in host)


@rule(Label.SMISHING)
def numeric_host(message: Message) -> Iterator[Span]:
    """The link leads to a bare number instead of a name.

    No carrier, bank or shop links to an IP address.
    """
    for link in message.links:
        if link.is_numeric:
            yield link.span


@rule(Label.SMISHING, fact="link-shorteners")
def shortened_link(message: Message) -> Iterator[Span]:
    """A link shortener hides where the link leads.

    Friends, campaigns and small shops use shorteners too; USPS does not.
    """
    for link in message.links:
        if link.within(fact("link-shorteners").values):
            yield link.span


@rule(Label.SMISHING, fact="abused-endings")
def abused_ending(message: Message) -> Iterator[Span]:
    """The link ends in one of the endings that scams register by the thousand.

    Small businesses use some of them, so it is a mild sign.
    """
    for link in _unverified(message):
        if link.suffix.rpartition(".")[2] in fact("abused-endings").values:
            yield link.span


@rule(Label.SMISHING, fact="free-hosting")
def free_hosting(message: Message) -> Iterator[Span]:
    """The link leads to a page that anybody can put up under a name of their choice.

    Small shops and clubs use such pages; carriers do not.
    """
    for link in message.links:
        if link.within(fact("free-hosting").values) and link_leads_to(link, message.is_mail) is not LeadsTo.KNOWN:
            yield link.span


@rule(Label.SMISHING)
def random_host(message: Message) -> Iterator[Span]:
    """The link's host looks made up at random.

    Judged by runs of consonants and letters mixed with digits. Abbreviations of honest names can look so.
    """
    for link in _unverified(message):
        if link.registrable_domain and _looks_random(link.registrable_domain.partition(".")[0]):
            yield link.span


def _looks_random(name: str) -> bool:
    """Five consonants in a row, or digits between letters twice over, or a long run without a vowel."""
    if len(name) < 5:
        return False
    if re.search(r"[bcdfghjklmnpqrstvwxz]{5}", name):
        return True
    return len(re.findall(r"[a-z]\d+(?=[a-z])|\d[a-z]+(?=\d)", name)) > 1


@rule(Label.SMISHING, fact="lookalike-shapes")
def delivery_words_in_host(message: Message) -> Iterator[Span]:
    """The link's host is put together from words such as track, parcel, verify or toll, and is nobody's that is known.

    Real delivery services that are not in the facts fire too.
    """
    for link in _unverified(message):
        name = _skeleton(link.host).removesuffix("." + link.suffix)
        if _LONG_LURE.search(name) or ("-" in name and len(_SHORT_LURE.findall(name)) > 0 and not imitates_usps(link)):
            yield link.span


@rule(Label.SMISHING)
def usps_in_path(message: Message) -> Iterator[Span]:
    """ "usps" stands in the path of a link that leads elsewhere, as on a hacked site.

    Shops' tracking pages sometimes name the carrier in the query, so only the path counts.
    """
    for link in _unverified(message):
        path = re.split(r"[?#]", link.path)[0]
        if re.search(r"(?<![a-z])(?:usps|us-?post|postal)(?![a-z])", path):
            yield link.span


@rule(Label.SMISHING)
def brand_lookalike(message: Message) -> Iterator[Span]:
    """A link carries the name of a known brand without being one of its addresses.

    Covers fedex-redelivery.com and chase.secure-login.top. Resellers that carry a brand's name fire too.
    """
    for link in _unverified(message):
        name = _skeleton(link.host).removesuffix("." + link.suffix)
        parts = set(re.split(r"[.\-_\d]+", name))
        if any(brand in parts or (len(brand) > 5 and brand in name) for brand in _BRAND_WORDS):
            yield link.span


_BRAND_WORDS = frozenset(
    _LETTERS_ONLY.sub("", name.lower())
    for brand in brands()
    for name in brand.names
    if len(_LETTERS_ONLY.sub("", name.lower())) > 2 and name.lower() not in ("target", "discover", "regions", "huntington", "wise", "zoom", "good to go")
)


@rule(Label.SMISHING)
def broken_link(message: Message) -> Iterator[Span]:
    """A link is written with a space in it, so that filters do not see it and you put it together.

    Copying mistakes look the same; official addresses stay silent.
    """
    for link in _unverified(message):
        if link.broken:
            yield link.span


@rule(Label.SMISHING, fact="texts-have-no-link")
def unverified_link_for_usps(message: Message) -> Iterator[Span]:
    """It speaks of USPS, and its link leads to nobody that is known.

    Shops that name USPS as their carrier fire too when their domain is not in the facts.
    """
    if message.usps_names:
        yield from (link.span for link in _unverified(message))


@rule(Label.SMISHING)
def unverified_link(message: Message) -> Iterator[Span]:
    """A link leads to nobody that is known.

    Most of the world's honest links do, so this is a mild sign.
    """
    yield from (link.span for link in _unverified(message))


@rule(Label.SMISHING)
def link_not_of_named_brand(message: Message) -> Iterator[Span]:
    """It speaks for a known brand, and its link is not one of that brand's addresses.

    Friends who pass on links fire too; so do firms that write in a brand's name.
    """
    named = {name.brand.name for name in message.names if name.brand}
    if named and not message.usps_names:
        for link in _unverified(message):
            yield link.span


@rule(Label.OTHER)
def own_link_of_named_brand(message: Message) -> Iterator[Span]:
    """Every link leads to an address of the brand that it names.

    A scammer cannot add this: the link would lead to the brand.
    """
    named = {name.brand.name for name in message.names if name.brand}
    if named and message.links and not message.unverified_calls:
        owners = [brand_of_domain().get(link.registrable_domain) or brand_of_domain().get(link.host) for link in message.links]
        if all(owner is not None and owner.name in named for owner in owners):
            yield from (link.span for link in message.links)


@rule(Label.OTHER, fact="delivery-notifiers")
def known_links_only(message: Message) -> Iterator[Span]:
    """Every link, number and address in it leads to a known sender that is not USPS.

    Covers carriers, banks, shops' notifiers, schools and governments. Silent as soon as one leads elsewhere.
    """
    if not message.unverified_calls:
        yield from (call.span for call in message.calls if call.leads_to is LeadsTo.KNOWN)


@rule(Label.GENUINE, fact="official-domains")
def official_links_only(message: Message) -> Iterator[Span]:
    """Every link and number in it is USPS's own.

    A scammer who keeps to USPS's own addresses leads nobody astray. Texts from USPS have no links at all; a
    pasted mail has.
    """
    if message.links and message.calls and all(call.leads_to is LeadsTo.USPS for call in message.calls):
        yield from (link.span for link in message.links)


@rule(Label.OTHER)
def link_named_like_sender(message: Message) -> Iterator[Span]:
    """Every unverified link has the name of the sender that the text names, and that is no brand it could imitate.

    Covers "Grace Fellowship ... gracefellowshipcabot.org". Silent on names made of delivery, payment or security words, on
    look-alikes, and where USPS is named. A scammer can invent a firm, so the floor under the wording stays.
    """
    unverified = list(_unverified(message))
    if unverified and not message.speaks_as_usps and all(_named_in_text(link, message) for link in unverified):
        yield from (link.span for link in unverified)


def _named_in_text(link: Link, message: Message) -> bool:
    name = _LETTERS_ONLY.sub("", link.registrable_domain.removesuffix("." + link.suffix))
    if len(name) < 4 or link.suffix.rpartition(".")[2] in fact("abused-endings").values:
        return False
    if _LONG_LURE.search(name) or imitates_usps(link) or link.within(fact("free-hosting").values):
        return False
    if link.within(fact("link-shorteners").values) or any(brand in name for brand in _BRAND_WORDS if len(brand) > 3):
        return False
    spoken = [word for word in message.words if not any(span.start <= word.start < span.end for span in _link_spans(message))]
    for start in range(len(spoken)):
        joined = ""
        for word in spoken[start : start + 5]:
            joined += _LETTERS_ONLY.sub("", word.text)
            if len(joined) >= 4 and (name.startswith(joined) and 2 * len(joined) >= len(name) or joined == name):
                return True
    return False


def _link_spans(message: Message) -> list[Span]:
    """Where links stand in the folded text."""
    return [Span("text", message.folded.view(link.span.start), message.folded.view(link.span.end)) for link in message.links]


@rule(Label.SMISHING, fact="official-domains")
def speaks_as_usps_leads_elsewhere(message: Message) -> Iterator[Span]:
    """It speaks in the name of USPS, and leads to something that is not USPS's.

    Covers near-copies of genuine notices with a link, a number or a request added. Surveys and help forms that genuine
    mails link to stay silent.
    """
    if message.speaks_as_usps:
        yield from (call.span for call in message.calls if call.leads_to is not LeadsTo.USPS)


@rule(Label.OTHER, fact="official-domains")
def leads_elsewhere(message: Message) -> Iterator[Span]:
    """It leads to something that is not USPS's own.

    Genuine USPS correspondence leads to USPS alone, so this speaks against that origin. It says nothing of risk.
    """
    yield from (call.span for call in message.calls if call.leads_to is not LeadsTo.USPS)
