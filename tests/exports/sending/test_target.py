"""How an address to send to is written, and what it may not hold."""

import pytest

from pendopo.exports.archive.errors import ArchiveError
from pendopo.exports.sending.target import Place, place


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "sftp://ana@host.example:2222/var/www",
            Place("sftp", "host.example", "/var/www", "ana", 2222),
        ),
        ("sftp://host.example/~/www", Place("sftp", "host.example", "www")),
        ("rsync://ana@host.example/www", Place("rsync", "host.example", "/www", "ana")),
        ("ana@host.example:www/data", Place("rsync", "host.example", "www/data", "ana")),
        ("host.example:", Place("rsync", "host.example", ".")),
        ("s3://contoh/hall/site", Place("s3", "contoh", "hall/site")),
        ("s3://contoh", Place("s3", "contoh", "")),
    ],
)
def test_an_address_is_read(text: str, found: Place) -> None:
    assert place(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "www",
        "ftp://host.example/www",
        "sftp:///www",
        "sftp://-oProxyCommand=x/www",
        "-oProxyCommand=x:www",
        "sftp://-l@host.example/www",
        "sftp://host.example/www/../..",
        "sftp://host.example:99999/www",
        "s3://UPPER/x",
        "s3://a_b/x",
    ],
)
def test_any_other_is_refused(text: str) -> None:
    with pytest.raises(ArchiveError, match="no target"):
        place(text)


def test_a_password_in_an_address_is_refused() -> None:
    with pytest.raises(ArchiveError, match="PENDOPO_SFTP_PASSWORD"):
        place("sftp://ana:secret@host.example/www")
