"""Somebody at a browser without script: opens pages, follows links, fills in forms. Sees only what HTTP hands out."""

import re
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from django.test import Client


class Reader:
    """One person's browser. `page` is what it shows, `address` where it is."""

    def __init__(self, name: str = "", client: Client | None = None):
        self.name, self.client = name, client or Client()
        self.address, self.page, self.status = "/", BeautifulSoup("", "html.parser"), 0

    def open(self, address: str, *, status: int = 200) -> "Reader":
        """Go to an address, redirects followed; what comes must have the status."""
        return self._show(self.client.get(self._here(address), follow=True), status)

    def _here(self, address: str) -> str:
        parts = urlsplit(urljoin(self.address, address))
        self.fragment = parts.fragment
        return parts._replace(scheme="", netloc="", fragment="").geturl()

    def _show(self, response, status: int) -> "Reader":
        if response.redirect_chain:
            self.fragment = urlsplit(response.redirect_chain[-1][0]).fragment or self.fragment
        self.address = response.request["PATH_INFO"]
        if query := response.request.get("QUERY_STRING"):
            self.address += f"?{query}"
        self.status = response.status_code
        self.page = BeautifulSoup(response.content.decode(), "html.parser")
        assert response.status_code == status, (self.address, response.status_code, self.text[:2000])
        return self

    @property
    def main(self):
        """The content of the page, without menu and footer."""
        return self.page.find("main") or self.page

    @property
    def text(self) -> str:
        """What the content says, with single spaces."""
        return " ".join(self.main.get_text(" ").split())

    def links(self, within: str = "main a[href]") -> list[str]:
        """Return the addresses of links."""
        return [link["href"] for link in self.page.select(within)]

    def link(self, pattern: str, within: str = "main a[href]") -> str:
        """Return the address of the first link whose address matches the pattern."""
        found = [address for address in self.links(within) if re.search(pattern, address)]
        assert found, f"no link like {pattern} at {self.address} among {self.links(within)}"
        return found[0]

    def follow(self, pattern: str, within: str = "main a[href]") -> "Reader":
        """Click on the first link whose address matches the pattern."""
        return self.open(self.link(pattern, within))

    def option(self, select: str, label: str) -> str:
        """Return the value of the option whose label begins so."""
        options = self.page.select(f"select[name={select}] option")
        return next(option["value"] for option in options if option.text.strip().startswith(label))

    def press_action(self, name: str) -> "Reader":
        """Press a button of Wagtail's workflow: it sends a form that a script would open."""
        address = re.search(rf"/admin/pages/workflow/action/\d+/{name}/\d+/", str(self.page)).group()
        return self._show(self.client.post(address, {"action": name}, follow=True), 200)

    def target(self):
        """Return what the page's address points at by its anchor."""
        found = self.page.find(id=self.fragment)
        assert found is not None, f"there is no #{self.fragment} at {self.address}"
        return found

    def send(self, form: str, *, status: int = 200, press: str = "", **fields) -> "Reader":
        """Fill in and send the form that the selector finds; `press` is the name=value of the button.

        A field that is None is left out, a list is sent as several.
        """
        found = self.page.select_one(form)
        assert found is not None, f"no form {form} at {self.address}"
        data = _as_it_stands(found) | fields
        if press:
            name, _equals, value = press.partition("=")
            data[name] = value
        data = {name: value for name, value in data.items() if value is not None}
        response = self.client.post(self._here(found.get("action") or self.address), data, follow=True)
        return self._show(response, status)


def _as_it_stands(form) -> dict[str, str | list[str]]:
    """Return what the form would send if nothing were changed."""
    data: dict[str, str | list[str]] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        kind = field.get("type", "")
        if kind in ("submit", "button", "file", "image") or field.has_attr("disabled"):
            continue
        if kind in ("checkbox", "radio"):
            if not field.has_attr("checked"):
                continue
            value = field.get("value", "on")
        elif field.name == "textarea":
            value = field.text.removeprefix("\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            value = chosen.get("value", chosen.text) if chosen else ""
        else:
            value = field.get("value", "")
        name = field["name"]
        if kind == "checkbox" and name in data:
            data[name] = [*([data[name]] if isinstance(data[name], str) else data[name]), value]
        else:
            data[name] = value
    return data
