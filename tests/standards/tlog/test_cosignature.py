import pytest

from pendopo.standards.tlog.cosignature import (
    CosignatureError,
    ed25519_message,
    mldsa_message,
    split,
)

TEXT = b"contoh.example/log\n5\n" + b"A" * 43 + b"=\n"


def test_a_cosignature_is_a_time_of_63_bits_and_a_signature():
    latest = (2**63 - 1).to_bytes(8, "big")

    assert split(latest + b"s") == (2**63 - 1, b"s")
    assert split(bytes(8) + b"signature") == (0, b"signature")
    for wrong in (b"", bytes(7), bytes(8), (2**63).to_bytes(8, "big") + b"s"):
        with pytest.raises(CosignatureError):
            split(wrong)


def test_what_an_ed25519_witness_signs_is_the_time_and_the_whole_text():
    assert ed25519_message(7, TEXT) == b"cosignature/v1\ntime 7\n" + TEXT


def test_what_an_mldsa_witness_signs_is_as_c2sp_lays_it_out():
    found = mldsa_message("ngo", 2**40, TEXT + b"an extension that is not signed\n")

    assert found == (
        b"subtree/v1\n\0"
        b"\x03ngo"
        + (2**40).to_bytes(8, "big")
        + b"\x12contoh.example/log"
        + bytes(8)
        + (5).to_bytes(8, "big")
        + bytes(32)
    )


def test_names_of_255_bytes_are_signed_and_longer_ones_are_not():
    assert mldsa_message("n" * 255, 1, TEXT)[12] == 255
    with pytest.raises(CosignatureError, match="255"):
        mldsa_message("n" * 256, 1, TEXT)
    with pytest.raises(CosignatureError, match="255"):
        mldsa_message("n", 1, TEXT.replace(b"contoh", b"c" * 300))
    assert mldsa_message("n", 1, TEXT.replace(b"contoh.example/log", b"c" * 255))


def test_only_a_checkpoint_is_cosigned():
    for wrong in (b"no checkpoint\n", b"\xff\n"):
        with pytest.raises(CosignatureError, match="only checkpoints"):
            mldsa_message("n", 1, wrong)
