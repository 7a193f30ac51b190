"""What an HTML mail says as text, with the target of each link that its words do not show."""

import re
from html.parser import HTMLParser

_UNSEEN = frozenset(("head", "script", "style", "template", "title"))
_BREAKS = frozenset("br div h1 h2 h3 h4 h5 h6 hr li ol p table tr ul blockquote section".split())


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0
        self._target, self._begun = "", 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BREAKS:
            self.pieces.append("\n")
        elif tag == "a":
            self._target, self._begun = dict(attributes).get("href") or "", len(self.pieces)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BREAKS:
            self.pieces.append("\n")
        elif tag == "a" and self._target:
            shown = "".join(self.pieces[self._begun :]).strip()
            if shown != self._target and self._target.partition(":")[0].lower() in ("http", "https"):
                self.pieces.append(f" <{self._target}>")
            self._target = ""

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(re.sub(r"\s+", " ", data))


def shown(markup: str) -> str:
    """The text of HTML: `Pay <b>now</b> <a href="https://x.top">here</a>` becomes `Pay now here <https://x.top>`."""
    parser = _Shown()
    parser.feed(markup)
    parser.close()
    rows = (" ".join(row.split()) for row in "".join(parser.pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip()
