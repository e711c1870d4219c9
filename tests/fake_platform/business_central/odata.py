"""What OData adds: filters, pages, and which fields a page takes."""

import re

from ..rest import Response

PAGE = 100  # entities a page; the platform's is 20,000


class OData:
    """Filter and page rows; check bodies against the published pages."""

    def _filtered(self, request, rows):
        """Apply ``field eq 'x' or ...`` or ``field ge x and field le y``."""
        text = request.arg("$filter")
        if not text:
            return list(rows)
        terms = re.findall(r"(\w+) (eq|ge|le) '?([^' ]+)'?", text)
        test = all if " and " in text else any
        compare = {
            "eq": lambda a, b: a == b,
            "ge": lambda a, b: a >= b,
            "le": lambda a, b: a <= b,
        }
        return [
            row
            for row in rows
            if test(compare[word](row[name], value) for name, word, value in terms)
        ]

    def _page(self, request, rows):
        start = int(request.arg("$skip") or 0)
        body = {"value": rows[start : start + PAGE]}
        if start + PAGE < len(rows):
            query = re.sub(r"&?(%24|\$)skip=\d+", "", request.query)
            following = f"{query}&$skip={start + PAGE}".strip("&")
            body["@odata.nextLink"] = f"{self.url}{request.path}?{following}"
        return Response(200, body)

    def _wrong(self, page, body):
        """Return a refusal of fields the page has not, or that it does not take."""
        known = {
            field["name"]: field["editable"] for field in self.pages[page]["fields"]
        }
        for name in body:
            if name not in known:
                return error(400, "BadRequest", f"The property '{name}' does not exist")
            if not known[name]:
                return error(400, "BadRequest", f"The property '{name}' is read-only")
        return None


def error(status, code, message):
    """Return an error in the platform's words."""
    return Response(status, {"error": {"code": code, "message": message}})
