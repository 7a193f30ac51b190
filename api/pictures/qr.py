"""QR codes: what they say."""

import zxingcpp
from PIL import Image

MAX_CODES = 5
MAX_TARGET = 2_000


def read_codes(image: Image.Image) -> tuple[str, ...]:
    """What the codes of a picture say, each once."""
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.AllMatrix))
    said = dict.fromkeys(code.text.strip()[:MAX_TARGET] for code in found if code.valid)
    return tuple(target for target in said if target)[:MAX_CODES]
