"""What the test runners reported, added up."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field


@dataclass
class Tally:
    """How many passed and did not, and why."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    troubles: list = field(default_factory=list)

    def add(self, other):
        """Add another tally to this one."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.seconds += other.seconds
        self.troubles += other.troubles

    @property
    def good(self):
        """Tell whether all passed; a skipped test proves nothing, so it is not good."""
        return self.passed > 0 and not (self.failed or self.skipped or self.troubles)

    def closing_line(self):
        """Return the line that ends a run."""
        line = f"{self.passed} passed, {self.failed} failed"
        return f"{line}, {self.skipped} skipped" if self.skipped else line


def read_junit(path):
    """Return the tally of a JUnit report; expected failures count as passed."""
    tally = Tally()
    for case in ET.parse(path).getroot().iter("testcase"):
        name = f"{case.get('classname', '')}.{case.get('name', '')}"
        tally.seconds += float(case.get("time") or 0)
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            tally.failed += 1
            tally.troubles.append(f"failed: {name}")
        elif skip is not None and skip.get("type") != "pytest.xfail":
            tally.skipped += 1
            tally.troubles.append(f"skipped: {name} ({skip.get('message', '')})")
        else:
            tally.passed += 1
    return tally
