"""Every cause that a person may see has a page that says what to do."""

from lxml import html

from odoo.tests import BaseCase, tagged
from odoo.tools.misc import file_open

from ..models.retail_cause import CAUSE_LABELS
from ..models.retail_exception_action import RUNBOOKS


@tagged("post_install", "-at_install", "retail")
class TestRunbook(BaseCase):
    """The pages themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open(RUNBOOKS.lstrip("/"), "rb") as file:
            cls.page = html.fromstring(file.read().decode())

    def test_each_cause_has_one_page_and_no_page_is_left_over(self):
        found = [section.get("id") for section in self.page.iter("section")]
        self.assertEqual(sorted(found), sorted(set(found)))
        self.assertEqual(set(found), set(CAUSE_LABELS))

    def test_each_page_tells_meaning_steps_and_how_it_ends(self):
        for section in self.page.iter("section"):
            code = section.get("id")
            words = section.findtext("h3")
            self.assertEqual(words, CAUSE_LABELS[code]._source, code)
            self.assertGreater(len(section.findtext("p")), 10, code)
            steps = [step.text for step in section.iter("li")]
            self.assertTrue(steps and all(steps), code)
            done = section.xpath("p[@class='done']")
            self.assertEqual(len(done), 1, code)
