"""The settings of an import are found again for the next file of the same shape, and can be forgotten."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from db.stores.engine import Database
from services.account_service import AccountService
from services.accounts import AccountDraft
from services.imports import ImportProfileService, ImportReport, ImportRequest, ImportService
from services.statements import CsvMapping, DateOrder, NoteCode
from services.transactions import TransactionService
from tests.ledger_facts import one_event, refused, unchanged
from tests.people import Person
from tests.services.importing import request, rows_of

HEADER = "when;whom;what\n"
APRIL = HEADER + "03/04/2026;Shop;3,20\n"
MAY = HEADER + "03/05/2026;Inn;4,20\n"
MAPPING = CsvMapping(
    date="when", payee="whom", amount="what", date_order=DateOrder.DMY, decimal_mark=",", expenses_positive=True
)
SET = {
    "date": "when",
    "payee": "whom",
    "amount": "what",
    "date_order": "DMY",
    "decimal_mark": ",",
    "expenses_positive": True,
}


async def run(imports: ImportService, person: Person, text: str, **settings: object) -> ImportReport:
    """Import a text; return the report."""
    wanted: ImportRequest = replace(request(text), **settings)  # type: ignore[arg-type]
    return (await imports.run(person.ledger_id, wanted)).object


async def account(accounts: AccountService, person: Person, name: str) -> UUID:
    """Make an account."""
    return (await accounts.create(person.ledger_id, AccountDraft(name))).object.id


async def test_settings_are_found_again_for_a_file_of_the_same_shape(
    database: Database,
    imports: ImportService,
    profiles: ImportProfileService,
    accounts: AccountService,
    transactions: TransactionService,
    alice: Person,
    bob: Person,
) -> None:
    card = await account(accounts, alice, "Card")
    await run(imports, alice, APRIL, mapping=MAPPING, account_id=card, file_name="april.csv")
    (profile,) = await profiles.all(alice.ledger_id)
    assert (profile.account_id, profile.mapping, profile.file_name) == (card, SET, "april.csv")
    assert await profiles.all(bob.ledger_id) == []
    async with one_event(database, alice.ledger_id, "TransactionsImported", recorded=1):
        report = await run(imports, alice, MAY)
    assert report.profile == profile
    assert [note.code for note in report.detected.notes][-1] == NoteCode.REMEMBERED
    row = (await rows_of(transactions, alice))[-1]
    assert (row.account_id, row.amount, row.date.isoformat()) == (card, -420, "2026-05-03")


async def test_settings_of_the_request_win_and_replace_those_that_were_remembered(
    imports: ImportService, profiles: ImportProfileService, transactions: TransactionService, alice: Person
) -> None:
    await run(imports, alice, APRIL, mapping=MAPPING)
    await run(imports, alice, MAY, mapping=CsvMapping(date_order=DateOrder.MDY))
    assert (await rows_of(transactions, alice))[0].date.isoformat() == "2026-03-05"
    (profile,) = await profiles.all(alice.ledger_id)
    assert profile.mapping == {**SET, "date_order": "MDY"}


async def test_two_accounts_of_one_bank_have_settings_of_their_own(
    imports: ImportService,
    profiles: ImportProfileService,
    accounts: AccountService,
    transactions: TransactionService,
    alice: Person,
) -> None:
    card, giro = await account(accounts, alice, "Card"), await account(accounts, alice, "Giro")
    plain = replace(MAPPING, expenses_positive=False)
    await run(imports, alice, APRIL, mapping=MAPPING, account_id=card)
    await run(imports, alice, APRIL, mapping=plain, account="Giro")
    assert {row.account_id: row.mapping["expenses_positive"] for row in await profiles.all(alice.ledger_id)} == {
        card: True,
        giro: False,
    }
    report = await run(imports, alice, MAY, dry_run=True, mapping=MAPPING)
    assert report.profile is None, "it is open which account is meant"
    await run(imports, alice, MAY, account_id=giro)
    assert (await rows_of(transactions, alice))[-1].amount == 420


async def test_other_shapes_and_a_request_without_profiles_find_nothing(imports: ImportService, alice: Person) -> None:
    await run(imports, alice, APRIL, mapping=MAPPING)
    for text in ("when;whom;what;why\n03/05/2026;Inn;4,20;x\n", "date,payee,amount\n2026-05-03,Inn,-4.20\n"):
        report = await run(imports, alice, text, dry_run=True, mapping=CsvMapping(expenses_positive=True))
        assert report.profile is None
    assert (await run(imports, alice, MAY, dry_run=True, use_profile=False, mapping=MAPPING)).profile is None


async def test_account_that_is_gone_or_named_by_the_file_is_not_that_of_the_profile(
    imports: ImportService, accounts: AccountService, transactions: TransactionService, alice: Person
) -> None:
    card = await account(accounts, alice, "Card")
    text = "when,whom,account,what\n2026-04-03,Shop,,-3.20\n"
    mapping = CsvMapping(date="when", payee="whom", amount="what", account="account")
    await run(imports, alice, text, mapping=mapping, account_id=card)
    await run(imports, alice, "when,whom,account,what\n2026-05-03,Inn,Giro,-4.20\n2026-05-04,Bar,,-1.00\n")
    names = {row.id: row.name for row in await accounts.all(alice.ledger_id)}
    assert [names[row.account_id] for row in await rows_of(transactions, alice)] == ["Card", "Giro", "Card"]


async def test_profile_is_deleted_by_its_owner_alone(
    database: Database, imports: ImportService, profiles: ImportProfileService, alice: Person, bob: Person
) -> None:
    await run(imports, alice, APRIL, mapping=MAPPING)
    (profile,) = await profiles.all(alice.ledger_id)
    for person, profile_id in ((bob, profile.id), (alice, uuid4())):
        async with refused(database, [alice.ledger_id, bob.ledger_id], "NOT_FOUND", "id", "no such profile"):
            await profiles.delete(person.ledger_id, profile_id)
    async with one_event(database, alice.ledger_id, "ImportProfileDeleted", profile_id=str(profile.id)):
        await profiles.delete(alice.ledger_id, profile.id)
    assert await profiles.all(alice.ledger_id) == []


async def test_dry_run_and_an_import_without_settings_remember_nothing(
    database: Database, imports: ImportService, profiles: ImportProfileService, alice: Person
) -> None:
    async with unchanged(database, alice.ledger_id):
        await run(imports, alice, APRIL, mapping=MAPPING, dry_run=True)
    await run(imports, alice, "date,payee,amount\n2026-05-03,Inn,-4.20\n")
    assert await profiles.all(alice.ledger_id) == []


async def test_oldest_profile_makes_room(
    monkeypatch: pytest.MonkeyPatch, imports: ImportService, profiles: ImportProfileService, alice: Person
) -> None:
    monkeypatch.setattr("services.imports.profiles.MOST_PROFILES", 2)
    for number in "abc":
        text = APRIL.replace("whom", number).replace("/04/", f"/0{'abc'.index(number) + 1}/")
        await run(imports, alice, text, mapping=replace(MAPPING, payee=number))
    assert sorted(str(row.mapping["payee"]) for row in await profiles.all(alice.ledger_id)) == ["b", "c"]
