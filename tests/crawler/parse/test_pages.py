"""A challenge page must never pass for an empty feed."""

import pytest

from crawler.parse.pages import looks_like_html, page_title, refuse_page
from records.errors import BlockedError, EmptyResponseError, NotTheFormatError, SourceError
from tests.fakes.office import CHALLENGE, LOST_PAGE

SIGN_IN = (
    b'<html><head><title>PACER Login</title></head><body><form name="loginForm"><input type="password"></form></body></html>'
)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", EmptyResponseError),
        (b" \r\n ", EmptyResponseError),
        (CHALLENGE, BlockedError),
        (b"<html><body>Access Denied. Reference #18.4f</body></html>", BlockedError),
        (SIGN_IN, BlockedError),
        (LOST_PAGE, NotTheFormatError),
        (b"\xef\xbb\xbf<!DOCTYPE HTML PUBLIC '-//IETF//DTD HTML 2.0//EN'><html><title>404 Not Found</title>", NotTheFormatError),
        (b"<!-- cached --><html></html>", NotTheFormatError),
    ],
)
def test_pages_are_named_for_what_they_are(body: bytes, error: type[SourceError]) -> None:
    with pytest.raises(error, match="the feed's address"):
        refuse_page(body, url="the feed's address")


@pytest.mark.parametrize("body", [b"<?xml version='1.0'?><rss></rss>", b"PK\x03\x04", b'{"a": 1}', b"<rss>captcha</rss>"])
def test_feeds_pass(body: bytes) -> None:
    refuse_page(body, url="u")
    assert not looks_like_html(body)


def test_the_title_is_shown_short() -> None:
    assert page_title(b"<title>\n Just  a moment </title>") == "Just a moment"
    assert page_title(b"<p>") == "no title"
