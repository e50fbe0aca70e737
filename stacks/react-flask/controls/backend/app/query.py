"""Reads what an address says: ids of the path, parameters of the query."""

import math
import re
from dataclasses import dataclass
from datetime import datetime

from .errors import HttpError

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
WHOLE = re.compile(r"[+-]?[0-9]{1,16}")
LARGEST = 2**53 - 1


@dataclass
class Filter:
    """What a list is limited to, its order, and which part of it is meant."""

    match: dict
    sort: str | None
    direction: str
    limit: int
    offset: int

    @property
    def page(self):
        return self.offset // self.limit + 1

    def pages(self, count):
        return math.ceil(count / self.limit)

    @property
    def parameters(self):
        order = {"sort": self.sort, "direction": self.direction, "limit": self.limit, "offset": self.offset}
        return {**self.match, **order}


def id_of(value):
    """A number from the path; what is not one is nothing's id."""
    if re.fullmatch("[0-9]{1,15}", value) is None:
        raise HttpError(400, "The id must be a whole number.")
    return int(value)


def uuid_of(value):
    if UUID.fullmatch(value) is None:
        raise HttpError(400, "The id must be a UUID.")
    return value


def number_key(value):
    try:
        return float(value)
    except ValueError:
        return None


def text_of(query, *names):
    """The text of the first of these parameters that is there; None when none is."""
    for name in names:
        values = query.getlist(name)
        if not values:
            continue
        if len(values) > 1 or len(values[0]) > 200:
            raise HttpError(400, "Each query parameter may be given once, with at most 200 characters.")
        return values[0] or None
    return None


def pattern_of(query, *names):
    """A pattern for LIKE that finds the text itself, whatever is in it."""
    text = text_of(query, *names)
    if text is None:
        return None
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return f"%{text}%"


def flag_of(query, *names):
    text = text_of(query, *names)
    if text is None:
        return None
    if text not in ("true", "1", "false", "0"):
        raise HttpError(400, "A filter must be true or false.")
    return int(text in ("true", "1"))


def whole_of(query, *names, otherwise=None, least=-LARGEST, most=LARGEST):
    text = text_of(query, *names)
    if text is None:
        return otherwise
    if WHOLE.fullmatch(text) is None or not least <= int(text) <= most:
        raise HttpError(400, f"A number in the query must be a whole number from {least} to {most}.")
    return int(text)


def number_of(query, *names):
    text = text_of(query, *names)
    try:
        number = None if text is None else float(text)
    except ValueError:
        number = math.nan
    if number is not None and not math.isfinite(number):
        raise HttpError(400, "A filter must be a number.")
    return number


def time_of(query, *names):
    """An instant in ISO 8601; None when it is not there."""
    text = text_of(query, *names)
    if text is not None and not is_time(text):
        raise HttpError(400, "A time in the query must be like 2026-01-31T09:30:00Z.")
    return text


def is_time(text):
    """Whether a text is a day or an instant in ISO 8601."""
    if TIME.fullmatch(text) is None:
        return False
    try:
        instant_of(text)
    except ValueError:
        return False
    return True


def instant_of(text):
    """Comparable with others of the same kind; without a zone it is in UTC."""
    # Older versions of Python read three or six decimals only.
    plain = re.sub(r"\.([0-9]+)", lambda part: f".{part[1][:6]:0<6}", text.replace("Z", "+00:00"))
    instant = datetime.fromisoformat(plain)
    offset = instant.utcoffset()
    return instant if offset is None else instant.replace(tzinfo=None) - offset


def filter_of(query, fields, *, since=False, others=()):
    """The filter that a query asks for. `others`: parameters that only the app itself sets."""
    readers = {"boolean": flag_of, "integer": whole_of, "id": whole_of, "number": number_of}
    match = {"search": pattern_of(query, "q", "search", "query")}
    for field in fields:
        if field.filters:
            match[field.column] = readers.get(field.kind, text_of)(query, *field.filters)
    if since:
        match["since"] = time_of(query, "since")
    match.update(dict.fromkeys(others))
    columns = {field.key: field.column for field in fields if field.sorts}
    sort = text_of(query, "sort")
    direction = (text_of(query, "order") or "asc").lower()
    if sort is not None and sort not in columns:
        raise HttpError(400, "The list cannot be sorted by this.")
    if direction not in ("asc", "desc"):
        raise HttpError(400, "The order is asc or desc.")
    limit = whole_of(query, "limit", "per_page", otherwise=100, least=1, most=500)
    page = whole_of(query, "page", otherwise=1, least=1, most=1_000_000)
    offset = whole_of(query, "offset", otherwise=(page - 1) * limit, least=0, most=500_000_000)
    return Filter(match, columns.get(sort), direction, limit, offset)
