"""The page's own strings, by language; one PO catalogue each, with the same ids, which read `table.key`."""

from collections import defaultdict
from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po

from detector.phrases import Language

Texts = dict[str, dict[str, str]]


@cache
def texts(language: Language) -> Texts:
    """Every string of a language, by table and key; the catalogue is compiled when it is first asked for."""
    with files(__name__).joinpath(f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    tables: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for message in catalogue:
        if message.id:
            table, _, key = str(message.id).partition(".")
            tables[table][key] = str(message.string)
    return dict(tables)
