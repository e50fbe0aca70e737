"""The rows of one table."""

import json
from datetime import datetime, timezone
from uuid import uuid4

from .checks import read_fields
from .database import changes_of, row_of, rows_of, transaction
from .errors import HttpError
from .query import filter_of, instant_of


def now_text():
    now = datetime.now(timezone.utc)
    return f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}Z"


class Store:
    """What may be sent, how a row is shown, and the statements of a table."""

    def __init__(
        self,
        statements,
        fields,
        *,
        key,
        writable,
        accepted=(),
        references=(),
        period=None,
        transfer=None,
        since=False,
        others=(),
    ):
        """
        `writable`, `accepted`: columns that clients may send, and that only some endpoints take.
        `references`: columns that hold ids of other rows. `period`: columns of start and end.
        `transfer`: columns of both sides and of the amount. `others`: parameters of the filter that
        the app itself sets.
        """
        self._statements = statements
        self._fields = fields
        self._columns = {field.column: field for field in fields}
        self._key = key
        self._writable = [self._columns[column] for column in writable]
        self._accepted = [self._columns[column] for column in accepted]
        self._references = references
        self._period = period
        self._transfer = transfer
        self._since = since
        self._others = others

    def read(self, body, *, whole, accepting=False, given=None):
        """What a client sent, as it is stored."""
        fields = self._writable + (self._accepted if accepting else [])
        return read_fields(body, fields, whole=whole, given=given)

    def filter(self, query):
        return filter_of(query, self._fields, since=self._since, others=self._others)

    def show(self, row):
        """A row as the API answers it."""
        return {field.key: _shown(field, row[field.column]) for field in self._fields if not field.write_only}

    def list(self, wanted):
        return rows_of(self._statements["list"], wanted.parameters)

    def list_all(self, wanted):
        return rows_of(self._statements["list"], {**wanted.parameters, "limit": -1, "offset": 0})

    def count(self, wanted):
        return row_of(self._statements["count"], wanted.match)["count"]

    def find(self, column, value):
        return row_of(self._statements[f"by_{column}"], (value,))

    def is_empty(self):
        return row_of(self._statements["any"]) is None

    def is_foreign(self, key, account):
        """Whether there is such a row and it belongs to somebody else."""
        return row_of(self._statements["foreign"], {"key": key, "account": account}) is not None

    def create(self, values, *, first=None):
        """`first`: a column, its value in the first row of all, and its value in all others."""
        now = now_text()
        with transaction():
            if first is not None:
                column, alone, otherwise = first
                values = {**values, column: alone if self.is_empty() else otherwise}
            stored = {field.column: _initial(field, values, now) for field in self._fields if field.kind != "id"}
            self._refer(values)
            if self._transfer is not None:
                self._move(values)
            return self._check(row_of(self._statements["insert"], stored))

    def change(self, row, values):
        """What was not sent stays as it is."""
        changed = dict(row)
        for column, value in values.items():
            changed[column] = self._columns[column].initial if value is None else value
        with transaction():
            self._refer(values)
            return self._run("change", {**changed, "key": row[self._key]})

    def remove(self, key):
        return row_of(self._statements["remove"], (key,))

    def toggle(self, column, key, value=None):
        """Without a value it is turned over."""
        return self._run(f"toggle_{column}", {"key": key, "value": value})

    def increment(self, column, key):
        return self._run(f"increment_{column}", {"key": key})

    def set(self, column, key, value):
        return self._run(f"set_{column}", {"key": key, "value": value})

    def _run(self, name, parameters):
        with transaction():
            return self._check(row_of(self._statements[name], {**parameters, "now": now_text()}))

    def _refer(self, values):
        """What is referred to must be there."""
        for column in self._references:
            value = values.get(column)
            if value is not None and row_of(self._statements[f"has_{column}"], (value,)) is None:
                problems = {self._columns[column].key: "There is nothing with this id."}
                raise HttpError(400, "Some fields are not right.", problems)

    def _check(self, row):
        """What must hold of a row as it is stored."""
        if row is None:
            raise HttpError(404, "There is nothing with this id.")
        if self._period is not None:
            start, end = (row[column] for column in self._period)
            is_day = self._columns[self._period[1]].kind == "date"
            if start is not None and end is not None and not _in_order(start, end, is_day):
                raise HttpError(400, "The end must come after the start.")
        if "overlapping" in self._statements:
            if row_of(self._statements["overlapping"], (row[self._key],)) is not None:
                raise HttpError(409, "Something else is at this time.")
        return row

    def _move(self, values):
        """Takes the amount from one and gives it to the other."""
        source, target, amount = (values.get(column) for column in self._transfer)
        if source == target:
            raise HttpError(400, "Both sides are the same.")
        if amount is None or amount <= 0:
            raise HttpError(400, "The amount must be more than zero.")
        if changes_of(self._statements["take"], {"key": source, "amount": amount}) == 0:
            raise HttpError(409, "The balance is too small.")
        changes_of(self._statements["give"], {"key": target, "amount": amount})


def _in_order(start, end, is_day):
    first, last = instant_of(start), instant_of(end)
    return first <= last if is_day else first < last


def _initial(field, values, now):
    if field.kind == "uuid":
        return str(uuid4())
    if field.set_on is not None:
        return now[:10] if field.kind == "date" else now
    value = values.get(field.column)
    return field.initial if value is None else value


def _shown(field, value):
    if field.kind == "boolean":
        return value == 1
    if field.kind in ("list", "json"):
        return json.loads(value or ("[]" if field.kind == "list" else "null"))
    if field.kind == "number" and value is not None and value == int(value):
        return int(value)
    return value
