"""One connection for each request, and transactions."""

import sqlite3
from contextlib import closing, contextmanager

from flask import Flask, current_app, g

from .schema import STATEMENTS


def _connect(path):
    # Transactions begin and end where `transaction` says so.
    connection = sqlite3.connect(path, timeout=10, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def register_database(app: Flask, path):
    """Makes the tables that are missing."""
    app.config["DATABASE"] = str(path)
    with closing(_connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        for statement in STATEMENTS:
            connection.execute(statement)

    @app.teardown_appcontext
    def close(_):
        connection = g.pop("connection", None)
        if connection is not None:
            connection.close()


def _connection():
    if "connection" not in g:
        g.connection = _connect(current_app.config["DATABASE"])
    return g.connection


def rows_of(statement, parameters=()):
    return [dict(row) for row in _connection().execute(statement, parameters).fetchall()]


def row_of(statement, parameters=()):
    """The first row; None when there is none."""
    return next(iter(rows_of(statement, parameters)), None)


def changes_of(statement, parameters=()):
    """How many rows a statement changed."""
    return _connection().execute(statement, parameters).rowcount


@contextmanager
def transaction():
    """All of it is stored, or, when it raises, nothing."""
    connection = _connection()
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
