"""Where somebody is signed in is told as they would call it."""

import pytest

_ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-A055F) AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("agent", "called"),
    [
        (f"{_ANDROID}Chrome/139.0.0.0 Mobile Safari/537.36", "Chrome · Android"),
        (f"{_ANDROID}SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile", "Samsung Internet · Android"),
        (
            "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox · Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/139.0 Safari/537.36 Edg/139.0", "Edge · Linux"),
        ("curl/8.5.0", "A browser"),
        ("", "A browser"),
    ],
)
@pytest.mark.usefixtures("desk")
def test_a_browser_is_called_by_its_name_and_system(agent: str, called: str):
    from pendopo.desk import browsers

    assert browsers.called(agent) == called
