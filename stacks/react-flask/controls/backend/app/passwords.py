"""Passwords are stored as salted hashes that are slow to try."""

import base64
import hashlib
import hmac
import secrets
import unicodedata

SIZE = 32


def _hash_of(password, salt):
    plain = unicodedata.normalize("NFKC", password).encode()
    return hashlib.scrypt(plain, salt=salt, n=2**15, r=8, p=1, maxmem=64 * 2**20, dklen=SIZE)


def hashed_in(values, column):
    """The same values with the hash of the password in place of the password, when there is one."""
    password = values.get(column)
    if not isinstance(password, str):
        return values
    salt = secrets.token_bytes(16)
    parts = (salt, _hash_of(password, salt))
    return {**values, column: ".".join(base64.b64encode(part).decode() for part in parts)}


def password_fits(password, stored):
    """As long as with an account: nobody can tell from the time which names have one."""
    salt, _, expected = (stored or "").partition(".")
    found = _hash_of(password, base64.b64decode(salt))
    return hmac.compare_digest(found, base64.b64decode(expected))
