"""The style sheet is the blocks, joined in the order of look.css, under a name of its bytes."""

import re
from pathlib import Path

import pendopo.portal
from pendopo.portal import look

STATIC = Path(pendopo.portal.__file__).parent / "static"


def test_every_block_is_joined_once():
    listed = re.findall(r'"(blocks/[a-z]+\.css)"', (STATIC / "look.css").read_text())

    assert sorted(listed) == sorted(f"blocks/{p.name}" for p in (STATIC / "blocks").iterdir())
    assert "@import" not in look.stylesheet()
    assert "/*" not in look.stylesheet()
    assert look.stylesheet().startswith("@layer tokens, base, blocks;")


def test_every_block_says_its_html_first():
    for path in (STATIC / "blocks").iterdir():
        assert path.read_text().startswith("/* "), path.name


def test_every_class_of_a_template_is_styled_or_bare():
    css = look.stylesheet()
    used = {
        name
        for path in (STATIC.parent).rglob("*.html")
        for classes in re.findall(r'class="([^"{%]+)"', path.read_text())
        for name in classes.split()
    }
    # A name that groups, styled through what is inside it.
    bare = {"findings", "banner--note"}

    assert {name for name in used if f".{name}" not in css} <= bare


def test_the_page_links_what_is_served(read):
    text = read("/en/").body.decode()
    for path in re.findall(r'href="(/static/[^"]+)"', text):
        answer = read(path)
        assert answer.status == 200, path
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_another_name_is_not_served(read):
    assert read("/static/look.000000000000.css").status == 404
    assert read("/static/accent.352.000000000000.css").status == 404
    assert read("/static/accent.999.000000000000.css").status == 404
    assert read("/static/fonts/look.css").status == 404
    assert read("/static/tokens.css").status == 404


def test_the_font_comes_with_its_licence(read):
    assert read("/static/fonts/OFL.txt").status == 200
    assert (
        read("/static/fonts/plus-jakarta-sans-latin-700-normal.woff2").headers["Content-Type"]
        == "font/woff2"
    )
