"""Xero's trial balance."""

import re
from datetime import date

from ..rest import Response, route

API = "/api.xro/2.0"


class Reports:
    """Sum up posted journals."""

    @route("GET", f"{API}/Reports/TrialBalance")
    def trial_balance(self, request):
        """Return the balances at the end of a day."""
        end = date.fromisoformat(request.arg("date"))
        totals = dict.fromkeys(self.accounts, 0.0)
        for journal in self.journals.values():
            if journal["Status"] == "POSTED" and _day(journal["Date"]) <= end:
                for account, amount in self.posted(journal):
                    totals[account] += amount
        rows = [
            {
                "RowType": "Row",
                "Cells": [
                    {
                        "Value": self.accounts[account]["Name"],
                        "Attributes": [{"Value": account, "Id": "account"}],
                    },
                    {"Value": ""},
                    {"Value": ""},
                    {"Value": f"{total:.2f}" if total > 0 else ""},
                    {"Value": f"{-total:.2f}" if total < 0 else ""},
                ],
            }
            for account, total in totals.items()
            if round(total, 2)
        ]
        sections = [{"RowType": "Section", "Title": "All", "Rows": rows}]
        return Response(200, {"Reports": [{"Rows": sections}]})


def dotnet(day):
    """Return a date in .NET's notation."""
    seconds = int((day - date(1970, 1, 1)).total_seconds())
    return f"/Date({seconds * 1000}+0000)/"


def _day(text):
    return date.fromordinal(
        date(1970, 1, 1).toordinal()
        + int(re.search(r"-?\d+", text).group()) // 86400000
    )
