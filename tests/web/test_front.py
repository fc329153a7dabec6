"""Who asks is known, and nobody asks too much; what a proxy says is believed of our own only."""

import pytest

from pendopo.programme.config import Serve
from pendopo.web import rates
from pendopo.web.front import Front
from pendopo.web.rates import Rates, cost_of, counted_as


class Door:
    """An application that remembers what it was asked with."""

    def __init__(self) -> None:
        self.heard: list[dict[str, object]] = []

    def __call__(self, environ, start_response):
        self.heard.append(dict(environ))
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"a page"]


@pytest.fixture
def door() -> Door:
    return Door()


def test_an_address_that_asks_too_much_is_told_when_to_come_back(ask, door):
    front = Front(door, Serve(requests_per_minute=60))

    answers = [ask(front, "/en/", REMOTE_ADDR="192.0.2.7") for _ in range(61)]
    other = ask(front, "/en/", REMOTE_ADDR="192.0.2.8")

    assert [answer.status for answer in answers] == [200] * 60 + [429]
    assert answers[-1].headers["Retry-After"] == "1"
    assert answers[-1].headers["X-Content-Type-Options"] == "nosniff"
    assert answers[-1].headers["Access-Control-Allow-Origin"] == "*"
    assert "Retry-After" in answers[-1].headers["Access-Control-Expose-Headers"]
    assert other.status == 200
    assert len(door.heard) == 61


def test_this_machine_and_a_limit_of_none_are_not_counted(ask, door):
    near = Front(door, Serve(requests_per_minute=1))
    free = Front(door, Serve(requests_per_minute=0))

    for _ in range(5):
        assert ask(near, "/en/", REMOTE_ADDR="127.0.0.1").status == 200
        assert ask(near, "/en/", REMOTE_ADDR="::ffff:127.0.0.1").status == 200
        assert ask(free, "/en/", REMOTE_ADDR="192.0.2.7").status == 200


@pytest.mark.parametrize(
    ("path", "query", "cost"),
    [
        ("/en/", "", 1),
        ("/en/registers/datasets/roads/", "q=a", 1),
        ("/data/datasets/roads.csv", "", 5),
        ("/at/3/data/datasets/roads.xlsx", "", 5),
        ("/api/sql", "q=select+1", 10),
        ("/at/3/api/sql.csv", "q=select+1", 10),
        ("/id/sql/", "q=select+1", 10),
        ("/id/sql/", "", 1),
        ("/id/sql", "q=select+1", 10),
        ("/at/3/pt-br/sql", "q=select+1", 10),
        ("/en/registers/datasets/sql/", "q=a", 1),
        ("/data/datasets/sql", "", 1),
    ],
)
def test_an_answer_counts_as_what_it_costs(path, query, cost):
    assert cost_of(path, query) == cost


def test_tokens_come_back_as_time_goes_by():
    now = [0.0]
    counted = Rates(60, clock=lambda: now[0])

    first = [counted.wait("192.0.2.7", 30) for _ in range(3)]
    now[0] += 29.5
    early = counted.wait("192.0.2.7", 30)
    now[0] += 1
    later = counted.wait("192.0.2.7", 30)
    now[0] += 10_000
    much_later = [counted.wait("192.0.2.7", 30) for _ in range(3)]

    assert first == [0, 0, 31]
    assert early == 1
    assert later == 0
    assert much_later == [0, 0, 31]


def test_addresses_longest_unheard_are_forgotten(monkeypatch):
    monkeypatch.setattr(rates, "_ADDRESSES_MOST", 10)
    counted = Rates(60)

    for number in range(100):
        counted.wait(f"192.0.2.{number}", 1)

    assert len(counted._buckets) == 10


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("127.0.0.1", ""),
        ("127.8.9.1", ""),
        ("::1", ""),
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("", ""),
        ("not an address", "not an address"),
    ],
)
def test_who_has_a_whole_network_is_counted_as_one(address, name):
    assert counted_as(address) == name


def test_a_proxy_of_ours_says_who_asks_and_by_which_way(ask, door):
    front = Front(door, Serve(behind=("127.0.0.1", "10.20.0.0/16")))

    ask(
        front,
        "/en/",
        REMOTE_ADDR="127.0.0.1",
        HTTP_X_FORWARDED_FOR="6.6.6.6, 192.0.2.7, 10.20.3.4",
        HTTP_X_FORWARDED_PROTO="https",
    )

    assert door.heard[0]["REMOTE_ADDR"] == "192.0.2.7"
    assert door.heard[0]["wsgi.url_scheme"] == "https"


@pytest.mark.parametrize("address", ["192.0.2.9", "127.0.0.1", "not an address"])
def test_a_stranger_who_says_so_is_not_believed(ask, door, address):
    front = Front(door, Serve(behind=("10.0.0.0/8",)))

    ask(
        front,
        "/en/",
        REMOTE_ADDR=address,
        HTTP_X_FORWARDED_FOR="127.0.0.1",
        HTTP_X_FORWARDED_PROTO="https",
        HTTP_X_FORWARDED_HOST="evil.example",
    )

    assert door.heard[0]["REMOTE_ADDR"] == address
    assert door.heard[0]["wsgi.url_scheme"] == "http"
    assert "HTTP_X_FORWARDED_FOR" not in door.heard[0]


def test_a_way_that_there_is_not_is_not_believed(ask, door):
    front = Front(door, Serve(behind=("127.0.0.1",)))

    ask(front, "/en/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_PROTO="javascript")

    assert door.heard[0]["wsgi.url_scheme"] == "http"


def test_tls_only_is_promised_by_tls_only(ask, door):
    front = Front(door, Serve(behind=("127.0.0.1",), hsts_days=30))
    silent = Front(door, Serve(behind=("127.0.0.1",)))
    by_tls = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"}

    safe = ask(front, "/en/", **by_tls)
    plain = ask(front, "/en/", REMOTE_ADDR="127.0.0.1")
    unset = ask(silent, "/en/", **by_tls)

    assert safe.headers["Strict-Transport-Security"] == "max-age=2592000"
    assert "Strict-Transport-Security" not in plain.headers
    assert "Strict-Transport-Security" not in unset.headers


def test_a_page_of_another_site_may_ask_what_it_may_ask(ask, door):
    answer = ask(Front(door, Serve()), "/data/datasets/roads.csv", method="OPTIONS")

    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert door.heard == []


@pytest.mark.parametrize("length", ["1", "1000000000", "x"])
def test_nothing_is_taken_in(ask, door, length):
    answer = ask(Front(door, Serve()), "/en/", CONTENT_LENGTH=length)

    assert answer.status == 413
    assert door.heard == []
