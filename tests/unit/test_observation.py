"""What is known about a level after messages in any order, without a database."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.retail_connector_base.exporters.decision import Known
from odoo.addons.retail_connector_base.exporters.observation import (
    DOUBT,
    READ,
    SENT,
    TOLD,
    Observation,
    explain,
    observe,
)

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def at(seconds):
    return NOON + timedelta(seconds=seconds)


def sent(quantity, seconds, answered=None):
    answered_at = at(seconds if answered is None else answered)
    return Observation(SENT, at(seconds), quantity, answered_at=answered_at)


def read(quantity, seconds):
    return Observation(READ, at(seconds), quantity)


def told(quantity, seconds):
    return Observation(TOLD, at(seconds), quantity)


def doubt(seconds):
    return Observation(DOUBT, at(seconds))


seconds = st.integers(0, 600)
units = st.integers(0, 5)
observations = (
    st.builds(
        lambda quantity, start, took: sent(quantity, start, start + took),
        units,
        seconds,
        st.integers(0, 30),
    )
    | st.builds(read, st.none() | units, seconds)
    | st.builds(told, st.none() | units, seconds)
    | seconds.map(doubt)
)


def test_a_first_reading_is_not_explained():
    known = observe(Known(), [read(7, 0)])
    assert known == Known(7, at(0), at(0), None)


def test_a_first_reading_that_finds_no_level_needs_no_explanation():
    assert observe(Known(), [read(None, 0)]) == Known(None, at(0), None, None)


def test_what_was_sent_is_explained():
    known = observe(Known(7, at(0), at(0)), [sent(9, 5)])
    assert known == Known(9, at(5), None, 9, at(5))


def test_the_echo_of_what_was_sent_changes_nothing():
    known = observe(Known(), [sent(9, 5)])
    assert observe(known, [told(9, 6)]) == Known(9, at(6), None, 9, at(5))


def test_a_late_older_message_is_ignored():
    known = Known(9, at(5), None, 9)
    assert observe(known, [told(4, 3)]) == known


def test_a_sale_at_the_shop_is_unexplained_since_it_was_seen():
    known = observe(Known(9, at(5), None, 9), [told(8, 7)])
    assert known == Known(8, at(7), at(7), 9)
    assert observe(known, [read(8, 9)]) == Known(8, at(9), at(7), 9)
    assert observe(known, [told(9, 9)]) == Known(9, at(9), None, 9)


def test_an_order_makes_an_older_number_doubtful_until_it_is_read():
    known = observe(Known(9, at(5), None, 9), [doubt(8)])
    assert known == Known(9, at(5), at(8), 9)
    assert observe(known, [read(9, 10)]) == Known(9, at(10), None, 9)
    assert observe(known, [read(8, 10)]) == Known(8, at(10), at(10), 9)


def test_an_order_older_than_the_number_is_contained_in_it():
    known = Known(9, at(5), None, 9)
    assert observe(known, [doubt(4)]) == known


def test_doubt_that_is_younger_than_the_push_survives_it():
    assert observe(Known(), [sent(3, 5), doubt(6)]).moved_at == at(6)
    assert observe(Known(), [doubt(6), sent(3, 5)]).moved_at == at(6)


def test_units_that_are_withheld_keep_the_number_unexplained():
    known = Known(8, at(7), at(7), 10)
    known = observe(known, [Observation(SENT, at(9), 13, withheld=2)])
    assert known == Known(13, at(9), at(7), 15, at(9))
    assert observe(known, [told(13, 10)]) == Known(13, at(10), at(7), 15, at(9))


def must_read(known):
    return known.moved_at is not None and known.seen_at < known.moved_at


def test_a_number_read_while_ours_was_under_way_is_not_believed():
    """The reading may have been served before the shop took our number, or after."""
    before = Known(1997, at(0), None, 1997)
    push, reading = sent(2000, 5, answered=9), read(1997, 7)
    assert must_read(observe(before, [push, reading]))
    assert must_read(observe(observe(before, [push]), [reading]))
    known = observe(observe(before, [reading]), [push])  # the answer came last
    assert must_read(known)
    assert observe(known, [read(2000, 10)]) == Known(2000, at(10), None, 2000, at(9))


def test_a_number_read_while_ours_was_under_way_that_is_ours_is_believed():
    known = observe(Known(7, at(0), None, 7), [sent(9, 5, answered=9), read(9, 7)])
    assert known == Known(9, at(7), None, 9, at(9))


def test_a_number_read_after_the_answer_is_believed_whenever_the_answer_is_noted():
    known = observe(Known(8, at(10), at(10), 7), [sent(9, 5, answered=6)])
    assert known == Known(8, at(10), at(10), 9, at(6))
    known = observe(Known(9, at(10), at(10), 7), [sent(9, 5, answered=6)])
    assert known == Known(9, at(10), None, 9, at(6))


def test_an_older_number_of_ours_that_is_answered_late_replaces_no_younger_one():
    known = observe(Known(99, at(0), None, 99), [sent(90, 16, answered=18)])
    late = observe(known, [sent(91, 13, answered=15)])
    assert late == known
    assert must_read(observe(late, [read(91, 17)])), "read while 90 was under way"


def test_a_message_of_the_second_in_which_we_read_is_looked_into():
    """Platforms tell whole seconds: 5 may be 5.9, after the reading at 5.3."""
    known = Known(2000, at(5.3), None, 2000)
    assert must_read(observe(known, [told(1997, 5)]))
    assert must_read(observe(known, [doubt(5)]))
    assert observe(known, [told(2000, 5)]) == known
    assert observe(known, [told(1997, 4)]) == known
    assert observe(known, [doubt(4)]) == known


def test_an_order_of_the_moment_the_shop_told_of_is_contained_in_its_number():
    known = Known(1997, at(5), at(5), 2000)
    assert observe(known, [doubt(5)]) == known


def test_agreeing_with_the_shop_explains_its_number():
    assert explain(Known(8, at(7), at(7), 9)) == Known(8, at(7), None, 8)


@given(st.lists(observations, max_size=8), st.randoms(use_true_random=False))
def test_order_of_arrival_is_irrelevant_within_a_batch(items, random):
    shuffled = list(items)
    random.shuffle(shuffled)
    one, other = observe(Known(), items), observe(Known(), shuffled)
    assert one.seen_at == other.seen_at
    assert (one.moved_at is None) == (other.moved_at is None) or _tie(items)


def _tie(items):
    """Two different numbers of the same moment: either may be the last one."""
    moments = [seen.at for seen in items if seen.kind != DOUBT]
    return len(moments) != len(set(moments))


@given(st.lists(observations, max_size=8))
def test_an_unexplained_number_always_has_a_moment(items):
    known = observe(Known(), items)
    if known.seen_at is not None and known.remote != known.base:
        assert known.moved_at is not None


class Shop:
    """A shop with one level whose number moves; everybody's reports are collected.

    Sales are told in whole seconds; a request takes effect, and a reading is served,
    at some moment before it is answered.
    """

    def __init__(self, draw):
        self.draw, self.now, self.units, self.reports = draw, 0.25, 100, []

    def _pass(self):
        self.now += self.draw(st.integers(1, 30)) / 10

    def sell(self):
        self.now = int(self.now) + 1.0 + self.draw(st.integers(0, 9)) / 10
        self.units -= self.draw(st.integers(1, 3))
        if self.draw(st.booleans()):  # else the message is lost
            self.reports.append(told(self.units, int(self.now)))
        self.reports.append(doubt(int(self.now)))

    def push(self):
        began = self.now
        self._pass()
        self._read_within(began)
        self.units = self.draw(st.integers(90, 110))
        self._read_within(began)
        self._pass()
        self.reports.append(sent(self.units, began, self.now))

    def _read_within(self, began):
        if self.draw(st.booleans()):
            asked = began + (self.now - began) * self.draw(st.integers(1, 9)) / 10
            self.reports.append(read(self.units, asked))

    def read(self):
        self.reports.append(read(self.units, self.now))
        self._pass()


@given(st.data())
def test_a_number_that_is_believed_is_the_shops(data):
    shop = Shop(data.draw)
    steps = st.lists(st.sampled_from(["sell", "push", "read"]), max_size=8)
    for step in data.draw(steps):
        getattr(shop, step)()
        shop._pass()
    reports = data.draw(st.permutations(shop.reports))
    known = Known(100, at(0), None, 100)
    while reports:
        size = data.draw(st.integers(1, len(reports)))
        batch, reports = reports[:size], reports[size:]
        known = observe(known, batch)
    assert must_read(known) or known.remote == shop.units
