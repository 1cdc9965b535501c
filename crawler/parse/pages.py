"""What came in place of a feed: a challenge, a sign-in page, nothing at all, some other page."""

import re

from records.errors import BlockedError, EmptyResponseError, NotTheFormatError

HEAD = 16 * 1024
"""So many bytes from the start tell what a response is."""

_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|script|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_CHALLENGE = re.compile(
    rb"just a moment|attention required|cf-chl|cf_chl|challenge-platform|challenge-form|/cdn-cgi/|checking your browser"
    rb"|verify(?:ing)? (?:that )?you are (?:a )?human|are you a (?:human|robot)|captcha|turnstile|_incapsula_|incident id|imperva"
    rb"|akamai|reference\s*&?#?\d*;?\s*#?\d+\.[0-9a-f]+|perimeterx|px-captcha|datadome|awswaf|aws-waf|request unsuccessful"
    rb"|access denied|you have been blocked|unusual traffic|automated (?:access|requests|queries)|enable javascript and cookies"
    rb"|too many requests|rate limit",
    re.IGNORECASE,
)
_SIGN_IN = re.compile(
    rb"<input[^>]+type\s*=\s*[\"']?password|csologin|cso-auth|pacer\.login|sign[ -]?in to continue|name=\"loginform",
    re.IGNORECASE,
)
_TITLE = re.compile(rb"<title[^>]*>\s*(.*?)\s*</title", re.IGNORECASE | re.DOTALL)


def looks_like_html(head: bytes) -> bool:
    """True for a web page, whatever its Content-Type said."""
    return _HTML.match(head.lstrip(b"\xef\xbb\xbf")) is not None


def page_title(head: bytes) -> str:
    """The title of a web page, cut to 120 characters, or ``no title``."""
    match = _TITLE.search(head)
    title = " ".join(match.group(1).decode("utf-8", "replace").split()) if match else ""
    return title[:120] or "no title"


def refuse_page(body: bytes, *, url: str) -> None:
    """Raise what a response is when it is not the feed; return when it may be.

    Raises EmptyResponseError (white space only), BlockedError (challenge or sign-in page), NotTheFormatError (another page).
    """
    head = body[:HEAD]
    if not body.strip():
        raise EmptyResponseError(f"{url}: the response has no content ({len(body)} bytes)")
    if not looks_like_html(head):
        return
    title = page_title(head)
    if _CHALLENGE.search(head):
        raise BlockedError(f"{url}: a challenge page came instead ({title})")
    if _SIGN_IN.search(head):
        raise BlockedError(f"{url}: a sign-in page came instead ({title})")
    raise NotTheFormatError(f"{url}: a web page came instead ({title})")
