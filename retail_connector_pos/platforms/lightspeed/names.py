"""What products refer to by id and people know by name: brands, tags, attributes."""

from odoo.addons.retail_connector_base.platforms import UnknownOutcome


class Names:
    """Look names up, and make those that are not there yet.

    A repeat after a lost answer looks first, so that no name is made twice.
    """

    def __init__(self, client):
        self.client = client
        self._known = {}  # path -> name in small letters -> id

    def brand(self, name):
        """Return the id of a brand; nothing for no name."""
        return self._id("/brands", name) if name else None

    def tags(self, names):
        """Return the ids of tags."""
        return [self._id("/tags", name) for name in names]

    def attribute(self, name):
        """Return the id of what variants differ by."""
        return self._id("/variant_attributes", name)

    def _id(self, path, name):
        if path not in self._known:
            self._known[path] = self._read(path)
        key = name.strip().casefold()
        if key not in self._known[path]:
            made = self.client.send("POST", path, {"name": name.strip()})
            # Brands and tags come as a bare id.
            found = made.get("id") if isinstance(made, dict) else made
            if not found:
                raise UnknownOutcome("an answer without an id", "no_answer")
            self._known[path][key] = found
        return self._known[path][key]

    def _read(self, path):
        """Return name -> id; attributes are few and come without pages."""
        attributes = path == "/variant_attributes"
        rows = self.client.get(path) if attributes else self.client.all(path)
        return {
            row["name"].strip().casefold(): row["id"]
            for row in rows or ()
            if not row.get("deleted_at")
        }
