"""Where the links lead: what each rule must catch, and what it must leave alone."""

from collections.abc import Callable

import pytest

from detector.rules import links


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # combosquatting, TLD swaps, typosquatting
        ("Pay at usps-pay.com now", ["usps-pay.com"]),
        ("Your package: https://usps.top/x", ["https://usps.top/x"]),
        ("Go to us-usps-ab.top", ["us-usps-ab.top"]),
        ("See http://uspss.com/t", ["http://uspss.com/t"]),
        ("Confirme en https://uspsentrega.top/mx", ["https://uspsentrega.top/mx"]),
        # levelsquatting
        ("Pay at usps.com-track.top/x", ["usps.com-track.top/x"]),
        ("usps.com.odz178.vip/pk", ["usps.com.odz178.vip/pk"]),
        ("Track: usps.gov.parcel.cc/a", ["usps.gov.parcel.cc/a"]),
        # defanged and spelt with other letters
        ("Pay at hxxps://usps[.]top/x", ["hxxps://usps[.]top/x"]),
        ("Open https://uѕps.com/x", ["https://uѕps.com/x"]),
        ("Open https://u\u200bsps-help.com", ["https://u\u200bsps-help.com"]),
        # USPS's own addresses
        ("Track at https://tools.usps.com/go", []),
        ("www.usps.com, informeddelivery.usps.com and uspis.gov", []),
        ("From: auto-reply@usps.com\nSubject: Your case\n\nhttps://usps.force.com/emailus/s", []),
        ("Your USPS parcel is here", []),
        # the letters stand there by chance, or are another's
        ("Regatta at https://www.usps.org/ and match at uspsa.org", []),
        ("Rooms: lotuspsainn.com/book", []),
        ("Call or book at columbuspsych.com", []),
        ("https://www.uspreventiveservicestaskforce.org/uspstf", []),
        ("Lotus pspace at lotusps.com", []),
        # where the letters stand elsewhere
        ("Track at https://www.shop-example.com/track?carrier=usps", []),
        ("Mail me at joe@usps-help.example", []),
    ],
)
def test_lookalike_domain(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.lookalike_domain, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pay at usps.com-xyz.top/i", ["usps.com-xyz.top/i"]),
        ("https://ezpass.com-tollbill.vip/us", ["https://ezpass.com-tollbill.vip/us"]),
        ("See gov-paytoll.vip/dmv", ["gov-paytoll.vip/dmv"]),
        ("Track: www.fedex.com-parcel.xin", ["www.fedex.com-parcel.xin"]),
        ("https://www.usps.com/x", []),
        ("https://com.example.org/", []),
        ("https://telecom-paris.fr/a", []),
        ("https://www.dot-com-lab.org", []),
    ],
)
def test_hidden_ending(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.hidden_ending, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://usps.com@bit.ly/3abc", ["https://usps.com@bit.ly/3abc"]),
        ("Track: www.fedex[.]com@servicece[.]co/x", ["www.fedex[.]com@servicece[.]co/x"]),
        ("http://www.usps.com:track@203.0.113.9/", ["http://www.usps.com:track@203.0.113.9/"]),
        ("https://tools.usps.com/go", []),
        ("Write to spam@uspis.gov", []),
        ("See https://medium.com/@joe/post", []),
        ("mailto:help@usps.com or call", []),
    ],
)
def test_userinfo_trick(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.userinfo_trick, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://uѕps.com/x", ["https://uѕps.com/x"]),
        ("https://аmazon.com/order", ["https://аmazon.com/order"]),
        ("Go to https://xn--ups-fhd.com/x", ["https://xn--ups-fhd.com/x"]),
        ("https://www.usps.com/x", []),
        ("https://www.españa.es/correos", []),
        ("https://müller.de", []),
        ("https://почта.рф/посылка", []),
        ("https://中国.com/x", []),
    ],
)
def test_homograph_host(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.homograph_host, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://203.0.113.7/usps", ["http://203.0.113.7/usps"]),
        ("http://203.0.113.7:8080/a", ["http://203.0.113.7:8080/a"]),
        ("http://3405803783/usps", ["http://3405803783/usps"]),
        ("https://usps.com@203.0.113.7/x", ["https://usps.com@203.0.113.7/x"]),
        ("Version 203.0.113.7 is out", []),
        ("https://www.usps.com/203.0.113.7", []),
        ("https://123.com", []),
        ("On 11.23.2026 at 9.30", []),
    ],
)
def test_numeric_host(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.numeric_host, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USPS: pay bit.ly/3xYz", ["bit.ly/3xYz"]),
        ("See https://tinyurl.com/abcd", ["https://tinyurl.com/abcd"]),
        ("https://usps.com@is.gd/x", ["https://usps.com@is.gd/x"]),
        ("Pague: cutt.ly/ab", ["cutt.ly/ab"]),
        ("https://tools.usps.com/go", []),
        ("https://a.co/d/1 and amzn.to/2", []),
        ("https://www.rabbit.ly/x", []),
        ("https://example.com/bit.ly/x", []),
    ],
)
def test_shortened_link(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.shortened_link, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pay at parcelhub.top/a", ["parcelhub.top/a"]),
        ("https://abc.vip and https://d.xin/1", ["https://abc.vip", "https://d.xin/1"]),
        ("Ver en http://envios.icu/p", ["http://envios.icu/p"]),
        ("https://www.example.com/top", []),
        ("https://example.org/a.vip", []),
        ("https://www.usps.com", []),
        ("https://www.ups.com/track", []),
        ("On top. Vip tickets left", []),
    ],
)
def test_abused_ending(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.abused_ending, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://usps-post.web.app/x", ["https://usps-post.web.app/x"]),
        ("https://parcel77.pages.dev", ["https://parcel77.pages.dev"]),
        ("entrega.weebly.com", ["entrega.weebly.com"]),
        ("https://uspsz.s3.amazonaws.com/i.html", ["https://uspsz.s3.amazonaws.com/i.html"]),
        ("https://www.usps.com", []),
        ("https://web.app.example.com", []),
        ("https://www.walmart.com/pages.dev", []),
        ("https://myweebly.com", []),
    ],
)
def test_free_hosting(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.free_hosting, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://xkqzwp.com/a", ["https://xkqzwp.com/a"]),
        ("Go: a7k3m9q.cc/x", ["a7k3m9q.cc/x"]),
        ("http://bvcxzmn.top", ["http://bvcxzmn.top"]),
        ("https://www.usps.com/xkqzwp", []),
        ("https://rhythmworks.org", []),
        ("https://www.mcdonalds.com", []),
        ("https://bgt.org and https://h2o.com", []),
        ("https://xkqzwp.example.com/a", []),
    ],
)
def test_random_host(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.random_host, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://parcel-update.top/a", ["https://parcel-update.top/a"]),
        ("https://trackmyitem.vip", ["https://trackmyitem.vip"]),
        ("https://va.tolls-due.xin/x", ["https://va.tolls-due.xin/x"]),
        ("https://mi-paquete.cc/p", ["https://mi-paquete.cc/p"]),
        ("https://secure-login.example", []),
        ("https://www.ups.com/track", []),
        ("https://tools.usps.com/track", []),
        ("https://example.com/track-parcel", []),
        ("https://www.fedex.com/tracking", []),
        ("https://smithbakery.com", []),
    ],
)
def test_delivery_words_in_host(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.delivery_words_in_host, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://bakery.example.com/usps/track", ["https://bakery.example.com/usps/track"]),
        ("http://203.0.113.7/usps", ["http://203.0.113.7/usps"]),
        ("https://shopold.com/wp/us-post/i.php", ["https://shopold.com/wp/us-post/i.php"]),
        ("https://shopold.com/track?carrier=usps", []),
        ("https://www.usps.com/usps", []),
        ("https://www.example.com/lotuspsa/x", []),
        ("https://www.fedex.com/usps-smartpost", []),
        ("https://usps-pay.com/a", []),
    ],
)
def test_usps_in_path(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.usps_in_path, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://fedex-redelivery.com/x", ["https://fedex-redelivery.com/x"]),
        ("https://chase.secure-login.top", ["https://chase.secure-login.top"]),
        ("https://netflix-billing.com", ["https://netflix-billing.com"]),
        ("https://correos-envios.top/p", ["https://correos-envios.top/p"]),
        ("https://www.fedex.com/x", []),
        ("https://targetshooting.org", []),
        ("https://purchase-history.com", []),
        ("https://example.com/netflix", []),
        ("https://otherwise.org", []),
    ],
)
def test_brand_lookalike(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.brand_lookalike, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Go to usps-track .com/x now", ["usps-track .com/x"]),
        ("parcel-us. top/ab", ["parcel-us. top/ab"]),
        ("Open parcelhub . com/a", ["parcelhub . com/a"]),
        ("Track at usps .com today", []),
        ("It is done. Info follows", []),
        ("We like usps-track.com/x", []),
        ("Open from 9 a. m. to 5 p. m.", []),
    ],
)
def test_broken_link(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.broken_link, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USPS: pay at https://abc.top/x", ["https://abc.top/x"]),
        ("U.S. Postal Service: bit.ly/3x", ["bit.ly/3x"]),
        ("Servicio Postal: confirme en http://abc.com", ["http://abc.com"]),
        ("USPS: see https://www.usps.com", []),
        ("Your parcel: https://abc.top/x", []),
        ("USPS delivers your CVS order: https://cvs.com/o", []),
        ("USPS 9400111206206406260787 delivered", []),
        ("Ask your kid's USPS fan club at https://www.lakeschool.edu", []),
    ],
)
def test_unverified_link_for_usps(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.unverified_link_for_usps, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Look: https://abc.top/x and abc.com", ["https://abc.top/x", "abc.com"]),
        ("https://usps.com@abc.top/x", ["https://usps.com@abc.top/x"]),
        ("Mire www.abc.com.mx", ["www.abc.com.mx"]),
        ("https://x.opinions-inmoment.co/x", ["https://x.opinions-inmoment.co/x"]),
        ("https://www.usps.com and uspis.gov", []),
        ("https://www.fedex.com/x", []),
        ("https://www.nasa.gov and mit.edu", []),
        ("Write to joe@abc.top", []),
        ("Sent.My boss, e.g., i.e., 9.30 a.m.", []),
    ],
)
def test_unverified_link(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.unverified_link, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FedEx: your parcel waits https://abc.top/x", ["https://abc.top/x"]),
        ("Netflix: update payment at http://abc.com", ["http://abc.com"]),
        ("Correos: pague en https://abc.icu", ["https://abc.icu"]),
        ("FedEx: see https://www.fedex.com", []),
        ("Your parcel waits https://abc.top/x", []),
        ("USPS and FedEx: https://abc.top/x", []),
        ("Did you see Netflix last night?", []),
        ("My target is https://abc.org", []),
    ],
)
def test_link_not_of_named_brand(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.link_not_of_named_brand, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FedEx: see https://www.fedex.com/x", ["https://www.fedex.com/x"]),
        ("CVS: refill at cvs.co/a", ["cvs.co/a"]),
        ("Amazon: llega hoy https://amzn.to/2 https://a.co/3", ["https://amzn.to/2", "https://a.co/3"]),
        ("FedEx: see https://www.ups.com/x", []),
        ("FedEx: see https://abc.top/x", []),
        ("FedEx: https://www.fedex.com/x or https://abc.top/x", []),
        ("See https://www.fedex.com/x", []),
        ("USPS: see https://www.usps.com", []),
        ("FedEx: parcel delivered", []),
    ],
)
def test_own_link_of_named_brand(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.own_link_of_named_brand, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Your USPS package: https://shipup.co/t/1", ["https://shipup.co/t/1"]),
        ("Track https://www.ups.com/track", ["https://www.ups.com/track"]),
        ("Pay taxes at irs.gov", ["irs.gov"]),
        ("Escriba a ayuda@fedex.com", ["ayuda@fedex.com"]),
        ("https://www.ups.com or https://abc.top", []),
        ("https://www.usps.com", []),
        ("https://www.ups.com or call (888) 555-0142", []),
        ("No link at all", []),
    ],
)
def test_known_links_only(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.known_links_only, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USPS: track at https://tools.usps.com/go", ["https://tools.usps.com/go"]),
        ("USPS® Item Delivered. usps.com or 1-800-275-8777", ["usps.com"]),
        ("Servicio Postal: vea https://es.usps.com", ["https://es.usps.com"]),
        ("USPS: https://www.usps.com or https://abc.top", []),
        ("USPS: usps.com or call (888) 555-0142", []),
        ("USPS: usps.com or write to joe@abc.com", []),
        ("Track at https://tools.usps.com.abc.top/go", []),
        ("USPS: https://usps.com@abc.top", []),
        ("USPS: your parcel was delivered", []),
    ],
)
def test_official_links_only(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.official_links_only, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grace Fellowship meets at gracefellowshipcabot.org", ["gracefellowshipcabot.org"]),
        ("Lakeside Dental: see lakesidedental.com", ["lakesidedental.com"]),
        ("Panaderia Rosita: www.panaderiarosita.com", ["www.panaderiarosita.com"]),
        # names that nobody is called by
        ("Parcel Update: see parcelupdate.com", []),
        ("USPS Help: see uspshelp.com", []),
        ("FedEx Deals: see fedexdeals.com", []),
        # the name is not the link's, or not every link's
        ("Lakeside Dental: see abc-xy.com", []),
        ("Lakeside Dental: lakesidedental.com or abc.org", []),
        ("Lakeside Dental: lakesidedental.top", []),
        ("Bitly: bit.ly/3x", []),
        ("Lakeside: https://lakeside.web.app", []),
        ("Lakeside Dental: see you at nine", []),
    ],
)
def test_link_named_like_sender(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.link_named_like_sender, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USPS: your parcel waits, abc.top", ["abc.top"]),
        ("USPS: call (888) 555-0142", ["(888) 555-0142"]),
        ("Servicio Postal: responda con su direccion", ["responda con su direccion"]),
        ("USPS: see https://shipup.co/t", []),
        ("USPS: see https://www.usps.com or 1-800-275-8777", []),
        ("USPS: write to spam@uspis.gov", []),
        ("USPS: your parcel is here", []),
        ("Your order ships with USPS, see abc.top", []),
        ("CVS: see cvs.co/a", []),
    ],
)
def test_speaks_as_usps_leads_elsewhere(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.speaks_as_usps_leads_elsewhere, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See abc.top", ["abc.top"]),
        ("FedEx: https://www.fedex.com", []),
        ("Llame al 888-555-0142 o joe@abc.com", ["888-555-0142", "joe@abc.com"]),
        ("Parcel held. Reply with your full address", ["Reply with your full address"]),
        ("Reply with your full address", []),
        ("USPS: https://www.usps.com", []),
        ("USPS: 1-800-275-8777 or spam@uspis.gov", []),
        ("Su paquete llega hoy", []),
        ("Reply STOP to end", []),
        ("9400111206206406260787 delivered", []),
    ],
)
def test_leads_to_nobody_known(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.leads_to_nobody_known, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Reschedule: parcel-help24.com", ["parcel-help24.com"]),
        ("https://usps.com-trk.top/x", ["https://usps.com-trk.top/x"]),
        ("Pay at toll4me.vip/a or b2b.co", ["toll4me.vip/a", "b2b.co"]),
        ("St Anne: st-anne-school.org", ["st-anne-school.org"]),
        ("Potluck: gracehillchurch.com/sign-up-2", []),
        ("https://a-b.gracehillchurch.com", []),
        ("https://www.coca-cola.gov and 7-eleven.edu", []),
        ("https://10.2.3.4/x", []),
        ("usps.com", []),
    ],
)
def test_pieced_together_name(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(links.pieced_together_name, text) == expected
