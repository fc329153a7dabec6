"""XML from a stranger, followed element by element and never held as a whole."""

from collections.abc import Callable, Iterable
from xml.parsers import expat

from pendopo.stages.intake.refused import RefusedError
from pendopo.stages.intake.workbook.refusal import damaged, hostile, tag_too_long, text_too_long
from pendopo.terms.wording import say

DEPTH_MOST = 256
TEXT_MOST = 1 << 20
TAG_MOST = 4 << 20
_DIGITS_MOST, _MOST = 19, (1 << 63) - 1


class Follower:
    """What follows the elements of a document: by local names, prefixes left out.

    ``start`` and ``end`` are called for every element; text between them only while ``listen``
    is on. A subclass keeps its own count of what it opened.
    """

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.buffer_size = 1 << 16
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartElementHandler = self._opened
        self._parser.EndElementHandler = self._closed
        self._local: dict[str, str] = {}
        self._pieces: list[str] = []
        self._depth = 0
        self._fed = 0
        self._plain = True
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartCdataSectionHandler = self._marked

    def is_plain(self) -> bool:
        """Tell whether all so far is UTF-8 without marked sections, and nothing is left open.

        A comment that has begun and not ended is not yet counted as read.
        """
        return self._plain and bool(self._fed) and self._parser.CurrentByteIndex == self._fed

    def _declared(self, _: str, encoding: str | None, __: int) -> None:
        self._plain = self._plain and (encoding or "utf-8").lower() == "utf-8"

    def _marked(self) -> None:
        self._plain = False

    def follow(self, blocks: Iterable[bytes], name: str) -> None:
        """Read a document to its end.

        :param name: of the part, for whoever must find the fault
        :raises RefusedError: when it is broken, or declares or nests what no table needs
        """
        try:
            for block in blocks:
                self._parser.Parse(block, False)  # noqa: FBT003 - expat takes it by place
                self._fed += len(block)
                if self._fed - self._parser.CurrentByteIndex > TAG_MOST:
                    raise tag_too_long(TAG_MOST >> 20)
            self._parser.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError as error:
            raise damaged(f"{name}: {error}") from error
        except (ValueError, LookupError) as error:
            # A number that is none, or an encoding that nobody knows.
            raise damaged(f"{name}: {error}") from error

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Be told of an element's beginning."""

    def end(self, name: str) -> None:
        """Be told of an element's end."""

    def listen(self) -> None:
        """Keep the text that follows."""
        self._parser.CharacterDataHandler = self._pieces.append

    def heard(self) -> str:
        """Give the text kept since ``listen``, and keep no more."""
        self._parser.CharacterDataHandler = None
        text = "".join(self._pieces)
        self._pieces.clear()
        if len(text) > TEXT_MOST:
            raise text_too_long(len(text), TEXT_MOST)
        return text

    def _opened(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_MOST:
            raise too_deep()
        self.start(name.rpartition(":")[2], attributes)

    def _closed(self, name: str) -> None:
        self._depth -= 1
        self.end(name.rpartition(":")[2])


class Elements(Follower):
    """The elements of a small part, each with its attributes, as a list to go through."""

    def __init__(self, take: Callable[[str, dict[str, str]], None]) -> None:
        super().__init__()
        self._take = take

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hand an element on."""
        self._take(name, attributes)


def local(attributes: dict[str, str], name: str, otherwise: str = "") -> str:
    """Give an attribute by its local name."""
    if name in attributes:
        return attributes[name]
    for key, value in attributes.items():
        if key.rpartition(":")[2] == name:
            return value
    return otherwise


def whole(text: str, otherwise: int) -> int:
    """Read a count as XML has it; ``otherwise`` when it is none.

    One of more digits than any workbook has is as large as 64 bits hold.
    """
    if not (text.isascii() and text.isdigit()):
        return otherwise
    return int(text) if len(text) < _DIGITS_MOST else _MOST


def too_deep() -> RefusedError:
    """Refuse elements within elements without end."""
    return hostile(say("The workbook nests its elements more than {most} deep."), most=DEPTH_MOST)


def _refuse_doctype(*_: object) -> None:
    raise hostile(say("The workbook declares a document type, by which a few bytes become many."))
