"""A page is made once for a state of the log, and never shown for another."""

import gzip
import threading

import pytest

from pendopo.web.cache import PageCache, Pages


class Page:
    """What Django gives back: an iterable that knows whether it streams."""

    def __init__(self, body: bytes, *, streaming: bool = False) -> None:
        self._body, self.streaming, self.closed = body, streaming, False

    def __iter__(self):
        return iter([self._body])

    def close(self):
        self.closed = True


class House:
    """An application that counts its views."""

    def __init__(self) -> None:
        self.state = "1.2026-01-01"
        self.views: list[tuple[str, str]] = []
        self.pages: list[Page] = []
        self.status, self.streaming, self.body = "200 OK", False, b"page " * 100
        self.headers = [("Content-Type", "text/html; charset=utf-8")]

    def __call__(self, environ, start_response):
        self.views.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        start_response(self.status, list(self.headers))
        self.pages.append(Page(self.body, streaming=self.streaming))
        return self.pages[-1]


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def cache(house: House) -> PageCache:
    return PageCache(house, lambda: house.state)


@pytest.fixture
def shared() -> Pages:
    return Pages()


def test_a_warm_page_costs_no_view(ask, house, cache):
    first, second = ask(cache, "/en/"), ask(cache, "/en/")

    assert first == second
    assert first.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    assert len(house.views) == 1
    assert house.pages[0].closed


def test_a_publication_makes_every_page_anew(ask, house, cache):
    ask(cache, "/en/")
    house.state = "2.2026-01-01"

    ask(cache, "/en/")

    assert len(house.views) == 2


def test_a_page_of_another_host_scheme_or_question_is_another_page(ask, house, cache):
    ask(cache, "/en/", HTTP_HOST="a.example")
    ask(cache, "/en/", HTTP_HOST="b.example")
    ask(cache, "/en/", HTTP_HOST="a.example", QUERY_STRING="q=road")
    ask(cache, "/en/", **{"HTTP_HOST": "a.example", "wsgi.url_scheme": "https"})

    assert len(house.views) == 4


def test_the_order_of_parameters_makes_no_other_page(ask, house, cache):
    ask(cache, "/en/", QUERY_STRING="a=1&b=2")
    ask(cache, "/en/", QUERY_STRING="b=2&a=1")

    assert len(house.views) == 1


def test_a_past_page_is_kept_for_an_hour_as_what_is_hidden_today_goes_from_it_too(ask, cache):
    past, almost = ask(cache, "/at/12/en/"), ask(cache, "/en/at/12/")

    again = ask(cache, "/at/12/en/", HTTP_IF_NONE_MATCH=past.headers["ETag"])

    assert past.headers["Cache-Control"] == "public, max-age=3600"
    assert again.status == 304
    assert "max-age=60," in almost.headers["Cache-Control"]


def test_a_page_is_packed_for_those_who_read_it_packed(ask, house, cache):
    packed = ask(cache, "/en/", HTTP_ACCEPT_ENCODING="br, gzip")
    plain = ask(cache, "/en/")

    assert gzip.decompress(packed.body) == plain.body == house.body
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert len(house.views) == 1


def test_what_packing_does_not_make_smaller_is_sent_as_it_is(ask, house, cache):
    house.headers = [("Content-Type", "font/woff2")]

    answer = ask(cache, "/font", HTTP_ACCEPT_ENCODING="gzip")

    assert "Content-Encoding" not in answer.headers
    assert answer.body == house.body


def test_the_same_page_is_not_sent_twice(ask, cache):
    tag = ask(cache, "/en/").headers["ETag"]

    again = ask(cache, "/en/", HTTP_IF_NONE_MATCH=f"W/{tag}")

    assert (again.status, again.body) == (304, b"")


def test_head_is_a_page_without_its_body(ask, house, cache):
    head = ask(cache, "/en/", method="HEAD")

    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(house.body))
    assert house.views == [("GET", "/en/")]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_can_be_sent_in(ask, house, cache, method):
    answer = ask(cache, "/en/", method=method)

    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert house.views == []


@pytest.mark.parametrize("status", ["404 Not Found", "400 Bad Request", "302 Found", "500 Oh"])
def test_only_a_page_that_is_there_is_kept(ask, house, cache, status):
    house.status = status

    answer = ask(cache, "/en/")
    ask(cache, "/en/")

    assert answer.headers["Cache-Control"] == "no-cache"
    assert len(house.views) == 2


def test_a_stream_passes_through(ask, house, cache):
    house.streaming = True

    answer = ask(cache, "/data/x.csv")
    head = ask(cache, "/data/x.csv", method="HEAD")

    assert answer.body == house.body
    assert head.body == b""
    assert all(page.closed for page in house.pages)
    assert cache.pages.kept == 0


def test_an_answer_that_says_how_long_it_lasts_is_believed(ask, house, cache):
    house.headers.append(("Cache-Control", "no-store"))

    assert ask(cache, "/en/").headers["Cache-Control"] == "no-store"


def test_the_page_used_longest_ago_leaves_first(ask, house):
    house.headers = [("Content-Type", "application/octet-stream")]
    house.body = bytes(10_000)
    cache = PageCache(house, lambda: house.state, Pages(25_000))
    for path in ("/1", "/2", "/1", "/3", "/1"):
        ask(cache, path)

    ask(cache, "/2")

    assert [path for _, path in house.views] == ["/1", "/2", "/3", "/2"]
    assert cache.pages.kept <= 25_000


def test_a_page_too_large_is_sent_but_not_kept(ask, house, cache):
    house.body = bytes(2 << 20)

    assert ask(cache, "/big").body == house.body
    assert cache.pages.kept == 0


def test_a_question_too_long_is_refused(ask, house, cache):
    assert ask(cache, "/en/", QUERY_STRING="q=" + "a" * 3000).status == 414
    assert ask(cache, "/en/" + "a/" * 3000).status == 414
    assert house.views == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/sql", 200),
        ("/at/2/api/sql.csv", 200),
        ("/en/sql/", 200),
        ("/en/sql", 200),
        ("/en/registers/datasets/sql/", 414),
    ],
)
def test_a_question_in_sql_may_be_longer(ask, cache, path, status):
    assert ask(cache, path, QUERY_STRING="q=" + "a" * 3000).status == status


def test_many_readers_at_once_keep_the_count_of_bytes_right(ask, cache):
    def read() -> None:
        for i in range(50):
            ask(cache, f"/{i % 7}")

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert cache.pages.kept == sum(page.size for page in cache.pages._pages.values())


def test_bytes_that_are_not_encoded_are_not_taken_for_others_that_are(ask, house, cache):
    ask(cache, "/en/", QUERY_STRING="q=\u00c3\u00a9")
    ask(cache, "/en/", QUERY_STRING="q=%C3%83%C2%A9")

    assert len(house.views) == 2


def test_of_equal_names_the_order_makes_another_page(ask, house, cache):
    ask(cache, "/en/", QUERY_STRING="page=1&page=2")
    ask(cache, "/en/", QUERY_STRING="page=2&page=1")

    assert len(house.views) == 2


def test_records_that_share_the_room_never_get_each_others_pages(ask, shared):
    houses = [House(), House()]
    houses[1].body = b"another's " * 100
    caches = [
        PageCache(house, lambda: "1", shared, name)
        for house, name in zip(houses, ("contoh", "umpama"), strict=True)
    ]

    answers = [ask(cache, "/en/").body for cache in (*caches, *caches)]

    assert answers == [houses[0].body, houses[1].body] * 2
    assert [len(house.views) for house in houses] == [1, 1]


def test_a_page_below_another_path_is_another_page(ask, house, cache):
    for path in ("", "/contoh", "/umpama"):
        ask(cache, "/en/", SCRIPT_NAME=path)

    assert len(house.views) == 3
