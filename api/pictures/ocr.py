"""The lines of a picture, read by RapidOCR on ONNX Runtime with the models of its wheel."""

import logging
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from PIL import Image

from api.pictures.line import Line

# The shorter side that lines are looked for at: two pixels to a point of a phone's screen.
SHORTER = 736
# A longer picture is read in pieces of about this height, cut between lines.
_PIECE = 1700
_SEARCHED = 300


def fitted(image: Image.Image) -> Image.Image:
    """The picture at the size at which it is read."""
    share = min(1.0, SHORTER / min(image.size))
    return image.resize((max(1, round(image.width * share)), max(1, round(image.height * share))), reducing_gap=2.0)


def read_lines(image: Image.Image) -> list[Line]:
    """The lines of a picture, from the top downwards. Not safe for several threads at once."""
    pixels = np.asarray(image)
    lines: list[Line] = []
    for top, bottom in pairwise(_cuts(pixels)):
        # The models were made for blue, green, red.
        found = _model()(np.ascontiguousarray(pixels[top:bottom, :, ::-1]))
        if found.boxes is None:
            continue
        for box, text, confidence in zip(found.boxes, found.txts, found.scores, strict=True):
            (left, upper), (right, lower) = box.min(axis=0), box.max(axis=0)
            lines.append(
                Line(text.strip(), float(confidence), int(left), int(upper) + top, int(right), int(lower) + top)
            )
    return sorted((line for line in lines if line.text), key=lambda line: (line.top + line.bottom, line.left))


def _cuts(pixels: np.ndarray[Any, np.dtype[np.uint8]]) -> Iterator[int]:
    """Where the picture is cut: in the plainest row before each piece would become too high."""
    yield 0
    at, height = 0, pixels.shape[0]
    while height - at > _PIECE:
        rows = pixels[at + _PIECE - _SEARCHED : at + _PIECE].astype(np.int16)
        changes = np.abs(np.diff(rows, axis=1)).sum(axis=(1, 2))
        at += _PIECE - _SEARCHED + int(changes.argmin())
        yield at
    yield height


@cache
def _model() -> Any:
    """The models, loaded once in a process, when the first picture comes."""
    from rapidocr import RapidOCR

    # It logs paths, and warns where a picture holds no text.
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    # Screens are upright: the model that turns lines is left out. Several threads wait for each other by spinning,
    # which takes the processors that the service needs.
    model = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": 4 * _PIECE,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        }
    )
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return model
