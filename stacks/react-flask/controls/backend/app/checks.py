"""Reads the fields of a request's body and says what is wrong with them."""

import json
import math
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from flask import request

from .errors import HttpError
from .query import is_time

LARGEST = 2**53 - 1


@dataclass(frozen=True)
class Field:
    """One field of an entity."""

    key: str
    """Its name in requests and answers."""
    column: str
    kind: str
    required: bool = False
    write_only: bool = False
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    item_maximum: int = 100
    choices: tuple = ()
    initial: str | float | None = None
    set_on: str | None = None
    """`create` or `change`: the server sets it then."""
    filters: tuple = ()
    """Query parameters that limit a list to a value of it."""
    sorts: bool = False


class Problem(Exception):
    """What is wrong with a value."""


def sent_body():
    """The JSON that was sent; None when there is none."""
    raw = request.get_data() if request.is_json else b""
    if not raw:
        return None
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise HttpError(400, "The request cannot be read.") from None


def read_fields(body, fields, *, whole, given=None):
    """
    Column → value as it is stored; what was not sent is not in it.
    `whole`: required fields must be there; `given`: fields that are known otherwise.
    """
    if body is None and given is not None:
        body = {}
    if not isinstance(body, dict):
        raise HttpError(400, "Send a JSON object.")
    sent = {**body, **(given or {})}
    values, problems = {}, {}
    for field in fields:
        try:
            if field.key not in sent:
                if field.required and whole:
                    raise Problem("Is required.")
                continue
            values[field.column] = _stored(field, sent[field.key])
        except Problem as problem:
            problems[field.key] = str(problem)
    if problems:
        raise HttpError(400, "Some fields are not right.", problems)
    if not whole and not values:
        raise HttpError(400, "Send at least one field to change.")
    return values


def _stored(field, value):
    if value is None:
        if field.required:
            raise Problem("Is required.")
        return None
    return _READERS[field.kind](field, value)


def _is_text(value):
    # Half of a surrogate pair is no text: it cannot be stored.
    return isinstance(value, str) and not any("\ud800" <= character <= "\udfff" for character in value)


def _text(field, value):
    if not _is_text(value):
        raise Problem("Must be text.")
    if field.required and not value.strip():
        raise Problem("Must not be empty.")
    _length(field, value, "characters")
    return value


def _length(field, value, what):
    if field.minimum is not None and len(value) < field.minimum:
        raise Problem(f"Must have at least {field.minimum} {what}.")
    if field.maximum is not None and len(value) > field.maximum:
        raise Problem(f"Must have at most {field.maximum} {what}.")


def _number(field, value):
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not _is_finite(value):
        raise Problem("Must be a number.")
    if field.above is not None and value <= field.above:
        raise Problem(f"Must be more than {field.above}.")
    if field.minimum is not None and value < field.minimum:
        raise Problem(f"Must be at least {field.minimum}.")
    if field.maximum is not None and value > field.maximum:
        raise Problem(f"Must be at most {field.maximum}.")
    return value


def _is_finite(value):
    return abs(value) <= LARGEST if isinstance(value, int) else math.isfinite(value)


def _integer(field, value):
    value = _number(field, value)
    if value != math.floor(value) or abs(value) > LARGEST:
        raise Problem("Must be a whole number.")
    return int(value)


def _flag(_, value):
    if not isinstance(value, bool):
        raise Problem("Must be true or false.")
    return int(value)


def _date(_, value):
    try:
        if not _is_text(value) or date.fromisoformat(value).isoformat() != value:
            raise ValueError
    except ValueError:
        raise Problem("Must be a date like 2026-01-31.") from None
    return value


def _time(_, value):
    if not _is_text(value) or len(value) <= 10 or not is_time(value):
        raise Problem("Must be a time like 2026-01-31T09:30:00Z.")
    return value


def _address(field, value):
    try:
        parts = urlsplit(value) if _is_text(value) else None
    except ValueError:
        parts = None
    if parts is None or not parts.scheme:
        raise Problem("Must be a web address.")
    _length(field, value, "characters")
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        raise Problem("Must start with http:// or https://.")
    # It is sent as a header when the app redirects.
    if any(ord(character) <= 32 for character in value):
        raise Problem("Must be a web address.")
    return value


def _email(field, value):
    parts = value.split("@") if _is_text(value) and len(value) <= field.maximum else []
    if len(parts) != 2 or not all(part and " " not in part for part in parts):
        raise Problem("Must be an e-mail address.")
    return value


def _choice(field, value):
    if not isinstance(value, str) or value not in field.choices:
        raise Problem(f"Must be one of: {', '.join(field.choices)}.")
    return value


def _list(field, value):
    if not isinstance(value, list) or not all(map(_is_text, value)):
        raise Problem("Must be a list of texts.")
    _length(field, value, "entries")
    if not all(entry.strip() and len(entry) <= field.item_maximum for entry in value):
        raise Problem(f"Each entry must have 1 to {field.item_maximum} characters.")
    return json.dumps(list(dict.fromkeys(value)))


def _json(field, value):
    text = json.dumps(value)
    if len(text) > field.maximum:
        raise Problem("Is too large.")
    return text


_READERS = {
    "text": _text,
    "number": _number,
    "integer": _integer,
    "boolean": _flag,
    "date": _date,
    "datetime": _time,
    "url": _address,
    "email": _email,
    "choice": _choice,
    "list": _list,
    "json": _json,
}
