"""Requests that bring several items at once."""

from .database import transaction
from .errors import HttpError

MOST = 1_000


def items_of(body, key):
    items = body.get(key) if isinstance(body, dict) else None
    if not isinstance(items, list) or not 1 <= len(items) <= MOST:
        raise HttpError(400, f"Send a list of 1 to {MOST} items.", {key: "Must be a list of items."})
    return items


def store_all(items, store):
    """All of them or none; says with a problem which of the items has it."""
    rows = []
    with transaction():
        for number, item in enumerate(items, 1):
            try:
                rows.append(store(item))
            except HttpError as error:
                raise HttpError(error.status, f"Item {number}: {error.message}", error.fields) from None
    return rows


def ids_of(body, read):
    ids = body.get("ids") if isinstance(body, dict) else None
    if not isinstance(ids, list) or len(ids) > 500:
        raise HttpError(400, "Send a list of at most 500 ids.")
    return [read(str(key)) for key in ids]
