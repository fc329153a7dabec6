"""``pendopo.toml``: what is written is read back, and what is wrong is named."""

import dataclasses
import zoneinfo
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pendopo.programme.config import (
    Config,
    ConfigError,
    Government,
    Limits,
    LogSettings,
    MirrorSettings,
    Peers,
    Publishing,
    Pull,
    Serve,
    load,
    parse,
    render,
)
from pendopo.programme.settings import LANGUAGES, LEVELS, SECTIONS, SETTINGS
from pendopo.terms.licence import licence_ids

REGENCY = Config(
    Government("Regency of Example", "regency", "ID", ("id", "en"), "IDR", "Asia/Jakarta"),
    LogSettings("data.example.org/log"),
)


def changed(section: str, **values: object) -> Config:
    part = dataclasses.replace(getattr(REGENCY, section), **values)
    return dataclasses.replace(REGENCY, **{section: part})


def written(section: str, key: str, value: str) -> str:
    """The regency's file with one value put in as it stands."""
    lines = render(REGENCY).splitlines()
    at = lines.index(f"[{section}]")
    line = next(n for n in range(at, len(lines)) if lines[n].startswith(f"{key} = "))
    lines[line] = f"{key} = {value}"
    return "\n".join(lines)


def fault(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    return str(caught.value)


# Everything but control and line characters, surrogates and characters that turn text round.
names = st.text(
    st.characters(
        exclude_categories=["Cc", "Cs", "Zl", "Zp"],
        exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ),
    max_size=80,
).map(str.strip)
configs = st.builds(
    Config,
    st.builds(
        Government,
        name=names.filter(bool),
        level=st.sampled_from(LEVELS),
        country=st.text("ABCXYZ", min_size=2, max_size=2),
        languages=st.permutations(list(LANGUAGES)).map(tuple),
        currency=st.text("ABCXYZ", min_size=3, max_size=3),
        timezone=st.sampled_from(sorted(zoneinfo.available_timezones())),
        accent_hue=st.integers(0, 359),
        invented=st.booleans(),
        contact=st.sampled_from(["", "data@uji.example", "https://uji.example/tanya?x=1"]),
    )
    | st.builds(
        Government,
        name=names.filter(bool),
        level=st.just("city"),
        country=st.just("PH"),
        languages=st.just(("en",)),
        currency=st.just("PHP"),
        timezone=st.just("Asia/Manila"),
        role=st.just("observer"),
        observes=names.filter(bool),
    ),
    st.builds(
        LogSettings, st.from_regex(r"[a-z0-9]{1,9}\.org(/[a-z0-9_~-]{1,9}){0,3}", fullmatch=True)
    ),
    st.builds(Publishing, st.sampled_from(["", *licence_ids()]), names),
    st.builds(Limits, st.integers(1, 100_000), st.integers(512, 1_000_000), st.integers(1, 86_400)),
    st.builds(
        Pull, st.lists(st.sampled_from(["ckan.intra", "10.0.0.0/8", "fd00::/8", "::1"])).map(tuple)
    ),
    st.builds(Serve, st.sampled_from(["127.0.0.1", "::1", "localhost"]), st.integers(1, 65_535)),
    st.builds(
        Peers, st.lists(st.sampled_from(["https://m.example", "http://127.0.0.1:8/x"])).map(tuple)
    ),
    st.just(MirrorSettings()) | st.just(MirrorSettings("https://m.example", "m.example/log+0+x")),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(configs)
def test_a_rendered_configuration_reads_back_as_it_was(config):
    text = render(config)

    assert parse(text) == config


def test_a_file_on_disk_is_loaded_and_a_mark_of_byte_order_does_no_harm(tmp_path):
    path = tmp_path / "pendopo.toml"
    path.write_bytes(b"\xef\xbb\xbf" + render(REGENCY).encode())

    config = load(path)

    assert config == REGENCY


def test_every_setting_stands_in_a_new_file_below_what_it_means():
    lines = render(REGENCY).splitlines()

    found = {name for name in (line.split(" = ")[0] for line in lines) if " " not in name}

    assert found >= {setting.key for setting in SETTINGS}
    for setting in SETTINGS:
        start = lines.index(f"[{setting.section}]")
        key = next(n for n in range(start, len(lines)) if lines[n].startswith(setting.key + " = "))
        comment = " ".join(line.removeprefix("# ") for line in lines[start:key])
        assert setting.meaning in comment


def test_every_setting_has_a_field_with_the_same_default():
    fields = {
        (section, field.name): field
        for section in SECTIONS
        for field in dataclasses.fields(type(getattr(REGENCY, section)))
    }

    settings = {(setting.section, setting.key): setting for setting in SETTINGS}

    assert fields.keys() == settings.keys()
    for key, field in fields.items():
        if field.default is not dataclasses.MISSING:
            assert settings[key].default == field.default, key


def test_every_example_is_a_value_that_the_setting_takes():
    wrong = [setting.name for setting in SETTINGS if setting.check(setting.example)]

    assert wrong == []


def test_a_language_on_offer_has_its_catalogue():
    locale = Path(__file__).parents[2] / "src/pendopo/locale"

    catalogues = {path.parents[1].name for path in locale.glob("*/LC_MESSAGES/django.po")}

    assert set(LANGUAGES) - {"en"} <= catalogues


@pytest.mark.parametrize(
    ("section", "key", "value", "words"),
    [
        ("government", "name", '""', "government.name is ''; write a name"),
        ("government", "name", '"two\\nlines"', "write one line of at most 300 characters"),
        ("government", "name", '"a\\u202eb"', "write one line"),
        ("government", "name", '" a"', "without spaces around it"),
        ("government", "name", f'"{"a" * 301}"', "write one line of at most 300"),
        ("government", "name", "3", "government.name is 3; write text in quotation marks"),
        ("government", "level", '"regncy"', "Did you mean regency?"),
        ("government", "country", '"IDN"', "write two capital letters"),
        ("government", "country", '"id"', "write two capital letters"),
        ("government", "languages", '"id"', "write a list of texts in square brackets"),
        ("government", "languages", "[1]", "write a list of texts in square brackets"),
        ("government", "languages", "[]", 'write one or more of "en" (English)'),
        ("government", "languages", '["fr"]', 'write one or more of "en" (English)'),
        ("government", "languages", '["id", "id"]', "each once"),
        ("government", "currency", '"rupiah"', "write three capital letters"),
        ("government", "timezone", '"Asia/Jakrta"', "Did you mean Asia/Jakarta?"),
        ("government", "timezone", '"../etc/passwd"', "a zone of the IANA database"),
        ("government", "accent_hue", "360", "write a number from 0 to 359"),
        ("government", "accent_hue", "true", "write a whole number"),
        ("government", "invented", '"yes"', "write true or false"),
        ("government", "role", '"watcher"', "write one of government, observer"),
        ("government", "role", '"observer"', "write the name of the government that is observed"),
        ("government", "observes", '"X"', 'write role = "observer"'),
        ("government", "contact", '"ask us"', "write an e-mail address"),
        ("government", "contact", '"javascript:alert(1)"', "write an e-mail address"),
        ("log", "origin", '"https://data.example.org/log"', "without https://"),
        ("log", "origin", '"Data.example.org/log"', "in lower case"),
        ("log", "origin", '"data.example.org/my log"', "spaces"),
        ("log", "origin", '"data.example.org/a+b"', "a plus"),
        ("log", "origin", '"data.example.org/log/"', "a slash at the end"),
        ("log", "origin", '"data.example.org/../log"', "a host and a path"),
        ("publishing", "licence", '"CC-BY"', "Did you mean CC-BY-4.0?"),
        ("limits", "file_mb", "0", "write a number from 1 to 100000"),
        ("limits", "memory_mb", "1.5", "write a whole number"),
        ("pull", "allow_private", '["10.0.0.1/8"]', 'such as "ckan.intra.example"'),
        ("pull", "allow_private", '["http://x"]', 'such as "ckan.intra.example"'),
        ("serve", "host", '"a b"', "such as 127.0.0.1"),
        ("serve", "port", "70000", "write a number from 1 to 65535"),
    ],
)
def test_a_wrong_value_is_refused_with_what_to_write(section, key, value, words):
    text = written(section, key, value)

    message = fault(text)

    assert message.startswith("pendopo.toml: ")
    assert f"{section}." in message
    assert words in message


def test_an_unknown_key_is_refused_with_what_was_probably_meant():
    text = render(REGENCY).replace("timezone =", "timezon =")

    message = fault(text)

    assert "government.timezon is unknown" in message
    assert "Did you mean timezone?" in message


def test_an_unknown_section_is_refused_with_what_was_probably_meant():
    text = render(REGENCY) + "\n[limit]\nseconds = 3\n"

    message = fault(text)

    assert "section [limit] is unknown" in message
    assert "Did you mean limits?" in message


def test_a_key_outside_any_section_is_refused():
    text = "every = 3\n" + render(REGENCY)

    message = fault(text)

    assert "key every is unknown; write one of [government], [log]" in message


def test_a_section_that_is_a_value_is_refused():
    text = 'serve = "here"\n' + render(REGENCY).split("# The web server")[0]

    message = fault(text)

    assert "serve is 'here'; write a section [serve]" in message


def test_every_missing_key_is_named_at_once_with_an_example():
    message = fault("")

    assert message.count("\n") == 5
    assert 'log.origin is missing; write origin = "data.example.org/log" under [log]' in message


def test_what_is_not_toml_is_refused_with_its_line():
    message = fault("[government]\nname = Kabupaten")

    assert "not TOML" in message
    assert "line 2" in message


def test_a_missing_file_is_refused_with_how_to_make_one(tmp_path):
    with pytest.raises(ConfigError, match="pendopo init") as caught:
        load(tmp_path / "pendopo.toml")

    assert str(tmp_path) in str(caught.value)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "pendopo.toml"
    path.write_bytes(render(REGENCY).replace("Regency", "Régence").encode("latin-1"))

    with pytest.raises(ConfigError, match="save it as UTF-8"):
        load(path)


def test_what_would_be_refused_is_not_written_either():
    config = changed("government", name="two\nlines")

    with pytest.raises(ConfigError, match="one line"):
        render(config)


def test_the_shortest_file_takes_the_defaults():
    text = (
        '[government]\nname = "X"\nlevel = "city"\ncountry = "PH"\nlanguages = ["en"]\n'
        'currency = "PHP"\n[log]\norigin = "x.example/log"\n'
    )

    config = parse(text)

    assert config.limits == Limits()
    assert config.government.timezone == "UTC"
    assert config.serve == Serve()


@pytest.mark.parametrize("place", ["m.example", "https://m.example/?x", "https://u@m.example", "x"])
def test_an_address_of_a_mirror_is_one(place):
    for section, key in (("peers", "mirrors"), ("peers", "follow")):
        assert f"{section}.{key} is" in fault(written(section, key, f'["{place}"]'))


def test_a_mirror_is_held_to_a_key():
    said = fault(written("mirror", "of", '"https://m.example"'))

    assert "mirror.key is '' but mirror.of is not; begin a mirror with: pendopo follow" in said


@pytest.mark.parametrize(
    ("said", "write"),
    [
        ('["saksi"]', "a name of policy.txt, a space and an address each"),
        ('["saksi monitor.example"]', "a name of policy.txt, a space and an address each"),
        ('["saksi https://a.example", "saksi https://b.example"]', "each witness once"),
    ],
)
def test_where_a_witness_tells_what_it_has_seen_is_a_name_and_an_address(said, write):
    assert f"write {write}" in fault(written("peers", "monitoring", said))

    found = parse(written("peers", "monitoring", '["saksi https://a.example/m"]'))
    assert found.peers.places == {"saksi": "https://a.example/m"}
