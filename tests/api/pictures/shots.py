"""Conversations to be rendered: a handful for the tests, every combination for the benchmark."""

from collections.abc import Iterator
from itertools import cycle, product

from tests.api.pictures.rendered import Program, Shot

PARCEL = (
    "USPS: your package cannot be delivered because of an incorrect zip code. Confirm your address within 12 hours:\n\n"
    "https://usps.com-redelivery-center.top/us/track?id=93820\n\n(Reply Y, then reopen this message to open the link)"
)
NOTICE = (
    "USPS 9400111899223818218407, Expected Delivery by: Tuesday, November 24, 2026 by 9:00pm. Arrived at USPS "
    "Regional Facility, DENVER CO 80266. Reply STOP to cancel"
)
SPANISH = (
    "USPS: su paquete está retenido en el almacén por falta de número de calle. Actualice su dirección hoy: "
    "https://usps-envio.top/mx para evitar la devolución."
)
FEE = "Your parcel was stopped at our hub. Pay the $1.95 fee at https://www.usps-post.help/i or it goes back."
FAMILY = "Hi dear, are you coming on Sunday? I will make the soup that you like. Call me at 555-0133"
# Language, sender and message.
MESSAGES = (
    ("en", "+63 917 555 0101", PARCEL),
    ("en", "28777", NOTICE),
    ("es", "+1 (602) 555-0148", SPANISH),
    ("en", "usps-desk@mail-notice.top", FEE),
    ("en", "Grandma", FAMILY),
)
FEW = (
    Shot("ios", "+63 917 555 0101", (("left", PARCEL),), unread=12),
    Shot(
        "ios",
        "+1 (602) 555-0148",
        (("left", SPANISH), ("right", "¿Quién es?")),
        lang="es",
        dark=True,
        scale=2,
        keyboard=True,
        quality=60,
    ),
    Shot("google", "28777", (("left", NOTICE),), size=23, scale=2.625, quality=40),
    Shot(
        "google",
        "+1 (602) 555-0148",
        (("right", "¿Quién es?"), ("left", SPANISH)),
        lang="es",
        dark=True,
        scale=2,
        keyboard=True,
        card=("USPS Envíos", "usps-envio.top"),
    ),
    Shot("samsung", "usps-desk@mail-notice.top", (("left", "Second notice."), ("left", FEE)), quality=80),
    Shot("samsung", "Grandma", (("left", FAMILY), ("right", "Of course!")), dark=True, keyboard=True, quality=50),
)


def matrix() -> Iterator[Shot]:
    """Each program, light and dark, at three sizes of text and two scales; the rest goes round."""
    programs: tuple[Program, ...] = ("ios", "google", "samsung")
    messages, qualities = cycle(MESSAGES), cycle((0, 40, 60, 80))
    for program, dark, size, scale in product(programs, (False, True), (15, 17, 23), (2, 3)):
        lang, sender, text = next(messages)
        quality = next(qualities)
        bubbles = (("left", text), ("right", "¿Quién es?" if lang == "es" else "Who is this?"))
        yield Shot(
            program,
            sender,
            bubbles if size < 23 else bubbles[:1],  # type: ignore[arg-type]
            lang=lang,
            dark=dark,
            size=size,
            scale=scale,
            keyboard=size == 17,
            quiet=quality == 40,
            unread=3 if quality else 0,
            quality=quality,
        )
