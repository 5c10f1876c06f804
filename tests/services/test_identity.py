"""A transaction enters the ledger once, whichever file or hand brings it first; what is unclear is asked once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from db.stores.engine import Database
from services.account_service import AccountService
from services.accounts import AccountDraft
from services.imports import AnswerNeeded, Decisions, ImportHistory, ImportReport, ImportService
from services.imports.looking import CROWD
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from tests.ledger_facts import one_event, refused, unchanged
from tests.people import Person
from tests.services.importing import imported, is_sound, last, request, rows_of

FIRST = date(2026, 3, 1)
HEADER = "Date,Payee,Amount\n"
OFX = (
    "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKTRANLIST>{}</BANKTRANLIST></STMTRS></STMTTRNRS>"
    "</BANKMSGSRSV1></OFX>"
)


def csv(*rows: str) -> str:
    """Make a file of rows such as “01 Bakery -3.20”, all of March."""
    return HEADER + "".join("2026-03-{},{},{}\n".format(*row.split(" ")) for row in rows)


def ofx(*rows: str) -> str:
    """Make an OFX file of rows such as “id1 01 Bakery -3.20”."""
    entry = "<STMTTRN><DTPOSTED>202603{1}<TRNAMT>{3}<FITID>{0}<NAME>{2}</STMTTRN>"
    return OFX.format("".join(entry.format(*row.split(" ")) for row in rows))


async def by_hand(transactions: TransactionService, person: Person, *rows: str) -> None:
    """Record transactions such as “01 Bakery -3.20” by hand."""
    for day, payee, amount in (row.split(" ") for row in rows):
        await transactions.record(
            person.ledger_id, TransactionDraft(FIRST.replace(day=int(day)), Decimal(amount), payee)
        )


async def decided(
    imports: ImportService, person: Person, text: str, same: tuple[int, ...] = (), new: tuple[int, ...] = ()
) -> ImportReport:
    """Import a file with decisions; return the report."""
    return (await imports.run(person.ledger_id, replace(request(text), decisions=Decisions(same, new)))).object


async def payees(transactions: TransactionService, person: Person) -> list[str]:
    """Return the payees of the ledger's transactions, in the order of the alphabet."""
    return sorted(row.payee for row in await rows_of(transactions, person))


async def asked(imports: ImportService, person: Person, text: str) -> str:
    """Return the question that a file raises."""
    with pytest.raises(AnswerNeeded) as caught:
        await imported(imports, person, text)
    return caught.value.question.message


async def test_row_by_hand_is_claimed_by_the_line_of_a_file(
    database: Database, imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    await by_hand(transactions, alice, "01 Baker -3.20", "01 Flowers -20.00")
    file = csv("01 BAKERY-GMBH -3.20", "02 Bar -9.00")
    async with one_event(database, alice.ledger_id, "TransactionsImported", recorded=1, duplicates=1):
        report = await imported(imports, alice, file)
    assert [(line.line, line.payee, line.known_as) for line in report.set_aside] == [(2, "BAKERY-GMBH", "Baker")]
    assert await payees(transactions, alice) == ["Baker", "Bar", "Flowers"]
    async with unchanged(database, alice.ledger_id):
        assert (await imported(imports, alice, file)).duplicates == 2
    await is_sound(database, alice)


async def test_lines_of_a_crowded_day_are_compared_by_equal_amounts_alone(
    database: Database, imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    await imported(imports, alice, csv(*(f"01 Stall-{number} -{number}.00" for number in range(1, CROWD + 2))))
    await by_hand(transactions, alice, "01 Baker -3.20", "02 Bar -9.00")
    report = await imported(imports, alice, csv("01 BAKER-GMBH -3.20", "01 Baker -4.30", "02 BAR -9.00"))
    assert (report.recorded, report.duplicates) == (1, 2)
    assert "may be a transaction" in await asked(imports, alice, csv("02 Bar -8.00", "03 Pub -1.00"))
    await is_sound(database, alice)


TABLE = csv("01 Baker -3.20", "01 Baker -3.20", "02 Bar -9.00")
BANK = ofx("a 01 BAKER-1 -3.20", "b 01 BAKER-2 -3.20", "c 02 BAR-3 -9.00")


@pytest.mark.parametrize("files", [(TABLE, BANK), (BANK, TABLE)])
async def test_rows_of_one_format_are_claimed_by_a_file_of_another(
    imports: ImportService, transactions: TransactionService, alice: Person, files: tuple[str, str]
) -> None:
    reports = [await imported(imports, alice, file) for file in (*files, *files)]
    assert [(report.recorded, report.duplicates) for report in reports] == [(3, 0), (0, 3), (0, 3), (0, 3)]
    assert len(await rows_of(transactions, alice)) == 3


async def test_lines_with_other_texts_after_booking_are_claimed_where_the_file_has_the_whole_day(
    imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    await imported(imports, alice, csv("01 Bar -9.00", "02 Pending-Baker -3.20", "02 Shop -3.20"))
    report = await imported(imports, alice, csv("01 Bar -9.00", "02 Shop -3.20", "02 Baker -3.20", "02 Inn -3.20"))
    assert (report.recorded, report.duplicates) == (1, 3)
    assert [line.known_as for line in report.set_aside] == [None, None, "Pending-Baker"]
    assert await payees(transactions, alice) == ["Bar", "Inn", "Pending-Baker", "Shop"]


@pytest.mark.parametrize("answer", ["same", "new"])
async def test_line_of_a_day_that_may_be_cut_is_asked_about_and_the_decision_remembered(
    database: Database, imports: ImportService, transactions: TransactionService, alice: Person, answer: str
) -> None:
    await imported(imports, alice, csv("01 Baker -3.20"))
    later = csv("01 Inn -3.20", "02 Bar -9.00")
    async with unchanged(database, alice.ledger_id):
        question = await asked(imports, alice, later)
        dry = (await imports.run(alice.ledger_id, replace(request(later), dry_run=True))).object
    assert question == (
        "Line 2, 2026-03-01, -3.20 EUR, “Inn”, may be a transaction that is there already: -3.20 EUR, “Baker”."
        " Is it the same?"
    )
    assert dry.question
    assert [choice.settings for choice in dry.question.choices] == [{"same_lines": "2"}, {"new_lines": "2"}]
    report = await decided(imports, alice, later, **{answer: (2,)})
    assert report.recorded == (1 if answer == "same" else 2)
    async with unchanged(database, alice.ledger_id):
        assert (await imported(imports, alice, later)).duplicates == 2
    assert (await imported(imports, alice, csv("01 Baker -3.20"))).duplicates == 1
    await is_sound(database, alice)


async def test_files_of_midday_and_evening_add_up(
    imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    noon = ("01 Baker -3.20", "01 Baker -3.20", "01 Bar -9.00")
    await imported(imports, alice, csv(*noon))
    report = await imported(imports, alice, csv("01 Inn -9.00", "01 Baker -3.20", *noon))
    assert (report.recorded, report.duplicates) == (2, 3)
    assert await payees(transactions, alice) == ["Baker", "Baker", "Baker", "Bar", "Inn"]


async def test_other_ids_of_the_bank_make_other_transactions(
    imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    await imported(imports, alice, ofx("a 01 Baker -3.20"))
    assert (await imported(imports, alice, ofx("b 01 Baker -3.20", "c 02 Bar -9.00"))).recorded == 2


@pytest.mark.parametrize("answer", ["same", "new"])
async def test_row_with_another_amount_is_asked_about(
    database: Database, imports: ImportService, transactions: TransactionService, alice: Person, answer: str
) -> None:
    await by_hand(transactions, alice, "01 Inn -50.00", "01 Employer 2500.00")
    file = csv("01 INN-ROMA -52.00", "02 Bar -9.00")
    assert "-52.00 EUR, “INN-ROMA”, may be" in await asked(imports, alice, file)
    report = await decided(imports, alice, file, **{answer: (2,)})
    assert report.recorded == (1 if answer == "same" else 2)
    async with unchanged(database, alice.ledger_id):
        await imported(imports, alice, file)


@pytest.mark.parametrize(
    ("there", "line"),
    [
        ("01 Inn -50.00", "01 INN-ROMA -90.00"),  # the first word
        ("01 Baker -3.20", "01 SumUp-Baker-Rom -13.20"),  # a long word
        ("01 Lunch -10.00", "01 INN-ROMA -12.50"),  # an amount a fifth away
        ("01 Gift 12.50", "01 Bob 10.00"),
    ],
)
async def test_line_near_a_row_by_hand_is_asked_about(
    imports: ImportService, transactions: TransactionService, alice: Person, there: str, line: str
) -> None:
    await by_hand(transactions, alice, "01 Other -1.00", "01 Other 1.00", there)
    assert f"“{there.split(' ')[1]}”. Is it the same?" in await asked(imports, alice, csv(line, "09 Bar -9.00"))


@pytest.mark.parametrize(
    ("there", "line"),
    [
        ("01 Lunch -10.00", "01 INN-ROMA -12.51"),
        ("01 Inn -50.00", "01 INN-ROMA 50.00"),
        ("01 Gas-Co -50.00", "01 Zoo-Co -90.00"),  # a short word that is not the first
        ("01 Inn 0.00", "01 Flowers -0.01"),
    ],
)
async def test_line_far_from_all_rows_by_hand_of_its_day_is_new(
    imports: ImportService, transactions: TransactionService, alice: Person, there: str, line: str
) -> None:
    await by_hand(transactions, alice, there)
    assert (await imported(imports, alice, csv(line, "09 Bar -9.00"))).recorded == 2


async def test_line_is_compared_with_the_row_by_hand_whose_amount_is_nearest(
    imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    await by_hand(transactions, alice, "01 Low -95.00", "01 High -101.00", "01 Far -90.00")
    with pytest.raises(AnswerNeeded) as caught:
        await imported(imports, alice, csv("01 Inn -100.00", "01 Zoo -100.00"))
    assert "“High”. Is it the same?" in caught.value.question.message
    assert len(caught.value.question.choices) == 4


async def test_other_purchases_of_a_day_that_a_file_began_are_not_asked_about(
    imports: ImportService, alice: Person
) -> None:
    await imported(imports, alice, csv("01 Baker -3.20"))
    assert (await imported(imports, alice, csv("01 Inn -52.00"))).recorded == 1


async def test_all_unclear_lines_can_be_answered_alike(
    short_chunks: None, database: Database, imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    await by_hand(transactions, alice, *(f"{day:02} Inn -50.00" for day in range(1, 9)))
    file = csv(*(f"{day:02} Inn -52.00" for day in range(1, 9)), "09 Inn -52.00")
    with pytest.raises(AnswerNeeded) as caught:
        await imported(imports, alice, file)
    settings = [choice.settings for choice in caught.value.question.choices]
    assert settings[2:] == [{"same_lines": "2,3,4,5,6,7,8,9"}, {"new_lines": "2,3,4,5,6,7,8,9"}]
    report = await decided(imports, alice, file, new=(2, 3, 4, 5), same=(6, 7, 8, 9))
    assert (report.recorded, report.duplicates) == (5, 4)
    assert len(await rows_of(transactions, alice)) == 13
    await is_sound(database, alice)


async def test_line_is_decided_in_one_way(database: Database, imports: ImportService, alice: Person) -> None:
    async with refused(database, [alice.ledger_id], "INVALID", "new_lines", "Line 2 cannot be both"):
        await decided(imports, alice, csv("01 Inn -1.00"), same=(2,), new=(2,))


async def test_account_is_the_same_by_each_of_its_names(
    imports: ImportService, accounts: AccountService, alice: Person
) -> None:
    main = (await accounts.create(alice.ledger_id, AccountDraft("Main"))).object
    named = "Date,Payee,Amount,Account\n2026-03-01,Baker,-3.20,DE89 3704\n2026-03-02,Bar,-9.00,DE89 3704\n"
    await imports.run(alice.ledger_id, replace(request(named), account_id=main.id))
    plain = replace(request(csv("01 Baker -3.20", "02 Bar -9.00")), account_id=main.id)
    assert (await imports.run(alice.ledger_id, plain)).object.duplicates == 2


GIRO = "Date,Payee,Amount,Account\n2026-03-01,Baker,-3.20,DE89 3704\n2026-03-02,Bar,-9.00,DE89 3704\n"


async def test_account_under_a_new_name_is_asked_about_and_the_decision_remembered(
    database: Database, imports: ImportService, accounts: AccountService, alice: Person
) -> None:
    await imported(imports, alice, csv("01 Baker -3.20", "02 Bar -9.00"))
    async with unchanged(database, alice.ledger_id):
        question = await asked(imports, alice, GIRO)
    assert question == "No account is called “DE89 3704”, but “Everyday” has 2 of its lines already. Is it the same?"
    everyday = replace(request(GIRO), account_id=alice.ledger_id)
    assert (await imports.run(alice.ledger_id, everyday)).object.duplicates == 2
    async with unchanged(database, alice.ledger_id):
        assert (await imported(imports, alice, GIRO)).duplicates == 2
    named = replace(request(csv("01 Baker -3.20", "02 Bar -9.00")), account="Card")
    with pytest.raises(AnswerNeeded) as caught:
        await imports.run(alice.ledger_id, named)
    settings = [choice.settings for choice in caught.value.question.choices]
    assert settings == [{"account": "Everyday"}, {"new_accounts": True}]
    again = replace(named, decisions=Decisions(new_accounts=True))
    assert (await imports.run(alice.ledger_id, again)).object.recorded == 2
    assert (await imports.run(alice.ledger_id, named)).object.duplicates == 2
    assert [row.name for row in await accounts.all(alice.ledger_id)] == ["Everyday", "Card"]


async def test_account_with_other_transactions_is_new_without_a_question(imports: ImportService, alice: Person) -> None:
    await imported(imports, alice, csv("01 Inn -3.20", "01 Shop -7.00", "02 Flowers -20.00"))
    assert (await imported(imports, alice, GIRO)).recorded == 2


async def test_undone_import_forgets_what_it_claimed(
    database: Database, imports: ImportService, transactions: TransactionService, history: ImportHistory, alice: Person
) -> None:
    await by_hand(transactions, alice, "01 Inn -50.00")
    file = csv("01 Inn -52.00")
    await decided(imports, alice, file, same=(2,))
    await history.undo(alice.ledger_id, await last(history, alice), 0)
    await asked(imports, alice, file)
    assert (await decided(imports, alice, file, new=(2,))).recorded == 1


async def test_rows_of_others_are_never_claimed(
    imports: ImportService, transactions: TransactionService, accounts: AccountService, alice: Person, bob: Person
) -> None:
    await by_hand(transactions, bob, "01 Baker -3.20")
    purse = (await accounts.create(alice.ledger_id, AccountDraft("Purse"))).object
    draft = TransactionDraft(FIRST, Decimal("-3.20"), "Baker", account_id=purse.id)
    await transactions.record(alice.ledger_id, draft)
    assert (await imported(imports, alice, csv("01 Baker -3.20"))).recorded == 1


async def test_deleted_row_by_hand_is_claimed_by_nothing_and_one_of_a_file_stays_deleted(
    imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    await by_hand(transactions, alice, "01 Baker -3.20")
    await transactions.delete(alice.ledger_id, (await rows_of(transactions, alice))[0].id)
    assert (await imported(imports, alice, csv("01 Baker -3.20"))).recorded == 1
    await transactions.delete(alice.ledger_id, (await rows_of(transactions, alice))[0].id)
    again = ofx("a 01 Baker -3.20")
    assert (await imported(imports, alice, again)).deleted_duplicates == 1
    restoring = replace(request(again), restore_deleted=True)
    assert (await imports.run(alice.ledger_id, restoring)).object.restored == 1
