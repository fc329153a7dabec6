import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.standards.tlog.checkpoint import Checkpoint, CheckpointError, parse_checkpoint

ROOT = base64.b64encode(bytes(range(32))).decode()
ORIGINS = st.text(st.characters(exclude_characters="\n"), min_size=1)


def test_a_real_checkpoint_reads_as_its_origin_size_and_root(notes):
    text = notes["sumdb"]["note"].partition("\n\n")[0] + "\n"

    checkpoint = parse_checkpoint(text)

    assert checkpoint.origin == notes["sumdb"]["origin"]
    assert checkpoint.size == 35225469
    assert checkpoint.text() == text


@given(ORIGINS, st.integers(0, 10**18), st.binary(min_size=32, max_size=32), st.lists(ORIGINS))
def test_a_checkpoint_reads_back_as_it_was_written(origin, size, root, extensions):
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))

    assert parse_checkpoint(checkpoint.text()) == checkpoint


@given(st.text() | st.from_regex(r"o\n[0-9]*\n[A-Za-z0-9+/]*=*\n", fullmatch=True))
def test_reading_a_checkpoint_gives_one_or_a_checkpoint_error(text):
    try:
        checkpoint = parse_checkpoint(text)
    except CheckpointError:
        return

    assert checkpoint.text() == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"o\n01\n{ROOT}\n", "'01' is no size"),
        (f"o\n-1\n{ROOT}\n", "'-1' is no size"),
        (f"o\n\u0661\n{ROOT}\n", "is no size"),
        (f"o\n1 \n{ROOT}\n", "is no size"),
        (f"o\n{'9' * 20}\n{ROOT}\n", "is no size"),
        (f"o\n1\n{ROOT[:-1]}\n", "is no hash"),
        (f"o\n1\n{ROOT[:-2]}9=\n", "is no hash"),
        ("o\n1\nAAAA\n", "is no hash"),
        ("o\n1\nÄ\n", "is no hash"),
        (f"o\n1\n{ROOT}", "three or more lines"),
        (f"\n1\n{ROOT}\n", "none of them empty"),
        (f"o\n1\n{ROOT}\n\n", "none of them empty"),
        ("o\n1\n", "three or more lines"),
        ("", "three or more lines"),
    ],
)
def test_what_is_not_a_checkpoint_is_refused_by_its_line(text, said):
    with pytest.raises(CheckpointError, match=said):
        parse_checkpoint(text)
