"""A publisher says in several languages what a file is."""

import pytest

from pendopo.programme.programme import Programme
from pendopo.terms.spoken import as_written

pytestmark = pytest.mark.usefixtures("home")


def said(home):
    programme = Programme.open(home)
    [publication] = programme.state().current()
    return programme.metadata(publication)


def test_a_title_is_published_in_every_language_and_kept_with_the_next_file(
    publish, villages, home
):
    first = ("--title", "Villages", "--title-in", "id=Desa", "--note-in", "id=Pertama")
    publish(villages, "villages", *first)
    again = publish(villages, "villages", *first)
    villages.write_text(villages.read_text() + "Misal,2026,7\n")
    after = publish(villages)

    metadata = said(home)
    assert "these bytes stand already" in again.output
    assert after.exit_code == 0, after.output
    assert as_written(metadata.title) == {"en": "Villages", "id": "Desa"}
    assert as_written(metadata.note) == ""


def test_another_wording_is_a_reason_to_publish_the_same_bytes_again(publish, villages, home):
    publish(villages, "villages", "--title", "Villages")
    publish(villages, "villages", "--title", "Villages", "--title-in", "id=Desa")

    assert as_written(said(home).title) == {"en": "Villages", "id": "Desa"}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--title-in", "indonesian=Desa"), "the code of a language"),
        (("--title-in", "Desa"), "a language, = and the text"),
        (("--title", "Villages", "--title-in", "en=Desa"), "each language once"),
        (("--description-in", "id= "), "a text for each language"),
    ],
)
def test_what_is_no_language_or_no_text_is_told_with_an_example(given, told, publish, villages):
    result = publish(villages, "villages", *given)

    assert result.exit_code == 2
    assert told in result.output
    assert f'{given[-2]} en="Road repairs in 2026"' in result.output


def test_a_person_named_in_another_language_stops_the_file(publish, villages):
    result = publish(
        villages, "villages", "--title", "Villages", "--title-in", "id=budi@desa.example"
    )

    assert result.exit_code == 1
    assert "--title holds what looks like personal data" in result.output
