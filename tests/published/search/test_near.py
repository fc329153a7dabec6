"""Edit distance: letters added, dropped, changed and turned round."""

import pytest

from pendopo.published.search.near import distance
from tests.published.search.shelf import Index, publication


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("jalan", "jalan", 0),
        ("jaln", "jalan", 1),
        ("jalaan", "jalan", 1),
        ("jalun", "jalan", 1),
        ("jlaan", "jalan", 1),
        ("jembtaan", "jembatan", 1),
        ("abcd", "badc", 2),
        ("jalan", "sumur", 3),
        ("a", "abcd", 3),
    ],
)
def test_the_distance_of_two_words(one, other, far):
    assert distance(one, other, 2) == far
    assert distance(other, one, 2) == far


def test_of_equally_near_words_the_commoner_is_offered(tmp_path):
    index = Index(tmp_path)
    index.add(publication(1, "pasar"), publication(2, "pasar"), publication(3, "pagar"))

    assert index.find("paar").meant == "pasar"
    assert index.find("pagr").meant == "pagar"


def test_a_short_word_may_miss_one_letter_only(tmp_path):
    index = Index(tmp_path)
    index.add(publication(1, "sumur kesehatan"))

    assert index.find("smr").meant == ""
    assert index.find("kesehtan").meant == "kesehatan"
    assert index.find("kesehatnn").meant == "kesehatan"
