"""Addresses in an archive: which file each is, and how it is written anew on every kind of page."""

from pathlib import Path

import pytest

from pendopo.exports.archive.copy import Copy
from pendopo.exports.archive.errors import ArchiveError
from pendopo.exports.archive.places import Places, pretty, relative
from tests.exports.archive.conftest import Answers, make, page

BASE = Copy("https://data.contoh.example/hall", "https://live.contoh.example")
S = "http://archive.invalid"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/", "index.html"),
        ("/en/", "en/index.html"),
        ("/at/7/en/log/", "en/log/index.html"),
        ("/en/log/?page=2", "en/log/page~2/index.html"),
        ("/en/log/index.json?page=2", "en/log/page~2/index.json"),
        ("/en/x/?table=t&show=new&page=3", "en/x/page~3/show~new/table~t/index.html"),
        ("/data/datasets/roads.csv", "data/datasets/roads.csv"),
        ("/en/offices/d%C3%A9sa/", "en/offices/désa/index.html"),
        ("/at/6/en/", ""),
        ("/en/search/?q=x", ""),
        ("/api/sql", ""),
        ("/openapi.json", ""),
        ("/sitemap.xml", ""),
        ("/en/%2e%2e/x/", ""),
        ("/en/a%2Fb/", ""),
        ("/en/.hidden/", ""),
        ("/en//x/", ""),
        ("/en/log/?page=../../x", ""),
        ("/en/" + "a" * 201 + "/", ""),
    ],
)
def test_an_address_is_one_file_or_none(address: str, place: str) -> None:
    assert Places(7).of(address) == place


def test_an_address_is_asked_at_its_state() -> None:
    places = Places(7)

    assert places.asked("/en/log/?page=2") == "/at/7/en/log/?page=2"
    assert places.asked("/at/7/en/") == "/at/7/en/"
    assert places.asked("/static/look.abc.css") == "/static/look.abc.css"


def test_links_lead_from_file_to_file() -> None:
    assert relative("en/a/index.html", "en/index.html") == "../index.html"
    assert relative("en/a/index.html", "en/a/index.html") == "index.html"
    assert relative("index.html", "a b/ö:1/index.html") == "a%20b/%C3%B6%3A1/index.html"
    assert pretty("en/a/index.html") == "en/a/"
    assert pretty("index.html") == ""


def _made(tmp_path: Path, public: Path, body: str, more: Answers, copy: Copy | None = None) -> str:
    make(tmp_path / "out", public, {"/en/": page(body), **more}, copy=copy)
    return (tmp_path / "out" / "en" / "index.html").read_text("utf-8")


MORE: Answers = {
    "/en/b/": page("b"),
    "/en/b/?page=2": page("b2"),
    "/en/gone/": ("404 Not Found", "text/plain", b""),
    "/en/row/": ("302 Found", "/en/b/?page=2#row-1.2%2520", b""),
    "/en/loop/": ("302 Found", "/en/loop/", b""),
    "/static/look.css": ("200 OK", "text/css; charset=utf-8", b'x{a:url("fonts/f.woff2")}'),
    "/static/fonts/f.woff2": ("200 OK", "font/woff2", b"\0font"),
    "/data/x.csv": ("200 OK", "text/csv", b"a\r\n"),
}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="/en/b/">b</a>', '<a href="b/index.html">b</a>'),
        ('<a href="b/#x">b</a>', '<a href="b/index.html#x">b</a>'),
        (
            '<a class="k" href="/en/b/?page=2">b</a>',
            '<a class="k" href="b/page~2/index.html">b</a>',
        ),
        ('<a href="/en/row/">r</a>', '<a href="b/page~2/index.html#row-1.2%2520">r</a>'),
        ('<a href="#x">x</a>', '<a href="#x">x</a>'),
        ('<a href="/en/#x">x</a>', '<a href="#x">x</a>'),
        ('<a class="k" href="/en/gone/" download="x">g</a>', '<a class="k">g</a>'),
        ('<a href="/en/loop/">g</a>', "<a>g</a>"),
        ('<a href="/en/b/?q=1">q</a>', "<a>q</a>"),
        ('<a href="https://else.example/?a=1&amp;b=2">e</a>',) * 2,
        ('<a href="mailto:a@b.example">m</a>',) * 2,
        (f'<link rel="alternate" href="{S}/en/gone/"><p>', "<p>"),
        ('<use href="/en/b/#s" />', '<use href="b/index.html#s" />'),
        ('<a href="/log/checkpoint">l</a>', '<a href="../log/checkpoint">l</a>'),
        ('<a href="/log/history/99.checkpoint">l</a>', "<a>l</a>"),
        ("<p title='\"a\"'>&lt;&amp;&#x27;é</p><!-- c --><br>",) * 2,
        (f"<p>See {S}/en/b/.</p>", "<p>See ADDRESS/en/b/.</p>"),
        (f"<p>{S}/en/b/?page=2</p>", "<p>ADDRESS/en/b/page~2/</p>"),
        (f"<p>{S}/</p>", "<p>ADDRESS/</p>"),
        (f"<code>pendopo verify {S}/</code>", "<code>pendopo verify ADDRESS/</code>"),
        (f"<code>&quot;{S}/data/x.csv&quot;</code>", "<code>&quot;ADDRESS/data/x.csv&quot;</code>"),
        (
            f'<script type="application/ld+json">{{"url": "{S}/en/b/"}}</script>',
            '<script type="application/ld+json">{"url": "b/index.html"}</script>',
        ),
        (
            '<a href="mailto:a@b.example?body=http%3A%2F%2Farchive.invalid%2Fen%2Fb%2F%0D">m</a>',
            '<a href="mailto:a@b.example?body=ADDRESS%2Fen%2Fb%2F%0D">m</a>',
        ),
        (
            """<a title='"b" &amp; c' hidden href='/en/b/'>b</a>""",
            '<a title="&quot;b&quot; &amp; c" hidden href="b/index.html">b</a>',
        ),
        (
            '<svg viewBox="0 0 1 1"><a href="/en/b/?q=1"><path d="M1 1"/></a></svg>',
            '<svg viewBox="0 0 1 1"><a><path d="M1 1"/></a></svg>',
        ),
        ('<!-- <a href="/en/b/"> --><p title="a > b">',) * 2,
        ('<img srcset="/en/b/ 2x, /en/gone/ 3x">', '<img srcset="b/index.html 2x">'),
    ],
)
def test_a_page_is_rewritten_where_it_names_an_address(
    tmp_path: Path, public: Path, before: str, after: str
) -> None:
    assert _made(tmp_path, public, before, MORE) == f"<!doctype html>{after}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"<p>{S}/en/b/</p>", "<p>https://data.contoh.example/hall/en/b/</p>"),
        (
            f'<link rel="canonical" href="{S}/en/b/">',
            '<link rel="canonical" href="https://data.contoh.example/hall/en/b/">',
        ),
        ('<a href="/en/b/?q=1">q</a>', '<a href="https://live.contoh.example/en/b/?q=1">q</a>'),
        (
            '<a href="/at/3/en/b/">3</a>',
            '<a href="https://live.contoh.example/at/3/en/b/">3</a>',
        ),
        (f"<code>{S}/api/sql?q=…</code>", "<code>https://live.contoh.example/api/sql?q=…</code>"),
    ],
)
def test_an_archive_with_an_address_names_it(
    tmp_path: Path, public: Path, before: str, after: str
) -> None:
    made = _made(tmp_path, public, before, MORE, BASE)

    assert made == f"<!doctype html>{after}"


def test_styles_fonts_feeds_and_data_follow(tmp_path: Path, public: Path) -> None:
    more = {
        **MORE,
        "/en/feed.atom": (
            "200 OK",
            "application/atom+xml; charset=utf-8",
            f'<feed><link href="{S}/en/b/?page=2"/><id>{S}/en/b/?a=1&amp;b=2</id>'
            f'<link rel="alternate" type="text/html" href="{S}/en/b/" />'
            f'<entry><link rel="alternate" type="text/html" href="{S}/at/1/en/b/" /></entry>'
            "</feed>".encode(),
        ),
        "/en/index.json": ("200 OK", "application/json", f'{{"page": "{S}/en/b/"}}'.encode()),
    }
    body = (
        '<link rel="stylesheet" href="/static/look.css"><link href="/en/feed.atom">'
        '<link href="/en/index.json"><a href="/data/x.csv">x</a>'
    )

    _made(tmp_path, public, body, more)

    out = tmp_path / "out"
    assert (out / "static/look.css").read_bytes() == b'x{a:url("fonts/f.woff2")}'
    assert (out / "static/fonts/f.woff2").read_bytes() == b"\0font"
    assert (out / "data/x.csv").read_bytes() == b"a\r\n"
    assert (out / "en/index.json").read_text("utf-8") == '{"page": "b/index.html"}'
    feed = (out / "en/feed.atom").read_text("utf-8")
    assert '<link href="b/page~2/index.html"/>' in feed
    assert feed.count('type="text/html" href="b/index.html"') == 2  # a past state is not in here


def test_a_fault_of_the_site_ends_the_run(tmp_path: Path, public: Path) -> None:
    more = {"/en/b/": ("500 Internal Server Error", "text/html", b"")}

    with pytest.raises(ArchiveError, match="was answered with"):
        _made(tmp_path, public, '<a href="/en/b/">b</a>', more)

    assert not (tmp_path / "out" / "log" / "checkpoint").exists()


def test_the_front_leads_to_the_first_language(tmp_path: Path, public: Path) -> None:
    _made(tmp_path, public, "home", {})

    front = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert '<meta http-equiv="refresh" content="0; url=en/index.html">' in front
    assert '<a href="en/index.html" lang="en" hreflang="en">English</a>' in front
