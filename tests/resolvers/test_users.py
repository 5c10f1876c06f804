"""Users over the API: signing up, in and out, the profile, the ledger's settings, and the end of an account."""

import httpx
import pytest

from tests.people import Clock
from tests.resolvers.callers import PROBLEMS, Caller, Json

SIGN_UP = {"username": "Alice", "password": "correct horse battery"}
USER = (
    "user { username name locale createdAt"
    " ledger { revision baseCurrency timeZone calendars { day weeks anchor startsOn } today } }"
)


async def signed_up(stranger: Caller, **others: object) -> Caller:
    """Somebody who has just signed up."""
    payload = await stranger.change("signUp", SIGN_UP | others, "token")
    return Caller(stranger.http, payload["token"])


async def test_new_user_has_a_ledger_and_is_signed_in(stranger: Caller, clock: Clock) -> None:
    clock.now = clock.now.replace(hour=23)
    settings = {"baseCurrency": "JPY", "timeZone": "Asia/Tokyo", "calendar": {"day": 25}, "locale": "ja"}
    payload = await stranger.change("signUp", SIGN_UP | settings, f"token {USER} dashboard {{ revision }}")
    assert payload["user"] == {
        "username": "alice",
        "name": "Alice",
        "locale": "ja",
        "createdAt": "2026-11-23T23:30:00Z",
        "ledger": {
            "revision": 1,
            "baseCurrency": "JPY",
            "timeZone": "Asia/Tokyo",
            "calendars": [{"day": 25, "weeks": None, "anchor": None, "startsOn": "1900-01-01"}],
            "today": "2026-11-24",
        },
    }
    assert payload["revision"] == payload["dashboard"]["revision"] == 1
    viewer = await Caller(stranger.http, payload["token"]).ask(f"{{ viewer {{ {USER[7:-1]} }} }}")
    assert viewer["viewer"] == payload["user"]


async def test_everybody_is_told_whether_they_may_sign_up_and_nothing_else(stranger: Caller) -> None:
    assert await stranger.ask("{ maySignUp }") == {"maySignUp": True}
    alice = await signed_up(stranger)
    for caller in (stranger, alice):
        assert await caller.ask("{ maySignUp }") == {"maySignUp": True}


async def test_all_that_is_wrong_with_a_sign_up_is_said_at_once(stranger: Caller) -> None:
    wrong = {
        "username": "a",
        "password": "short",
        "name": "\u0000",
        "locale": "?",
        "baseCurrency": "ZZZ",
        "timeZone": "Mars",
        "calendar": {"day": 32},
    }
    faults = {field: "INVALID" for field in wrong if field != "calendar"} | {"calendar.day": "INVALID"}
    assert await stranger.problems("signUp", wrong) == faults
    await signed_up(stranger)
    assert await stranger.problems("signUp", SIGN_UP | {"username": "ALICE"}) == {"username": "DUPLICATE"}


async def test_a_browser_is_signed_in_by_a_cookie_that_no_script_reads(stranger: Caller, clock: Clock) -> None:
    await signed_up(stranger)
    stranger.http.cookies.clear()
    assert await stranger.codes("{ viewer { id } }") == ["UNAUTHENTICATED"]
    document = "mutation ($input: SignInInput!) { signIn(input: $input) { user { name } } }"
    answer = await stranger.http.post("/graphql", json={"query": document, "variables": {"input": SIGN_UP}})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert (await stranger.ask("{ viewer { username } }"))["viewer"]["username"] == "alice"
    await stranger.ask("mutation { signOut { done } }")
    assert not stranger.http.cookies
    assert await stranger.codes("{ viewer { id } }") == ["UNAUTHENTICATED"]


async def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(stranger: Caller) -> None:
    await signed_up(stranger)
    wrong = await stranger.change("signIn", SIGN_UP | {"password": "a wrong password"}, "token user { id }")
    unknown = await stranger.change("signIn", {"username": "bob", "password": "a wrong password"}, "token user { id }")
    assert wrong == unknown
    assert wrong["problems"][0]["code"] == "INVALID"
    assert (wrong["token"], wrong["user"], wrong["revision"]) == (None, None, None)


async def test_throttled_attempt_says_when_to_try_again(stranger: Caller) -> None:
    document = "mutation ($input: SignInInput!) { signIn(input: $input) { token } }"
    for _ in range(30):
        await stranger.send(document, {"input": {"username": "bob", "password": "a wrong password"}})
    answer = await stranger.http.post("/graphql", json={"query": document, "variables": {"input": SIGN_UP}})
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "THROTTLED"
    wait = error["extensions"]["retryAfter"]
    assert 0 < wait <= 900
    assert error["extensions"]["rateLimit"] == {"name": "sign in from", "maximum": 30, "seconds": 900}
    headers = (answer.headers["ratelimit-policy"], answer.headers["ratelimit"], answer.headers["retry-after"])
    assert headers == ('"sign in from";q=30;w=900', f'"sign in from";r=0;t={wait}', str(wait))


async def test_limits_name_those_by_time(alice: Caller) -> None:
    limits = (await alice.ask("{ limits { cost attempts { name most seconds } } }"))["limits"]
    assert {"name": "sign up", "most": 5, "seconds": 3600} in limits["attempts"]
    assert len(limits["attempts"]) == 4


async def test_signing_out_ends_what_comes_after_it_in_the_same_request(stranger: Caller) -> None:
    alice = await signed_up(stranger)
    stranger.http.cookies.clear()
    document = """mutation ($input: CreateGoalInput!) {
        signOut { done problems { code } } late: createGoal(input: $input) { revision } }"""
    answer = await alice.send(document, {"input": {"name": "Bike", "target": "1"}})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]
    assert await alice.codes("{ goals { id } }") == ["UNAUTHENTICATED"]


async def test_signing_out_everywhere_ends_every_session_and_tokens_when_asked(stranger: Caller) -> None:
    alice = await signed_up(stranger)
    phone = Caller(stranger.http, (await stranger.change("signIn", SIGN_UP, "token"))["token"])
    stranger.http.cookies.clear()
    token = {"name": "A script", "scopes": ["WRITE"]}
    script = Caller(stranger.http, (await alice.change("createAccessToken", token, "secret"))["secret"])
    ended = await phone.ask("mutation { signOutEverywhere { done revision } }")
    assert ended["signOutEverywhere"] == {"done": True, "revision": 3}
    for caller in (alice, phone):
        assert await caller.codes("{ viewer { id } }") == ["UNAUTHENTICATED"]
    assert await script.revision() == 3
    again = Caller(stranger.http, (await stranger.change("signIn", SIGN_UP, "token"))["token"])
    stranger.http.cookies.clear()
    assert (await again.change("signOutEverywhere", {"accessTokens": True}, "done"))["done"]
    assert await script.codes("{ viewer { id } }") == ["UNAUTHENTICATED"]


async def test_a_new_password_ends_all_other_sessions_and_the_access_tokens_unless_they_are_kept(
    stranger: Caller,
) -> None:
    alice = await signed_up(stranger)
    phone = Caller(stranger.http, (await stranger.change("signIn", SIGN_UP, "token"))["token"])
    stranger.http.cookies.clear()
    token = {"name": "A script", "scopes": ["READ"]}
    script = Caller(stranger.http, (await alice.change("createAccessToken", token, "secret"))["secret"])
    both = {"current": "a wrong password", "new": "short"}
    assert await alice.problems("changePassword", both) == {"current": "INVALID", "new": "INVALID"}
    new = {"current": SIGN_UP["password"], "new": "a quiet lighthouse", "keepAccessTokens": True}
    assert (await alice.change("changePassword", new, "user { username }"))["revision"] == 3
    assert await phone.codes("{ viewer { id } }") == ["UNAUTHENTICATED"]
    assert await alice.revision() == await script.revision() == 3
    assert await stranger.problems("signIn", SIGN_UP) == {"": "INVALID"}
    newer = {"current": "a quiet lighthouse", "new": "a loud lighthouse"}
    assert (await alice.change("changePassword", newer, "changed"))["changed"]
    assert await script.codes("{ viewer { id } }") == ["UNAUTHENTICATED"]


async def test_profile_and_ledger_change_what_they_name(alice: Caller) -> None:
    before = (await alice.ask(f"{{ viewer {{ {USER[7:-1]} }} }}"))["viewer"]
    renamed = await alice.make("updateProfile", {"name": "Alicia"}, USER)
    assert renamed == before | {"name": "Alicia", "ledger": before["ledger"] | {"revision": 1}}
    nulls: Json = {"name": None, "locale": None}
    assert await alice.problems("updateProfile", nulls) == dict.fromkeys(nulls, "INVALID")
    assert await alice.problems("updateProfile", {"name": "", "locale": "?"}) == dict.fromkeys(nulls, "INVALID")
    moved = await alice.make("updateLedger", {"timeZone": "Pacific/Kiritimati"}, USER)
    assert moved["ledger"] == renamed["ledger"] | {"timeZone": "Pacific/Kiritimati", "revision": 2}
    wrong = {"baseCurrency": "XXX", "timeZone": "Mars", "calendar": {"day": 0}}
    faults = dict.fromkeys(["baseCurrency", "timeZone", "calendar.day"], "INVALID")
    assert await alice.problems("updateLedger", wrong) == faults
    assert await alice.problems("updateLedger", dict.fromkeys(wrong)) == dict.fromkeys(wrong, "INVALID")


async def test_the_base_currency_is_fixed_once_there_is_a_transaction(alice: Caller) -> None:
    assert (await alice.make("updateLedger", {"baseCurrency": "CHF"}, USER))["ledger"]["baseCurrency"] == "CHF"
    await alice.record()
    assert await alice.problems("updateLedger", {"baseCurrency": "EUR"}) == {"baseCurrency": "CONFLICT"}
    assert (await alice.change("updateLedger", {"baseCurrency": "CHF"}))["problems"] == []


async def test_new_settings_hold_for_the_rest_of_the_request(alice: Caller, clock: Clock) -> None:
    clock.now = clock.now.replace(hour=12)
    document = """mutation ($goal: CreateGoalInput!) {
        updateLedger(input: {baseCurrency: "JPY", timeZone: "Pacific/Kiritimati"}) { revision }
        createGoal(input: $goal) { goal { startedOn target { amount currency } } } }"""
    made = (await alice.ask(document, goal={"name": "Bike", "target": "90000"}))["createGoal"]["goal"]
    assert made == {"startedOn": "2026-11-24", "target": {"amount": "90000", "currency": "JPY"}}


async def test_access_tokens_are_listed_without_their_secret(alice: Caller, bob: Caller) -> None:
    fields = "id name scopes createdAt usedAt expiresAt"
    draft = {"name": "A script", "scopes": ["WRITE"], "expiresOn": "2026-11-30"}
    made = await alice.change("createAccessToken", draft, f"secret accessToken {{ {fields} }}")
    assert made["secret"].startswith("at_t_")
    assert made["accessToken"]["scopes"] == ["READ", "WRITE"]
    assert made["accessToken"]["expiresAt"] == "2026-11-30T23:00:00Z"
    listed = f"{{ viewer {{ accessTokens {{ {fields} }} }} }}"
    assert (await alice.ask(listed))["viewer"]["accessTokens"] == [made["accessToken"]]
    assert (await bob.ask(listed))["viewer"]["accessTokens"] == []
    wrong: Json = {"name": "", "scopes": [], "expiresOn": "2026-11-22"}
    assert await alice.problems("createAccessToken", wrong) == dict.fromkeys(wrong, "INVALID")
    hers, unknown = {"id": made["accessToken"]["id"]}, {"id": "nonsense"}
    refused = [await bob.change("revokeAccessToken", draft, "done") for draft in (hers, unknown)]
    assert refused[0] == refused[1]
    assert refused[0]["problems"][0]["code"] == "NOT_FOUND"
    assert (await alice.change("revokeAccessToken", hers, "done dashboard { revision }"))["dashboard"] == {
        "revision": 2
    }


async def test_a_deleted_account_leaves_nothing_behind(stranger: Caller, bob: Caller) -> None:
    alice = await signed_up(stranger)
    stranger.http.cookies.clear()
    await alice.record()
    assert await alice.problems("deleteUser", {"password": "a wrong password"}) == {"password": "INVALID"}
    assert (await alice.change("deleteUser", {"password": SIGN_UP["password"]}, "done"))["done"]
    assert await alice.codes("{ viewer { id } }") == ["UNAUTHENTICATED"]
    assert await stranger.problems("signIn", SIGN_UP) == {"": "INVALID"}
    assert await bob.revision() == 0
    assert await (await signed_up(stranger)).ask("{ transactions { nodes { id } } }") == {"transactions": {"nodes": []}}


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_new_session_counts_in_the_same_request(stranger: Caller) -> None:
    document = f"""mutation ($user: SignUpInput!, $goal: CreateGoalInput!) {{
        signUp(input: $user) {{ token }} createGoal(input: $goal) {{ goal {{ name }} {PROBLEMS} }} }}"""
    answer = await stranger.ask(document, user=SIGN_UP, goal={"name": "Bike", "target": "1"})
    assert answer["createGoal"] == {"goal": {"name": "Bike"}, "problems": []}


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_the_secret_may_come_in_any_case_of_bearer(alice: Caller, http: httpx.AsyncClient) -> None:
    for scheme, status in [("Bearer", None), ("bearer", None), ("BEARER  ", None), ("Basic", "UNAUTHENTICATED")]:
        headers = {"authorization": f"{scheme} {alice.secret}"}
        answer = (await http.post("/graphql", json={"query": "{ goals { id } }"}, headers=headers)).json()
        assert [error["extensions"]["code"] for error in answer.get("errors", [])] == ([status] if status else [])
