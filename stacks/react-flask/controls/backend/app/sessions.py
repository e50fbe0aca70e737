"""Who is signed in: each session is the hash of a token, an account and the time when it ends."""

import hashlib
import re
import secrets
import time
from datetime import datetime, timezone

from flask import request

from .database import changes_of, row_of
from .errors import HttpError

LIFETIME_SECONDS = 7 * 24 * 60 * 60
BEARER = re.compile(r"Bearer ([A-Za-z0-9_-]{1,100})", re.IGNORECASE)


def _hash_of(token):
    # Who reads the database has no token that works.
    return hashlib.sha256(token.encode()).hexdigest()


def _token():
    found = BEARER.fullmatch(request.headers.get("Authorization", ""))
    return None if found is None else found[1]


def expiry_text():
    ends = datetime.fromtimestamp(int(time.time()) + LIFETIME_SECONDS, timezone.utc)
    return f"{ends:%Y-%m-%dT%H:%M:%S}Z"


class Sessions:
    def __init__(self, store, key, role):
        """`store`: the accounts; `key`, `role`: their columns."""
        self._store = store
        self._key = key
        self._role = role

    def start(self, account):
        """The token of a new session."""
        now = int(time.time())
        changes_of('DELETE FROM "sessions" WHERE "ends" <= ?', (now,))
        token = secrets.token_urlsafe(32)
        statement = 'INSERT INTO "sessions" ("token", "account", "ends") VALUES (?, ?, ?)'
        changes_of(statement, (_hash_of(token), account[self._key], now + LIFETIME_SECONDS))
        return token

    def caller(self):
        """The account that calls; None when nobody is signed in."""
        token = _token()
        if token is None:
            return None
        statement = 'SELECT "account" FROM "sessions" WHERE "token" = ? AND "ends" > ?'
        session = row_of(statement, (_hash_of(token), int(time.time())))
        return None if session is None else self._store.find(self._key, session["account"])

    def signed_in(self):
        account = self.caller()
        if account is None:
            raise HttpError(401, "Sign in first.")
        return account

    def administrator(self):
        account = self.signed_in()
        if account[self._role] != "admin":
            raise HttpError(403, "Only administrators may do this.")
        return account

    def end(self):
        """Ends the session that the request belongs to."""
        self.signed_in()
        changes_of('DELETE FROM "sessions" WHERE "token" = ?', (_hash_of(_token()),))
