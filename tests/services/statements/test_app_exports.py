"""Exports of other apps give each account the balance that it had there."""

from collections import Counter

from services.statements import SkipReason
from tests.services.statements.reading import asked, faults, lines, opened, skipped


def closing(content: str) -> dict[str, int]:
    """Return the sum of the lines of each account."""
    sums: Counter[str] = Counter()
    for line in lines(content):
        sums[line.account] += line.amount
    return dict(sums)


MINT = """Date,Description,Original Description,Amount,Transaction Type,Category,Account Name,Labels,Notes
"3/04/2026","Bakery","BAKERY 12","12.50","debit","Food","Giro","Trip",""
"3/05/2026","Bob Ltd","BOB","300.00","credit","Salary","Giro","",""
"3/06/2026","Transfer","TO SAVINGS","100.00","debit","Transfer","Giro","",""
"3/06/2026","Transfer","FROM GIRO","100.00","credit","Transfer","Savings","",""
"""


def test_mint() -> None:
    assert closing(MINT) == {"Giro": 18_750, "Savings": 10_000}
    first = lines(MINT)[0]
    assert (str(first.date), first.payee, first.category, first.note) == (
        "2026-03-04",
        "Bakery",
        "Food",
        "Trip · BAKERY 12",
    )


YNAB = """Account,Flag,Date,Payee,Category Group/Category,Category Group,Category,Memo,Outflow,Inflow,Cleared
"Giro","","2026-03-01","Starting Balance","Inflow: Ready","Inflow","Ready","",€0.00,€50.00,"Reconciled"
"Giro","","2026-03-04","Bakery","Food: Bread","Food","Bread","Split (1/2)",€10.00,€0.00,"Cleared"
"Giro","","2026-03-04","Bakery","Food: Cake","Food","Cake","Split (2/2)",€2.50,€0.00,"Cleared"
"Giro","","2026-03-05","Transfer : Savings","","","","",€100.00,€0.00,"Uncleared"
"Savings","","2026-03-05","Transfer : Giro","","","","",€0.00,€100.00,"Uncleared"
"""


def test_ynab() -> None:
    assert closing(YNAB) == {"Giro": -11_250, "Savings": 10_000}
    assert skipped(YNAB) == {2: SkipReason.BALANCE}
    assert [line.category for line in lines(YNAB)] == ["Food: Bread", "Food: Cake", "", ""]


ACTUAL = """Account,Date,Payee,Notes,Category,Amount,Split_Amount,Cleared
Giro,2026-03-04,Market,(SPLIT INTO 2) weekly,,0,-12.5,Cleared
Giro,2026-03-04,Market,(SPLIT 1 OF 2) bread,Food,-10,0,Cleared
Giro,2026-03-04,Market,(SPLIT 2 OF 2) soap,Home,-2.5,0,Not cleared
Savings,2026-03-05,Giro,,,100,0,Reconciled
"""


def test_actual() -> None:
    assert closing(ACTUAL) == {"Giro": -1250, "Savings": 10_000}
    assert skipped(ACTUAL) == {2: SkipReason.SPLIT}


def test_signs_of_an_app_are_never_asked() -> None:
    header = "Account,Date,Payee,Notes,Category,Amount,Split_Amount,Cleared\n"
    only = f"{header}Savings,2026-03-05,Bank,interest,,1.5,0,Cleared\n"
    assert closing(only) == {"Savings": 150}
    assert asked(only.replace("Split_Amount", "Other")).about == "SIGNS"


MONARCH = """Date,Merchant,Category,Account,Original Statement,Notes,Amount,Tags
2026-03-04,Bakery,Food,Giro,BAKERY 12,,-12.50,trip
2026-03-05,Bob Ltd,Salary,Giro,BOB,March,300.00,
"""


def test_monarch() -> None:
    assert closing(MONARCH) == {"Giro": 28_750}
    assert [line.payee for line in lines(MONARCH)] == ["Bakery", "Bob Ltd"]


FIREFLY = (
    "user_id,group_id,journal_id,created_at,updated_at,group_title,type,currency_code,amount,foreign_currency_code,"
    "foreign_amount,description,date,source_name,source_iban,source_type,destination_name,destination_iban,"
    "destination_type,reconciled,category,budget,bill,tags,notes\n"
    "1,1,1,x,x,,Opening balance,EUR,50.00,,,Initial,2026-03-01T00:00:00+01:00,Initial balance,,"
    "Initial balance account,Giro,,Asset account,,,,,,\n"
    "1,2,2,x,x,,Withdrawal,EUR,-12.50,,,Bread,2026-03-04T00:00:00+01:00,Giro,,Asset account,Bakery,,"
    "Expense account,,Food,,,trip,\n"
    "1,3,3,x,x,,Deposit,EUR,300.00,,,Salary,2026-03-05T00:00:00+01:00,Bob Ltd,,Revenue account,Giro,,"
    "Asset account,,Salary,,,,\n"
    "1,4,4,x,x,,Transfer,EUR,100.00,USD,110.00,Move,2026-03-06T00:00:00+01:00,Giro,,Asset account,Dollars,,"
    "Asset account,,,,,,\n"
)


def test_firefly_writes_each_movement_once_and_it_counts_in_both_accounts() -> None:
    assert closing(FIREFLY) == {"Giro": 18_750, "Dollars": 11_000}
    assert [(line.line, line.payee, line.currency, line.bank_id) for line in lines(FIREFLY)] == [
        (3, "Bakery", "EUR", "2"),
        (4, "Bob Ltd", "EUR", "3"),
        (5, "Dollars", "EUR", "4"),
        (5, "Giro", "USD", "4"),
    ]
    assert skipped(FIREFLY) == {2: SkipReason.BALANCE}
    assert opened(FIREFLY).detected.format == "Firefly III"
    assert list(faults(FIREFLY.replace("-12.50", "much"))) == [3]


HLEDGER = """txnidx,date,date2,status,code,description,comment,account,amount,commodity,credit,debit
"1","2026-03-01","","*","","opening","","assets:giro","50.00","EUR","","50.00"
"1","2026-03-01","","*","","opening","","equity:opening balances","-50.00","EUR","50.00",""
"2","2026-03-04","","*","","Bakery","","expenses:food:bread","12.50","EUR","","12.50"
"2","2026-03-04","","*","","Bakery","","assets:giro","-12.50","EUR","12.50",""
"3","2026-03-05","","","","Bob Ltd","","assets:giro","300.00","EUR","","300.00"
"3","2026-03-05","","","","Bob Ltd","","income:salary","-300.00","EUR","300.00",""
"4","2026-03-06","","","","move","","assets:savings","100.00","EUR","","100.00"
"4","2026-03-06","","","","move","","assets:giro","-100.00","EUR","100.00",""
"""


def test_hledger_writes_each_posting_and_only_own_accounts_count() -> None:
    assert closing(HLEDGER) == {"assets:giro": 18_750, "assets:savings": 10_000}
    assert [line.category for line in lines(HLEDGER)] == ["food: bread", "salary", "", ""]
    assert skipped(HLEDGER) == {2: SkipReason.BALANCE}


def test_hledger_s_register_has_the_currency_in_the_amount() -> None:
    content = (
        '"txnidx","date","code","description","account","amount","total"\n'
        '"1","2026-03-04","","Bakery","expenses:food","12.50 USD","12.50 USD"\n'
        '"1","2026-03-04","","Bakery","assets:giro","-12.50 USD","0"\n'
    )
    (line,) = lines(content)
    assert (line.amount, line.currency, line.category) == (-1250, "USD", "food")
