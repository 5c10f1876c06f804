"""Behind a proxy that ends TLS the session is a cookie of HTTPS alone, and only a known proxy can say so."""

import httpx
import pytest

from app.settings import Settings
from tests.app.graphql.live.serving import served

SIGN_UP = 'mutation { signUp(input: {username: "alice", password: "correct horse battery"}) { problems { message } } }'
OVER_TLS = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.7"}


@pytest.mark.parametrize(("proxies", "secure"), [("127.0.0.1", True), ("10.0.0.1", False), ("*", True)])
def test_the_cookie_is_secure_where_a_trusted_proxy_says_https(proxies: str, secure: bool, sqlite_url: str) -> None:
    settings = Settings(database_url=sqlite_url, trusted_proxies=(proxies,))
    with served(settings) as url:
        answer = httpx.post(f"{url}/graphql", json={"query": SIGN_UP}, headers=OVER_TLS)
    (cookie,) = answer.headers.get_list("set-cookie")
    words = {word.strip().lower() for word in cookie.split(";")}
    assert {"httponly", "samesite=lax", "path=/"} < words
    assert ("secure" in words) is secure


def test_the_page_of_the_host_is_no_other_site_behind_tls(sqlite_url: str) -> None:
    settings = Settings(database_url=sqlite_url, trusted_hosts=("aqua.example",))
    headers = {**OVER_TLS, "host": "aqua.example", "origin": "https://aqua.example"}
    ask = {"query": "{ viewer { username } }"}
    with served(settings) as url, httpx.Client(base_url=url) as browser:
        cookie = browser.post("/graphql", json={"query": SIGN_UP}, headers=headers).headers["set-cookie"].split(";")[0]
        headers["cookie"] = cookie
        answer = browser.post("/graphql", json=ask, headers=headers)
        assert answer.json() == {"data": {"viewer": {"username": "alice"}}}
        foreign = browser.post("/graphql", json=ask, headers=headers | {"origin": "https://evil.example"})
        assert foreign.status_code == 403
