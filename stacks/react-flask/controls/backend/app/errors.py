"""Answers that are not a success."""

import logging
import sqlite3

from flask import Flask, jsonify
from werkzeug.exceptions import HTTPException

log = logging.getLogger(__name__)


class HttpError(Exception):
    """Its status, and what the client may know."""

    def __init__(self, status, message, fields=None):
        super().__init__(message)
        self.status = status
        self.message = message
        self.fields = fields


def found(row):
    """The row, or 404 when there is none."""
    if row is None:
        raise HttpError(404, "There is nothing with this id.")
    return row


def within(values, value):
    """404 unless one of a row's values is the one that the address says."""
    if value not in values:
        raise HttpError(404, "There is nothing with this id here.")


def refuse(is_foreign):
    """What belongs to somebody else is, to all others, not there."""
    if is_foreign:
        raise HttpError(404, "There is nothing with this id.")


def only_from(values, value):
    """409 unless a value is one of those from which it may change."""
    if value not in values:
        raise HttpError(409, f"This can only be done from: {', '.join(values)}.")


def _answer(status, message, fields=None):
    content = {"error": message} if fields is None else {"error": message, "fields": fields}
    return jsonify(content), status


def register_errors(app: Flask):
    @app.errorhandler(HttpError)
    def known(error):
        return _answer(error.status, error.message, error.fields)

    @app.errorhandler(sqlite3.IntegrityError)
    def conflict(error):
        if error.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
            return _answer(400, "Something that this refers to is not there.")
        if error.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT_UNIQUE:
            return _answer(409, "This is there already.")
        return unexpected(error)

    @app.errorhandler(HTTPException)
    def refused(error):
        if error.code == 404:
            return _answer(404, "There is nothing at this address.")
        return _answer(error.code, "The request cannot be answered.")

    @app.errorhandler(Exception)
    def unexpected(error):
        log.error("A request failed.", exc_info=error)
        return _answer(500, "Something went wrong here.")
