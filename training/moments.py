"""Dates and times in the styles that notices write them in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

_FIRST_DAY = datetime(2018, 1, 2)
_DAYS = 3100
_MONTHS_ES = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
_WEEKDAYS_ES = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")

Style = Callable[[datetime], str]


def moment(random: Random) -> datetime:
    """Draw a daytime minute, 2018 to 2026, of a day when mail is delivered."""
    day = _not_sunday(_FIRST_DAY + timedelta(days=random.randrange(_DAYS)), step=1)
    return day.replace(hour=random.randint(8, 19), minute=random.randrange(60))


def shifted(start: datetime, random: Random, *, sign: int) -> datetime:
    """Move one to six days from a moment, forwards or back, to a quarter of an hour of office time."""
    day = _not_sunday(start + timedelta(days=sign * random.randint(1, 6)), step=sign)
    return day.replace(hour=random.randint(8, 17), minute=random.choice((0, 0, 15, 30, 45)))


def _not_sunday(day: datetime, *, step: int) -> datetime:
    """Move a Sunday to the day after or before."""
    return day + timedelta(days=step) if day.weekday() == 6 else day


def _clock(when: datetime) -> str:
    """Write 9:05, without a leading zero."""
    return f"{when.hour % 12 or 12}:{when.minute:02}"


def _ampm(when: datetime) -> str:
    """Write am or pm."""
    return "am" if when.hour < 12 else "pm"


def _hour(when: datetime) -> str:
    """Write 9pm."""
    return f"{when.hour % 12 or 12}{_ampm(when)}"


def _window(when: datetime, joined: str, *, upper: bool) -> str:
    """Write a window of four hours around the moment, on the quarter hour."""
    start = when.replace(hour=max(when.hour - 2, 8), minute=when.minute // 15 * 15)
    ends = (start, start + timedelta(hours=4))
    written = joined.join(f"{_clock(end)}{' ' if upper else ''}{_ampm(end)}" for end in ends)
    return written.upper().replace("AND", "and") if upper else written


def _hours(when: datetime) -> str:
    """Write a window of two or more whole hours: 1pm - 3pm."""
    return f"{_hour(when)} - {_hour(when + timedelta(hours=2 + when.minute % 3))}"


STYLES: dict[str, Style] = {
    "date_numeric": lambda t: f"{t:%m/%d/%Y}",
    "date_numeric_short": lambda t: f"{t.month}/{t.day}/{t:%y}",
    "date_md": lambda t: f"{t.month}/{t.day}",
    "date_iso": lambda t: f"{t:%Y-%m-%d}",
    "date_long": lambda t: f"{t:%B} {t.day}, {t.year}",
    "date_upper": lambda t: f"{t:%B} {t.day}, {t.year}".upper(),
    "date_month_day": lambda t: f"{t:%B} {t.day}",
    "date_mon_day": lambda t: f"{t:%b} {t.day}",
    "date_mon_day_year": lambda t: f"{t:%b} {t.day}, {t.year}",
    "date_weekday": lambda t: f"{t:%A}, {t:%B} {t.day}",
    "date_weekday_year": lambda t: f"{t:%A}, {t:%B} {t.day}, {t.year}",
    "date_wday_mon_day": lambda t: f"{t:%a}, {t:%b} {t.day}",
    "date_wday_md": lambda t: f"{t:%a}, {t.month}/{t.day}",
    "date_es": lambda t: f"{t.day} de {_MONTHS_ES[t.month - 1]}",
    "date_es_year": lambda t: f"{t.day} de {_MONTHS_ES[t.month - 1]} de {t.year}",
    "date_dmy": lambda t: f"{t:%d/%m/%Y}",
    "weekday": lambda t: f"{t:%A}",
    "weekday_short": lambda t: f"{t:%a}",
    "weekday_es": lambda t: _WEEKDAYS_ES[t.weekday()],
    "month": lambda t: f"{t:%B}",
    "month_es": lambda t: _MONTHS_ES[t.month - 1],
    "year": lambda t: f"{t.year}",
    "time_compact": lambda t: f"{_clock(t)}{_ampm(t)}",
    "time_space": lambda t: f"{_clock(t)} {_ampm(t)}",
    "time_upper": lambda t: f"{_clock(t)} {_ampm(t).upper()}",
    "time_dots": lambda t: f"{_clock(t)} {_ampm(t)[0]}.m.",
    "time_24": lambda t: f"{t:%H:%M}",
    "time_hour": _hour,
    "time_on_the_hour": lambda t: f"{t.hour % 12 or 12}:00{_ampm(t)}",
    "window_and": lambda t: _window(t, " and ", upper=False),
    "window_dash": lambda t: _window(t, " - ", upper=True),
    "window_and_upper": lambda t: _window(t, " and ", upper=True),
    "window_hours": _hours,
}
"""Each style's name, and how it writes a moment."""
