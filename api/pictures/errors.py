"""What can be wrong with a picture."""

from typing import Literal

# The largest picture, in bytes; and in pixels, from which on it is refused before it is unpacked.
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000

Problem = Literal["missing", "heavy", "large", "long", "unknown", "broken", "wordless", "costly", "busy", "unread"]

_DETAILS: dict[Problem, str] = {
    "missing": "There is no picture; send one as the field 'picture' or as the body.",
    "heavy": f"The picture has more than {MAX_BYTES:,} bytes; send a screenshot, or a smaller one.",
    "large": f"The picture has {MAX_PIXELS // 1_000_000} megapixels or more; send a screenshot, or a cut-out.",
    "long": "The picture is too long or too narrow; cut out the message.",
    "unknown": "This is no picture that is read here; send a PNG, JPEG, WebP or GIF.",
    "broken": "The picture is damaged or did not arrive whole; send it again.",
    "wordless": "There is no message to read in the picture; send a sharper one, or paste the text.",
    "costly": "Reading the picture takes too much time or memory; cut out the message, or paste the text.",
    "busy": "Other pictures are being read; try again in some seconds.",
    "unread": "This service does not read pictures: its operator has not installed postproof[ocr]. Send the text.",
}


class PictureError(Exception):
    """A picture that is not read; `problem` says why in a word, the message what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(_DETAILS[problem])
        self.problem = problem


class BusyError(PictureError):
    """Too many pictures wait to be read."""

    def __init__(self) -> None:
        super().__init__("busy")


class NoReaderError(PictureError):
    """The extra `ocr` is not installed."""

    def __init__(self) -> None:
        super().__init__("unread")
