"""Small questions and orders to PostgreSQL, run by the environment's Python.

The only file here that needs a package (psycopg2); `databases` calls it as a program.
Reads one JSON list from its argument and prints the answer as JSON.
"""

import json
import sys

import psycopg2
from psycopg2 import sql


def names(cursor):
    """Return the databases that are here."""
    cursor.execute("SELECT datname FROM pg_database ORDER BY 1")
    return [name for (name,) in cursor.fetchall()]


def create(cursor, name, template="template0"):
    """Create a database, empty or as a copy; Odoo wants the C collation."""
    statement = "CREATE DATABASE {} ENCODING 'unicode' TEMPLATE {}"
    if template == "template0":
        statement += " LC_COLLATE 'C'"
    cursor.execute(
        sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(template))
    )


def drop(cursor, name):
    """Drop a database, with those who are connected to it."""
    cursor.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )


def rename(cursor, name, new_name):
    """Rename a database that nobody uses."""
    cursor.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(name), sql.Identifier(new_name)
        )
    )


def version(cursor):
    """Return the server's version as a number, such as 180006."""
    return cursor.connection.server_version


COMMANDS = {
    command.__name__: command for command in (names, create, drop, rename, version)
}


def main(arguments):
    """Run one command in the maintenance database."""
    command, *parameters = json.loads(arguments[0])
    connection = psycopg2.connect(dbname="postgres", connect_timeout=10)
    connection.autocommit = True
    with connection.cursor() as cursor:
        answer = COMMANDS[command](cursor, *parameters)
    connection.close()
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
