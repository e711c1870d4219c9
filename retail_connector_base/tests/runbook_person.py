"""A person who knows nothing but the runbook: a cause comes, its page is followed.

A story is a generator method named after its cause. It makes the fault and yields the
record that waits; then, for each step of the page, it yields the words that the step
has to say before it does what they say. A page with more or other steps than its story
fails: it is the page that leads, not the story.
"""

from lxml import html

from odoo.tools.misc import file_open

from ..models.retail_exception_action import RUNBOOKS


def pages():
    """Return cause -> the texts of its page's steps."""
    with file_open(RUNBOOKS.lstrip("/"), "rb") as file:
        page = html.fromstring(file.read().decode())
    return {
        section.get("id"): [step.text_content() for step in section.iter("li")]
        for section in page.iter("section")
    }


class RunbookPerson:
    """Mixed into a test case: walk through stories, each in a savepoint of its own."""

    stories = ()  # the causes, in the order they are walked through
    # Where a cause is seen, if it is no row of the list "To resolve"
    seen_on = {}

    def walk_all(self):
        """Follow the page of every cause; nothing of one is left for the next."""
        steps = pages()
        for cause in self.stories:
            with self.subTest(cause):
                self.env.flush_all()
                savepoint = self.env.cr.savepoint(flush=False)
                try:
                    self.walk(cause, steps[cause])
                finally:
                    self.env.clear()
                    savepoint.rollback()
                    savepoint.close(rollback=False)

    def walk(self, cause, steps):
        """Have a fault come about and repair it by the steps of its page alone."""
        story = getattr(self, f"tell_{cause}")()
        waiting = next(story)
        self.assertTrue(waiting, f"{cause} did not come about")
        self.assertTrue(self.waits(cause, waiting), f"{cause} is not shown")
        for number, text in enumerate(steps, start=1):
            words = next(story)
            for word in (words,) if isinstance(words, str) else words:
                self.assertIn(word.lower(), text.lower(), f"{cause}, step {number}")
        self.assertIsNone(next(story, None), f"the page of {cause} ends too early")
        self.assertFalse(self.waits(cause, waiting), f"{cause} did not end")

    def waits(self, cause, record):
        """Return what a person sees of it: rows of the list, or the record itself."""
        self.env.flush_all()
        self.env.invalidate_all()
        if cause in self.seen_on:
            return record.exists().filtered(
                lambda one: one[self.seen_on[cause]] == cause
            )
        return self.env["retail.exception"].search([("cause", "=", cause)])
