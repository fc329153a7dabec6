"""``hub.toml`` is read strictly: what is wrong is told with what to write instead."""

import pytest

from pendopo.programme.config import ConfigError
from pendopo.programme.hub.settings import Kind, parse, render
from tests.programme.hub.small import HUB


def test_a_hub_names_its_members_and_how_it_is_served():
    hub = parse(HUB + "\n[serve]\nport = 8500\n")

    assert [one.kind for one in hub.members] == [
        Kind.OWN, Kind.OBSERVED, Kind.FOLLOWED, Kind.LISTED, Kind.OWN,
    ]  # fmt: skip
    assert [one.host for one in hub.members if one.host] == ["data.contoh.example"]
    assert (hub.member("nobody"), hub.serve.port, hub.open) == (None, 8500, 2)


def test_what_is_written_is_read_again():
    hub = parse(HUB)

    assert parse(render(hub)) == hub


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('code = "contoh"', 'code = "id"'), "that are no language's code"),
        (('code = "contoh"', 'code = "pt-br"'), "that are no language's code"),
        (('code = "contoh"', 'code = "static"'), "the hub itself answers there"),
        (('code = "umpama"', 'code = "contoh"'), "2 members have the code 'contoh'"),
        (('kind = "observed"', 'kind = "observer"'), "Did you mean observed?"),
        (('"members/umpama"', '"members/contoh"'), "2 members have the folder"),
        (('folder = "members/umpama"', ""), "member umpama: folder is ''"),
        (('locality = "Nun Jauh, Contoh"', ""), "member nun-jauh: locality is ''"),
        (('ogp = "ogp.csv"', ""), "has a locality, but hub.ogp is ''"),
        (('host = "data', 'host = "https://data'), "without https:// and port"),
        (("open = 2", "opened = 2"), "opened is unknown"),
        (("open = 2", "open = 0"), "hub.open is 0; write a number from 1 to 1000"),
        (('region = "Bali"', "region = 3"), "member.region is 3"),
        (("[[member]]", "[member]", 5), "not TOML"),
        (("[hub]", "[hob]"), "Did you mean hub?"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_write(change, told):
    with pytest.raises(ConfigError) as refused:
        parse(HUB.replace(*change))

    assert told in str(refused.value)
    assert str(refused.value).startswith("hub.toml: ")


def test_one_section_of_a_member_in_single_brackets_is_told():
    with pytest.raises(ConfigError, match=r"write \[\[member\]\] in two brackets"):
        parse('[hub]\nname = "A"\n[member]\ncode = "contoh"\nkind = "own"\nfolder = "x"\n')
