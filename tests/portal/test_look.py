"""The style sheet is the blocks, joined in the order of look.css, under a name of its bytes."""

import re
from pathlib import Path

import pytest

import pendopo.portal
from pendopo.portal import accent, look
from pendopo.portal.accent import contrast

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


def classes(css: str) -> set[str]:
    """The classes that a style sheet names, outside its values."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return set(re.findall(r"\.([a-z][a-z0-9_-]*)", re.sub(r"\{[^{}]*\}", "{}", bare)))


@pytest.mark.parametrize("block", sorted((STATIC / "blocks").iterdir()), ids=lambda path: path.stem)
def test_every_class_of_a_block_is_seen_on_the_parts_page(read, block):
    page = read("/en/parts/").body.decode()
    shown = {name for names in re.findall(r'class="([^"]+)"', page) for name in names.split()}

    # The hero is the first page's own.
    elsewhere = {"masthead__hero", "masthead__plan"}

    assert classes(block.read_text()) - shown <= elsewhere


def test_the_parts_page_is_reached_from_the_page_about_the_site(read):
    assert 'href="/en/parts/"' in read("/en/about/").body.decode()


PHYSICAL = re.compile(
    r"""(?<![-\w])(?:
        (?:margin|padding|border|inset)-(?:left|right|top|bottom)
        |border-(?:top|bottom)-(?:left|right)-radius
        |(?:left|right|top|bottom|width|height|min-width|max-width|min-height|max-height)\s*:
        |(?:text-align|float|clear)\s*:\s*(?:left|right)
        |(?:margin|padding|inset)\s*:\s*[^\s;]+(?:\s+[^\s;]+){3}\s*;
        |border-radius\s*:\s*[^\s;]+(?:\s+[^\s;]+)+\s*;
    )""",
    re.VERBOSE,
)


@pytest.mark.parametrize("text", ["left: 0;", "margin-right: 1rem;", "border-radius: 0 1px 1px 0;"])
def test_a_side_named_by_hand_would_be_found(text):
    assert PHYSICAL.search(f".block {{ {text} }}")


def test_no_style_names_left_or_right_so_that_a_page_can_run_the_other_way():
    # Media queries ask for the width of a screen, which has no other side.
    css = re.sub(r"@(?:media|container)[^{]*", "", look.stylesheet())

    assert [css[m.start() - 40 : m.end() + 20] for m in PHYSICAL.finditer(css)] == []


def tokens(scheme: str) -> dict[str, str]:
    """The colours that hold in a scheme: those of light, over them those of the scheme."""
    css = (STATIC / "tokens.css").read_text()
    light, dark, _forced, _print = css.split("@media")
    found = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{3,6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{3,6});", dark))
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("--ink", "--paper", 7),
        ("--ink-soft", "--paper", 4.5),
        ("--ink-soft", "--stone", 4.5),
        ("--ink-soft", "--accent-tint", 4.5),
        ("--ink", "--stone-deep", 4.5),
        ("--accent", "--paper", 4.5),
        ("--accent", "--stone", 4.5),
        ("--accent", "--accent-tint", 4.5),
        ("--paper", "--accent", 4.5),
        ("--on-roof", "--accent-deep", 7),
        ("--ask", "--ask-tint", 4.5),
        ("--ask-line", "--paper", 3),
        ("--stop", "--paper", 4.5),
        ("--edge", "--paper", 3),
        ("--edge", "--stone", 3),
    ],
)
def test_every_pair_of_colours_can_be_told_apart(scheme, text, ground, least):
    colours = tokens(scheme)

    assert contrast(colours[text], colours[ground]) >= least


def test_readers_with_their_own_colours_keep_them():
    """No colour of ours is left over: in forced colours each token is the reader's."""
    css = (STATIC / "tokens.css").read_text()
    [forced] = [part for part in css.split("@media") if part.startswith(" (forced-colors: active)")]

    assert set(re.findall(r"(--[a-z-]+):", forced)) == set(tokens("light"))
    assert not re.search(r"#[0-9a-f]{3}", forced)
    assert "@media (forced-colors:active){:root{--accent:LinkText" in accent.stylesheet(165)


def test_nothing_moves_for_readers_who_asked_for_stillness():
    css = look.stylesheet()
    moving = r"transition|animation|scroll-behavior"
    still = re.sub(r"@media \(prefers-reduced-motion: no-preference\) \{[^}]*\}\s*\}", "", css)

    assert re.search(moving, css)
    assert not re.search(moving, still)


def test_the_font_is_small_and_only_for_headings():
    font = STATIC / "fonts" / "plus-jakarta-sans-latin-700-normal.woff2"

    assert font.stat().st_size <= 25_000
    assert look.stylesheet().count("@font-face") == 1
    assert "font-display: swap" in look.stylesheet()
