"""A page on the worst line there is: words before the styles' font, and within seconds."""

import pytest

from tests.browser.test_pages import addresses, opened

_BYTES_A_SECOND = 50_000 / 8  # 50 kbit/s
_LATENCY_MS = 400
_FIRST_WORDS_S = 6.0
_READING = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime / 1000"


@pytest.mark.campaign
@pytest.mark.timeout(900)
def test_every_page_is_read_within_seconds_at_50_kilobits(browser, hall, site):
    slow = {}
    for address in addresses(hall, "id"):
        page = opened(browser, 360)
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": _LATENCY_MS,
                "downloadThroughput": _BYTES_A_SECOND,
                "uploadThroughput": _BYTES_A_SECOND,
            },
        )
        page.goto(site + address, wait_until="load", timeout=60_000)
        words = page.wait_for_function(_READING).json_value()
        if words > _FIRST_WORDS_S:
            slow[address] = words
        page.context.close()

    assert slow == {}
