"""The commands of transactions import statements and export what is there."""

import json
from pathlib import Path

import pytest

from tests.app.commands.command_line import add, output_of, refused, run, value_of


def test_a_statement_is_imported_once(alice: Path, statement: Path) -> None:
    assert "3 recorded, 0 restored, 0 already there" in output_of("import", statement)
    again = output_of("import", statement)
    assert "0 recorded, 0 restored, 3 already there" in again
    assert "Line 4, 2026-11-03, 2000.00 EUR, Work: already there." in again
    assert value_of(alice, "SELECT count(*) FROM transactions") == 3
    assert output_of("verify", "--user", "Alice") == "1 ledger verified.\n"


def test_a_dry_run_shows_what_would_happen_and_writes_nothing(alice: Path, statement: Path) -> None:
    shown = output_of("import", "--dry-run", statement)
    assert "3 to record" in shown
    assert "CSV, utf-8" in shown
    assert "2026-11-03       2000.00 EUR  Work" in shown
    assert "unknown here: Food." in shown
    assert value_of(alice, "SELECT count(*) FROM transactions") == 0


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_every_bad_line_is_told_with_its_number(alice: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("date,payee,amount\n2026-11-01,x,-1.00\n2026-11-31,x,-1.00\n2026-11-03,x,abc\n")
    first, second = refused("import", *options, bad).splitlines()
    assert first.startswith("bad.csv, line 3: The date “2026-11-31”")
    assert second.startswith("bad.csv, line 4: The amount “abc” is not a number")
    assert value_of(alice, "SELECT count(*) FROM transactions") == 0


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_open_question_of_a_file_is_asked_with_its_answers(
    alice: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    card = tmp_path / "card.csv"
    card.write_text("date,title,amount\n2026-11-18,Bakery,12.50\n2026-11-17,Books,20.00\n")
    question, *answers = refused("import", *options, card).splitlines()
    assert question.startswith("card.csv: No amount is negative.")
    given = "2 transactions, 0.00 in, -32.50 out in EUR"
    assert answers[0] == f"  --csv expenses_positive=yes: Positive amounts are expenses ({given})."
    assert "2 recorded" in output_of("import", card, "--csv", "expenses_positive=yes")


def test_unclear_lines_are_asked_about_and_decided(alice: Path, statement: Path, tmp_path: Path) -> None:
    output_of("import", statement)
    other = tmp_path / "other.csv"
    other.write_text("date,payee,amount\n2026-11-01,Somebody else,-12.50\n")
    question, same, new = refused("import", other).splitlines()
    assert question.startswith("other.csv: Line 2, 2026-11-01, -12.50 EUR, “Somebody else”, may be a transaction")
    assert same == "  --same 2: The same: it stays as it is, and the line is not recorded."
    assert new == "  --new 2: Another one: record the line."
    assert "cannot be both" in refused("import", other, "--same", "2", "--new", "2")
    assert "are no numbers of lines" in refused("import", other, "--same", "x")
    assert "0 recorded" in output_of("import", other, "--same", "2")
    assert "1 already there" in output_of("import", other)


def test_new_accounts_are_named(alice: Path, tmp_path: Path) -> None:
    path = tmp_path / "giro.csv"
    path.write_text("date,payee,amount,account\n2026-11-01,Bakery,-3.20,Giro\n")
    for options in (("--dry-run",), ()):
        assert "  New accounts: Giro (EUR).\n" in output_of("import", path, *options)
    assert "New accounts" not in output_of("import", path)


def test_a_new_name_of_a_known_account_is_asked_about(alice: Path, statement: Path, tmp_path: Path) -> None:
    output_of("import", statement)
    question, known, new = refused("import", statement, "--account", "My Giro").splitlines()
    assert question.endswith("“My Giro”, but “Everyday” has 3 of its lines already. Is it the same?")
    assert (known, new) == (
        "  --account Everyday: It is “Everyday”.",
        "  --new-accounts: Another account: make “My Giro”.",
    )
    assert "3 already there" in output_of("import", statement, "--account", "Everyday")
    other = tmp_path / "other.csv"
    other.write_text("date,payee,amount,account\n2026-11-01,Market,-12.50,DE89 3704\n")
    option, _, _ = refused("import", other).splitlines()[1].partition(": ")
    assert "1 already there" in output_of("import", other, *option.split())
    assert "3 recorded" in output_of("import", statement, "--account", "My Giro", "--new-accounts")


def test_an_import_is_listed_and_undone(alice: Path, statement: Path) -> None:
    output_of("import", statement)
    import_id, _, listed = output_of("imports", "list").partition("  ")
    assert listed.endswith("statement.csv: 3 transactions, 0 changed since\n")
    assert run("imports", "undo", import_id, typed="n\n").exit_code == 1
    assert value_of(alice, "SELECT count(*) FROM transactions") == 3
    asked = "This deletes 3 transactions for good. Undo the import?"
    assert asked in output_of("imports", "undo", import_id, typed="y\n")
    assert value_of(alice, "SELECT count(*) FROM transactions") == 0
    assert output_of("imports", "list").endswith("statement.csv: undone\n")
    assert output_of("imports", "undo", "--yes", import_id) == "Undone: 0 transactions deleted.\n"
    unknown = import_id.replace(import_id[:8], "00000000")
    assert refused("imports", "undo", "--yes", unknown) == "There is no such import; choose one of yours."


def test_every_import_tells_its_notes_and_what_is_no_transaction(alice: Path, tmp_path: Path) -> None:
    card = tmp_path / "card.csv"
    rows = "2026-11-18,Bakery,12.50\n2026-11-17,Books,20.00\n2026-11-16,Payment - thank you,-30.00\nTotal,,2.50\n"
    card.write_text(f"date,description,amount\n{rows}")
    told = output_of("import", card)
    assert "The file writes expenses as positive, so the signs are turned around" in told
    assert "Line 5 is no transaction (balance): Total 2.50" in told


def test_a_files_currency_and_columns_can_be_given(alice: Path, tmp_path: Path) -> None:
    path = tmp_path / "card.csv"
    path.write_text("When,Who,What\n03/04/2026,Diner,10.00\n")
    columns = ("--csv", "date=When", "--csv", "payee=Who", "--csv", "amount=What", "--csv", "date_order=MDY")
    output_of("import", path, *columns, "--csv", "expenses_positive=yes", "--currency", "USD", "--exchange-rate", "0.9")
    assert (
        value_of(alice, "SELECT date || amount || currency || base_amount FROM transactions")
        == "2026-03-04-1000USD-900"
    )


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("colour=Red", "“colour=Red” is no KEY=VALUE of --csv; the keys are date, "),
        ("date", "“date” is no KEY=VALUE of --csv"),
        ("date_order=XX", "“XX” is no date_order of --csv; use YMD or DMY or MDY."),
        ("has_header=perhaps", "“perhaps” is no has_header of --csv; use yes or no."),
        ("date=Posted", "statement.csv: The file has no column “Posted”"),
    ],
)
def test_a_wrong_description_of_a_file_is_refused(alice: Path, statement: Path, option: str, says: str) -> None:
    assert refused("import", statement, "--csv", option).startswith(says)


def test_a_rate_that_is_no_number_is_refused(alice: Path, statement: Path) -> None:
    assert "“abc” is no number" in refused("import", statement, "--exchange-rate", "abc")


def test_files_before_a_bad_one_stay_imported(alice: Path, statement: Path, tmp_path: Path) -> None:
    message = refused("import", statement, tmp_path / "missing.csv")
    assert message == f"{tmp_path / 'missing.csv'} cannot be used: no such file or directory."
    assert value_of(alice, "SELECT count(*) FROM transactions") == 3


def test_an_export_is_written_to_the_output_or_to_a_file(alice: Path, statement: Path, tmp_path: Path) -> None:
    output_of("import", statement)
    assert output_of("export").splitlines()[-1].startswith("2026-11-03,2000.00,EUR,,2000.00,EUR,Work,")
    target = tmp_path / "all.json"
    assert output_of("export", "--format", "json", "--output", target) == ""
    assert target.read_text().count('"payee"') == 3


def test_a_ledger_must_be_named_when_there_are_several(alice: Path) -> None:
    add("bob")
    assert refused("export") == "Name the user by --user."
    assert output_of("export", "--user", "bob").startswith("date,amount")
    assert refused("export", "--user", "nobody").startswith("There is no user “nobody”; ")
    assert refused("verify", "--user", "nobody").startswith("There is no user “nobody”; ")


def test_export_without_a_user_is_refused(file: Path) -> None:
    assert refused("export") == "There is no user yet; add one with `user add`."


def test_an_export_fills_the_empty_ledger_of_another_user(alice: Path, statement: Path, tmp_path: Path) -> None:
    output_of("import", statement)
    first, second = tmp_path / "all.json", tmp_path / "again.json"
    output_of("export", "--format", "json", "--output", first)
    add("bob")
    assert output_of("import-ledger", first, "--user", "bob").startswith("all.json: 3 transactions, ")
    output_of("export", "--user", "bob", "--format", "json", "--output", second)
    payees = [[row["payee"] for row in json.loads(file.read_bytes())["transactions"]] for file in (first, second)]
    assert payees[0] == payees[1] != []
    assert refused("import-ledger", first, "--user", "bob").startswith("This ledger is not empty; ")


def test_lines_are_shown_left_out_and_given_a_category(alice: Path, statement: Path) -> None:
    output_of("import", statement, "--leave-out", "4")
    shown = output_of("import", "--dry-run", statement, "--show", "all", "--leave-out", "2")
    assert "  1 left out.\n" in shown
    assert "  Line 2, omitted: 2026-11-01, -12.50 EUR, " in shown
    assert "  Line 4, new: 2026-11-03, 2000.00 EUR, Work\n" in shown
    assert "Line 2, " not in output_of("import", "--dry-run", statement, "--show", "new").split("already there")[0]
    assert "“odd” is nothing to --show; use all, new," in refused("import", "--dry-run", statement, "--show", "odd")
    assert "There is no category “Nothing”" in refused("import", statement, "--category", "4=Nothing")
    assert "is no line with a category" in refused("import", statement, "--category", "Food")


def test_settings_are_remembered_listed_and_forgotten(alice: Path, tmp_path: Path) -> None:
    for day, name in (("03/04/2026", "april.csv"), ("03/05/2026", "may.csv")):
        (tmp_path / name).write_text(f"when;whom;what\n{day};Shop;-3,20\n")
    settings = ("date=when", "payee=whom", "amount=what", "date_order=DMY", "decimal_mark=,", "expenses_positive=no")
    output_of("import", tmp_path / "april.csv", *(word for pair in settings for word in ("--csv", pair)))
    assert "1 recorded" in (told := output_of("import", tmp_path / "may.csv"))
    assert "The settings of the last such file (april.csv) were used." in told
    (listed,) = output_of("imports", "profiles").splitlines()
    assert listed.endswith(
        "april.csv: date=when, payee=whom, amount=what, date_order=DMY, decimal_mark=,, expenses_positive=False"
    )
    assert refused("import", "--dry-run", "--no-profile", tmp_path / "may.csv")
    assert output_of("imports", "forget", listed.split()[0]) == "Forgotten.\n"
    assert output_of("imports", "profiles") == ""
    assert "no such profile" in refused("imports", "forget", listed.split()[0])
