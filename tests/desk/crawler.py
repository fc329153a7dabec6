"""Pages followed by their links as a browser would, and their forms as a browser sends them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from tests.desk.conftest import Answer, Visitor

_BOUNDARY = "a-line-that-no-odd-text-holds"
# The public pages of a preview have tests of their own: those that the desk leads to are asked.
_ELSEWHERE = ("/preview/",)
_PAGES_MOST = 400
TOKEN = "csrfmiddlewaretoken"


@dataclass(frozen=True)
class Field:
    """A field of a form, and what a browser sends of it that nobody touched; None is nothing."""

    name: str
    kind: str
    value: str | None
    choices: tuple[str, ...] = ()


@dataclass
class Form:
    """A form.

    :param action: its path, with the query where it has one
    :param buttons: each that sends it: its name, or empty, and its value
    """

    action: str
    method: str
    kind: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def shape(self) -> tuple[str, ...]:
        return (self.action, self.method, *(one.name for one in self.fields))

    @property
    def files(self) -> bool:
        return self.kind.startswith("multipart/")


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address, self.links, self.forms = address, set[str](), list[Form]()
        self._form: Form | None = None
        self._open: tuple[str, list[str], list[tuple[str, bool]]] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in told:
            parts = urlsplit(urljoin(f"http://localhost{self.address}", told["href"]))
            if parts.netloc == "localhost":
                self.links.add(parts.path + (f"?{parts.query}" if parts.query else ""))
        elif tag == "form":
            action = told.get("action") or self.address
            self._form = Form(action, told.get("method", "get").lower(), told.get("enctype", ""))
            self.forms.append(self._form)
        elif self._form:
            self._field(self._form, tag, told)

    def _field(self, form: Form, tag: str, told: dict[str, str]) -> None:
        name = told.get("name", "")
        if tag == "button" and told.get("type", "submit") == "submit":
            form.buttons.append((name, told.get("value", "")))
        elif tag == "input" and name:
            kind = told.get("type", "text")
            value: str | None = told.get("value", "")
            if kind in {"checkbox", "radio"}:
                value = (value or "on") if "checked" in told else None
            form.fields.append(Field(name, kind, value))
        elif tag in {"select", "textarea"} and name:
            self._open = (name, [], [])
        elif tag == "option" and self._open:
            self._open[2].append((told.get("value", "\0"), "selected" in told))

    def handle_data(self, data: str) -> None:
        if self._open is None:
            return
        self._open[1].append(data)
        if self._open[2] and self._open[2][-1][0] == "\0":  # an option's value is its text
            self._open[2][-1] = (data.strip(), self._open[2][-1][1])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in {"select", "textarea"} and self._open and self._form:
            name, text, options = self._open
            if tag == "textarea":
                self._form.fields.append(Field(name, tag, "".join(text)))
            else:
                values = tuple(value for value, _ in options)
                chosen = next((value for value, is_it in options if is_it), "".join(values[:1]))
                self._form.fields.append(Field(name, tag, chosen, values))
            self._open = None


def copied(visitor: Visitor) -> Visitor:
    """Give the same browser, whose cookies change by themselves."""
    return replace(visitor, cookies=dict(visitor.cookies), tokens=dict(visitor.tokens))


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is written to the desk's tables meanwhile, so that each form finds all states.

    Between requests Django closes a connection that is within a transaction: as its own test client
    does, that is left off.
    """
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections, transaction

    for one in (request_started, request_finished):
        one.disconnect(close_old_connections)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        for one in (request_started, request_finished):
            one.connect(close_old_connections)


def pages(visitor: Visitor, starts: list[str]) -> Iterator[tuple[str, Answer, Page | None]]:
    """Follow every link from some pages on, and give each page."""
    wanted, seen = list(starts), set(starts)
    while wanted:
        assert len(seen) < _PAGES_MOST, sorted(seen)
        address = wanted.pop(0)
        with undone():
            answer = copied(visitor).get(address)
        to = {answer.to} if answer.to.startswith("/") else set()
        found = None
        told = answer.headers.get("Content-Type", "")
        if "html" in told and answer.status < 500 and not address.startswith(_ELSEWHERE):
            found = Page(address, answer.text)
            to |= found.links
        yield address, answer, found
        new = {_kind(one): one for one in sorted(to)}
        wanted += [one for kind, one in new.items() if kind not in seen]
        seen |= set(new)


def _kind(address: str) -> str:
    """Give what is the same for the pages of one long list, of which two are enough."""
    return re.sub(r"\bbefore=[0-9]+", "before=", address)


def plain(form: Form, button: int = 0) -> dict[str, str]:
    """Give what a browser sends of a form that nobody touched."""
    found = {one.name: one.value for one in form.fields if one.value is not None}
    name, value = form.buttons[button] if form.buttons else ("", "")
    return found | ({name: value} if name else {})


def sent(
    visitor: Visitor,
    form: Form,
    fields: dict[str, str],
    file: tuple[str, bytes] | None = None,
    *,
    kept: bool = False,
) -> Answer:
    """Send a form as a browser would, and undo what that wrote.

    :param file: what each of its file fields holds; None for nothing chosen
    :param kept: whether what it wrote stays; cookies do not, as where the answer was lost
    """
    with nullcontext() if kept else undone():
        return _send(copied(visitor), form, fields, file)


def _send(
    visitor: Visitor, form: Form, fields: dict[str, str], file: tuple[str, bytes] | None
) -> Answer:
    if form.method == "get":
        return visitor.get(f"{urlsplit(form.action).path}?{urlencode(fields, errors='replace')}")
    if not form.files:
        body = urlencode(fields, errors="replace").encode()
        return visitor._ask("POST", form.action, body, "application/x-www-form-urlencoded", {})
    chosen = {one.name: file for one in form.fields if one.kind == "file"}
    parts = [_part(name, None, text.encode(errors="replace")) for name, text in fields.items()
             if name not in chosen]  # fmt: skip
    parts += [_part(name, *(one or ("", b""))) for name, one in chosen.items()]
    body = b"".join(parts) + f"--{_BOUNDARY}--\r\n".encode()
    return visitor._ask("POST", form.action, body, f"multipart/form-data; boundary={_BOUNDARY}", {})


def _part(name: str, filename: str | None, content: bytes) -> bytes:
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
    if filename is not None:
        told = filename.translate({34: "%22", 10: "%0A", 13: "%0D"})  # as browsers write them
        head += f'; filename="{told}"\r\nContent-Type: application/octet-stream'
    return head.encode(errors="replace") + b"\r\n\r\n" + content + b"\r\n"
