"""Where the links lead, and how their addresses are built."""

import re
from collections.abc import Iterator
from itertools import groupby

from detector.calls import ADDRESSED, CallKind, LeadsTo, link_leads_to
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
_NEARLY_USPS = re.compile(
    r"(?<![a-z])(?:uspss|ussps|uusps|uspps|u5ps|usp5|upsps|usqs|uspz|uspc|vsps|ursps|uspo|usrps|usp-s|us-ps|u-sps)(?![a-z])"
)
_HIDES_COM = re.compile(r"^(?:com|org|gov|net|us|info)-[\w-]+\.")
# Names made of such words are nobody's: a sender is called something.
_GENERIC = re.compile(
    r"post|mail|correo|digest|franqueo|parcel|carrier|cartero|locker|peso|fee|pay|claim|stop|pin|job|empleo|gov|notice"
)
_LETTERS_ONLY = re.compile(r"[^a-z]")
_SHORT_LURE = re.compile(rf"(?<![a-z])(?:{_DELIVERY_WORDS})(?![a-z])")
_LONG_LURE = re.compile(
    r"track(?:ing)?|deliver|parcel|package|postal|redeliver|tolls?(?=[^a-z]|pay|$)|pay-?tolls?|reschedul|verif(?:y|ic)|unlock|suspend|customs|refund|rewards|claim|paquete|entrega|ezpass|secure|billing|logistic"
)


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


@rule(Label.SMISHING, fact="lookalike-shapes", lure=Lure.DELIVERY, needs="unverified_links")
def lookalike_domain(message: Message) -> Iterator[Span]:
    """A link is made to look like a USPS address, but it does not lead to USPS.

    Covers combosquatting (usps-pay.com), typosquatting (uspss.com), TLD swaps (usps.top), levelsquatting
    (usps.com.track.xyz, usps.com-xyz.top) and homographs. Silent on names in which the letters stand by chance
    (uspsa.org, lotuspsainn.com, columbuspsych.com) and on usps.org, which is another's.
    """
    for link in message.unverified_links:
        if imitates_usps(link):
            yield link.span


@rule(Label.SMISHING, fact="lookalike-shapes", needs="unverified_links")
def hidden_ending(message: Message) -> Iterator[Span]:
    """A link has "com-", "gov-" or the like inside, so that a strange address looks like a known one.

    Covers usps.com-xyz.top and gov-paytoll.vip, over ten thousand of which were registered in 2025.
    """
    for link in message.unverified_links:
        if _HIDES_COM.match(link.registrable_domain):
            yield link.span


@rule(Label.SMISHING, fact="lookalike-shapes", needs="links")
def userinfo_trick(message: Message) -> Iterator[Span]:
    """A link has an "@" in it: it leads to what comes after the "@", not to the name before it.

    Covers usps.com@bit.ly/x. Genuine links never have it.
    """
    for link in message.links:
        if link.userinfo:
            yield link.span


@rule(Label.SMISHING, needs="links")
def homograph_host(message: Message) -> Iterator[Span]:
    """A link is spelled with look-alike letters from another alphabet.

    Covers Cyrillic and Greek letters and punycode that reads as a Latin name. Silent on honest names in other scripts.
    """
    for link in message.links:
        if not link.host.isascii() and _skeleton(link.host).isascii() and not _only_accented(link.host):
            yield link.span


def _only_accented(host: str) -> bool:
    return all(character.isascii() or character in "áéíóúüñçãõâêôàèìòùäöß" for character in host)


@rule(Label.SMISHING, needs="links")
def numeric_host(message: Message) -> Iterator[Span]:
    """A link leads to a bare number instead of a name.

    No carrier, bank or shop links to an IP address.
    """
    for link in message.links:
        if link.is_numeric:
            yield link.span


@rule(Label.SMISHING, fact="link-shorteners", needs="links")
def shortened_link(message: Message) -> Iterator[Span]:
    """A shortened link hides where it really leads.

    Friends, campaigns and small shops use shorteners too; USPS does not.
    """
    for link in message.links:
        if link.within(fact("link-shorteners").values):
            yield link.span


@rule(Label.SMISHING, fact="abused-endings", needs="unverified_links")
def abused_ending(message: Message) -> Iterator[Span]:
    """A link ends in a way that scammers often use, such as .top or .vip.

    Small businesses use some of them, so it is a mild sign.
    """
    for link in message.unverified_links:
        if link.suffix.rpartition(".")[2] in fact("abused-endings").values and not link.within(
            fact("app-links").values
        ):
            yield link.span


@rule(Label.SMISHING, fact="free-hosting", needs="links")
def free_hosting(message: Message) -> Iterator[Span]:
    """A link leads to a page that anyone can put up under any name.

    Small shops and clubs use such pages; carriers do not.
    """
    for link in message.links:
        if link.within(fact("free-hosting").values) and link_leads_to(link, message.is_mail) is not LeadsTo.KNOWN:
            yield link.span


@rule(Label.SMISHING, needs="unverified_links")
def random_host(message: Message) -> Iterator[Span]:
    """The address in a link looks like letters and numbers picked at random.

    Judged by runs of consonants and letters mixed with digits. Abbreviations of honest names can look so.
    """
    for link in message.unverified_links:
        if link.registrable_domain and _looks_random(link.registrable_domain.partition(".")[0]):
            yield link.span


def _looks_random(name: str) -> bool:
    """Five consonants in a row, or digits between letters twice over, or a long run without a vowel."""
    if len(name) < 5:
        return False
    if re.search(r"[bcdfghjklmnpqrstvwxz]{5}", name):
        return True
    return len(re.findall(r"[a-z]\d+(?=[a-z])|\d[a-z]+(?=\d)", name)) > 1


@rule(Label.SMISHING, fact="lookalike-shapes", needs="unverified_links")
def delivery_words_in_host(message: Message) -> Iterator[Span]:
    """A link is pieced together from words like track, package or toll, and we do not know its owner.

    Real delivery services that are not in the facts fire too.
    """
    for link in message.unverified_links:
        name = _skeleton(link.host).removesuffix("." + link.suffix)
        if _LONG_LURE.search(name) or ("-" in name and len(_SHORT_LURE.findall(name)) > 0 and not imitates_usps(link)):
            yield link.span


_PIECED = re.compile(r"[a-z\d]-[a-z\d]|\d[a-z]|[a-z]\d")


@rule(Label.SMISHING, fact="lookalike-shapes", needs="unverified_links")
def pieced_together_name(message: Message) -> Iterator[Span]:
    """The name in a link is pieced together with hyphens or digits, as those of scams often are.

    Covers parcel-help24.com. Some 7 % of the honest sites that nobody knows have a hyphen too (st-anne-school.org).
    """
    for link in message.unverified_links:
        if link.registrable_domain and _PIECED.search(link.registrable_domain.removesuffix("." + link.suffix)):
            yield link.span


@rule(Label.SMISHING, needs="unverified_links")
def usps_in_path(message: Message) -> Iterator[Span]:
    """A link has "usps" or "postal" after the slash, but it does not lead to USPS.

    Shops' tracking pages sometimes name the carrier in the query, so only the path counts.
    """
    for link in message.unverified_links:
        path = re.split(r"[?#]", link.path)[0]
        if re.search(r"(?<![a-z])(?:usps|us-?post|postal)(?![a-z])", path):
            yield link.span


@rule(Label.SMISHING, needs="unverified_links")
def brand_lookalike(message: Message) -> Iterator[Span]:
    """A link uses the name of a known company, but it is not one of its addresses.

    Covers fedex-redelivery.com and chase.secure-login.top. Resellers that carry a brand's name fire too.
    """
    for link in message.unverified_links:
        if link.registrable_domain in brand_of_domain() or link.within(fact("app-links").values):
            continue
        name = _skeleton(link.host).removesuffix("." + link.suffix)
        parts = set(re.split(r"[.\-_\d]+", name))
        if not _BRAND_WORDS.isdisjoint(parts) or _holds_brand(name, 6):
            yield link.span


_BRAND_WORDS = frozenset(
    _LETTERS_ONLY.sub("", name.lower())
    for brand in brands()
    for name in brand.names
    if len(_LETTERS_ONLY.sub("", name.lower())) > 2
    and name.lower() not in ("target", "discover", "regions", "huntington", "wise", "zoom", "good to go", "mychart")
)
# Those of four letters and more by their first four.
_BRANDS_BY_START: dict[str, tuple[str, ...]] = {
    start: tuple(found)
    for start, found in groupby(sorted(word for word in _BRAND_WORDS if len(word) > 3), lambda word: word[:4])
}


def _holds_brand(name: str, least: int) -> bool:
    """Whether a brand's name of at least so many letters, four or more, stands anywhere in a name."""
    return any(
        len(brand) >= least and name.startswith(brand, at)
        for at in range(len(name) - 3)
        for brand in _BRANDS_BY_START.get(name[at : at + 4], ())
    )


@rule(Label.SMISHING, needs="unverified_links")
def broken_link(message: Message) -> Iterator[Span]:
    """A link is written with a space in it, so that filters miss it and you put it together.

    Copying mistakes look the same; official addresses stay silent.
    """
    for link in message.unverified_links:
        if link.broken:
            yield link.span


@rule(Label.SMISHING, fact="texts-have-no-link", needs="unverified_links")
def unverified_link_for_usps(message: Message) -> Iterator[Span]:
    """It names USPS, but a link in it does not lead to USPS or to any sender that we know.

    Shops that name USPS as their carrier fire too when their domain is not in the facts.
    """
    if message.usps_names:
        yield from (link.span for link in message.unverified_links)


@rule(Label.SMISHING, needs="unverified_links")
def unverified_link(message: Message) -> Iterator[Span]:
    """A link leads to a site that we do not know.

    Most of the world's honest links do, so this is a mild sign.
    """
    yield from (link.span for link in message.unverified_links)


@rule(Label.SMISHING, needs="unverified_links")
def link_not_of_named_brand(message: Message) -> Iterator[Span]:
    """It names a known company, but has a link that is not one of its addresses.

    Friends who pass on links fire too; so do firms that write in a brand's name.
    """
    named = {name.brand.name for name in message.names if name.brand}
    if named and not message.usps_names:
        for link in message.unverified_links:
            yield link.span


@rule(Label.OTHER, needs="links")
def own_link_of_named_brand(message: Message) -> Iterator[Span]:
    """Every link leads to the company that the message names.

    A scammer cannot add this: the link would lead to the brand.
    """
    named = {name.brand.name for name in message.names if name.brand}
    if named and message.links and not message.unverified_calls:
        owners = [
            brand_of_domain().get(link.registrable_domain) or brand_of_domain().get(link.host) for link in message.links
        ]
        if all(owner is not None and owner.name in named for owner in owners):
            yield from (link.span for link in message.links)


@rule(Label.OTHER, fact="delivery-notifiers", needs="calls")
def known_links_only(message: Message) -> Iterator[Span]:
    """Each link, number and address in it leads to a known sender, and not all lead to USPS.

    Covers carriers, banks, shops' notifiers, schools and governments. Silent as soon as one leads elsewhere.
    """
    if not message.unverified_calls:
        yield from (call.span for call in message.calls if call.leads_to is LeadsTo.KNOWN)


@rule(Label.GENUINE, fact="official-domains", needs="links")
def official_links_only(message: Message) -> Iterator[Span]:
    """Every link, number and address in it is one that USPS uses.

    A scammer who keeps to USPS's own addresses leads nobody astray. Texts from USPS have no links at all; a
    pasted mail has.
    """
    if message.links and message.leads_only_to_usps:
        yield from (link.span for link in message.links)


@rule(Label.OTHER, needs="unverified_links")
def link_named_like_sender(message: Message) -> Iterator[Span]:
    """Each link that we do not know matches a name in the message, and copies no known company.

    Covers "Grace Fellowship ... gracefellowshipcabot.org". Silent on names made of delivery, payment or security words,
    on look-alikes, and where USPS is named. A scammer can invent a firm, so the floor under the wording stays.
    """
    unverified = message.unverified_links
    if message.usps_names or not all(_begins_like_a_word(link, message) for link in unverified):
        return
    if not all(map(_may_be_a_name, unverified)):
        return
    spoken = _spoken_names(message)
    if all(_is_spoken(link, spoken) for link in unverified):
        yield from (link.span for link in unverified)


def _spoken_names(message: Message) -> set[str]:
    """The first eight words of the body and the last six, outside links: where senders name themselves.

    Up to five neighbours are joined, letters only.
    """
    in_links = {place for link in message.links for place in range(link.span.start, link.span.end)}
    spoken = []
    for word, first, last in zip(*message.words, strict=True):
        start = message.folded.original(first, last)[0]
        if start not in in_links and start >= message.body_start:
            spoken.append(_LETTERS_ONLY.sub("", word))
    said = set()
    for part in (spoken[:8], spoken[-6:]):
        said |= {"".join(part[start : start + count]) for start in range(len(part)) for count in range(1, 6)}
    return said


def _bare_name(link: Link) -> str:
    return _LETTERS_ONLY.sub("", link.registrable_domain.removesuffix("." + link.suffix))


def _begins_like_a_word(link: Link, message: Message) -> bool:
    """Whether the domain's name can have been spoken at all, asked since most have not."""
    name = _bare_name(link)
    if any(name[:length] in message.vocabulary for length in range(1, len(name) + 1)):
        return True
    mixed = (_LETTERS_ONLY.sub("", word) for word in message.vocabulary if not (word.isalpha() and word.isascii()))
    return any(letters and name.startswith(letters) for letters in mixed)


def _may_be_a_name(link: Link) -> bool:
    """Whether the domain's name imitates nobody and says nothing of what scams speak of."""
    name = _bare_name(link)
    if len(name) < 4 or link.suffix.rpartition(".")[2] in fact("abused-endings").values:
        return False
    if _LONG_LURE.search(name) or _GENERIC.search(name) or imitates_usps(link) or _holds_brand(name, 4):
        return False
    return not (link.within(fact("link-shorteners").values) or link.within(fact("free-hosting").values))


def _is_spoken(link: Link, spoken: set[str]) -> bool:
    """Whether at least the first half of the domain's name was spoken."""
    name = _bare_name(link)
    return any(name[:length] in spoken for length in range(max(4, (len(name) + 1) // 2), len(name) + 1))


@rule(Label.SMISHING, fact="official-domains", needs="unverified_calls")
def speaks_as_usps_leads_elsewhere(message: Message) -> Iterator[Span]:
    """It claims to be USPS, but a link, number, address or reply goes to someone we do not know.

    Covers near-copies of genuine notices with a link, a number or a request added. Surveys and help forms that genuine
    mails link to stay silent, and so do label sellers' and shops' notices that begin with the carrier's name.
    """
    if message.speaks_as_usps:
        yield from (call.span for call in message.unverified_calls)


@rule(Label.OTHER, fact="official-domains", scorecards=("origin",), needs="unverified_calls")
def leads_to_nobody_known(message: Message) -> Iterator[Span]:
    """It leads to somebody who is not known.

    Genuine USPS correspondence leads to USPS alone, so this speaks against that origin and limits what its wording may
    say for it. Of risk it says nothing by itself: most honest senders are not known either. A reply counts where it is
    about USPS or a parcel: friends ask each other for things all day.
    """
    for call in message.unverified_calls:
        if call.kind in ADDRESSED or (call.kind is CallKind.REPLY and message.about_usps):
            yield call.span
