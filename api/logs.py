"""How log lines look: a line for people, or JSON for programs."""

import json
import logging
from datetime import UTC, datetime
from typing import Any, Literal

_FIELDS = ("request_id", "method", "route", "status", "seconds")


class JsonLine(logging.Formatter):
    """One JSON object a line. Only named fields are written, so that nothing else can slip in."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record; of an exception its kind, since its words may quote a text."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def logging_of(form: Literal["text", "json"]) -> dict[str, Any]:
    """The logging of the service, as `logging.config.dictConfig` reads it: all to standard error."""
    formatters: dict[str, Any] = {
        "text": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "api.logs.JsonLine"},
    }
    quiet = {"handlers": ["stderr"], "level": "INFO", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatters[form]},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "loggers": {"uvicorn": quiet, "postproof": quiet},
    }
