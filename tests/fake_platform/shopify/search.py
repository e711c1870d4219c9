"""The search syntax of ``query:`` arguments: terms, ranges, AND/OR/NOT, brackets."""

import re
import time
from datetime import UTC, datetime, timedelta

from .errors import ApiError
from .paging import Rows
from .search_fields import DAY_ONLY, FIELDS, SORT_KEYS, TEXT, read
from .store import numeric

TOKEN = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))|(?P<not>-(?=\S)|NOT\b)|(?P<or>OR\b)|(?P<and>AND\b)
    |(?:(?P<field>[A-Za-z_][\w.]*):\s*)?(?P<op>>=|<=|>|<|=)?
     (?P<value>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\s()]+))""",
    re.VERBOSE,
)


def rows(
    shop, type_name, query=None, sort_key="ID", reverse=False, records=None, warn=None
):
    """Return the matching records in order, ready for a window."""
    lag = shop.settings["search_lag"]
    found = shop.table(type_name).values() if records is None else records
    if lag:
        horizon = time.time() - lag
        found = [r for r in map(lambda r: _as_indexed(r, horizon), found) if r]
    if query and query.strip():
        test = Parser(type_name, query, warn).test()
        found = [record for record in found if test(record)]
    name = SORT_KEYS.get(sort_key, "id")
    keyed = sorted((_key(record, name), record["id"]) for record in found)
    return Rows([gid for _key_, gid in keyed], [key for key, _gid in keyed], reverse)


def _key(record, name):
    value = numeric(record["id"]) if name == "id" else read(record, name)
    return [value if isinstance(value, int | float) else str(value or ""), record["id"]]


def _as_indexed(record, horizon):
    """Return the record as an index that is behind knows it."""
    if record["_indexed"] <= horizon:
        return record
    if "_before" not in record:
        return None  # created too lately
    return {**record, "updatedAt": record["_before"]}


class Parser:
    """Turns a query into a test of records."""

    def __init__(self, type_name, query, warn=None):
        self.fields = FIELDS.get(type_name, {})
        self.day_only = DAY_ONLY.get(type_name, ())
        self.text = TEXT.get(type_name, ("name", "title"))
        self.warn = warn
        self.tokens = [
            match for match in TOKEN.finditer(query) if match.group().strip()
        ]
        self.place = 0

    def test(self):
        """Return ``function(record)`` for the whole query."""
        return self._alternatives()

    def _peek(self, kind):
        if self.place < len(self.tokens) and self.tokens[self.place].group(kind):
            return self.tokens[self.place]
        return None

    def _alternatives(self):
        tests = [self._together()]
        while self._peek("or"):
            self.place += 1
            tests.append(self._together())
        return (
            tests[0]
            if len(tests) == 1
            else lambda record: any(t(record) for t in tests)
        )

    def _together(self):
        tests = []
        while self.place < len(self.tokens):
            if self._peek("close") or self._peek("or"):
                break
            if self._peek("and"):
                self.place += 1
                continue
            tests.append(self._one())
        return lambda record: all(test(record) for test in tests)

    def _one(self):
        if self._peek("not"):
            self.place += 1
            inner = self._one()
            return lambda record: not inner(record)
        if self._peek("open"):
            self.place += 1
            inner = self._alternatives()
            self.place += 1  # the closing bracket
            return inner
        match = self.tokens[self.place]
        self.place += 1
        return self._term(match)

    def _term(self, match):
        name, value = match.group("field"), match.group("value") or ""
        quoted = value[:1] in "\"'" and len(value) > 1
        text = re.sub(r"\\(.)", r"\1", value[1:-1]) if quoted else value
        if not name:
            return self._free(text)
        getter = self.fields.get(name)
        if getter is None:
            if self.warn is not None:
                self.warn.append(
                    {"field": name, "message": "Invalid search field for this query."}
                )
            return lambda record: (
                True
            )  # as the platform: an unknown filter filters nothing
        if name.endswith("_at"):
            return self._time(name, getter, match.group("op"), text)
        choices = [text] if quoted else text.split(",")
        return _value_test(getter, match.group("op"), choices)

    def _free(self, text):
        wanted = text.lower().strip("*")
        return lambda record: any(
            wanted in str(read(record, name) or "").lower() for name in self.text
        )

    def _time(self, name, getter, operator, text):
        low, high = _moment(name, text)
        if name in self.day_only:  # the index of this type knows days only
            low = low.replace(hour=0, minute=0, second=0, microsecond=0)
            high = low + timedelta(days=1)

        def test(record):
            value = read(record, getter)
            if not value:
                return False
            at = datetime.fromisoformat(value.replace("Z", "+00:00"))
            if operator == ">=":
                return at >= low
            if operator == ">":
                return at >= low if name in self.day_only else at > low
            if operator == "<=":
                return at <= high
            if operator == "<":
                return at < low
            return low <= at < high

        return test


def _moment(name, text):
    """Return the interval a written time stands for."""
    if text == "now":
        now = datetime.now(UTC)
        return now, now
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise ApiError(
            f"Invalid timestamp for query filter `{name}`.", "BAD_REQUEST"
        ) from None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    whole_day = len(text) == 10
    return at, at + (timedelta(days=1) if whole_day else timedelta(seconds=1))


def _value_test(getter, operator, choices):
    wanted = [choice.lower() for choice in choices]

    def one(value, choice):
        if operator in (">", ">=", "<", "<="):
            return _compare(value, operator, choice)
        text = str(value).lower()
        if choice.endswith("*"):
            return text.startswith(choice[:-1])
        return text == choice or text == f"#{choice}"

    def test(record):
        value = read(record, getter)
        values = value if isinstance(value, list | tuple) else [value]
        return any(
            item is not None and one(item, choice)
            for item in values
            for choice in wanted
        )

    return test


def _compare(value, operator, choice):
    try:
        left, right = float(value), float(choice)
    except ValueError:
        return False
    return {
        ">": left > right,
        ">=": left >= right,
        "<": left < right,
        "<=": left <= right,
    }[operator]
