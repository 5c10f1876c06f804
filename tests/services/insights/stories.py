"""Stories: one event in the life of a household, with the kind of finding and the name that must tell it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from services.insights import FindingKind as Kind
from services.values.periods import DAY
from tests.services.household import PlanRow
from tests.services.insights.households import CARD, IDS, House, calm_house, on, working_day


class Told(NamedTuple):
    """The kind of finding that tells a story, and a name or amount in its text."""

    kind: Kind
    name: str


Story = Callable[[House], Told]


def spends_more(category: str, payee: str, cents: int, times: int) -> Story:
    """Return the story of many purchases more than usual in a category."""

    def tell(house: House) -> Told:
        house.plans = []
        for number in range(times):
            day = house.today - timedelta(days=number % (house.today - house.period.start).days)
            house.pay(day, house.near(cents, 20), payee, category)
        return Told(Kind.SPENDING_ABOVE_AVERAGE, category)

    return tell


def exceeds(category: str, *, percent: int) -> Story:
    """Return the story of a plan that is exceeded."""

    def tell(house: House) -> Told:
        spent = -sum(
            row.base_amount
            for row in house.rows
            if row.category_id == IDS[category] and house.period.start <= row.date <= house.today
        )
        house.plans.append(PlanRow(IDS[category], house.period.start, max(spent, 9_000) * 100 // (100 + percent)))
        if spent < 9_000:
            house.pay(house.today, 9_000, "Somewhere", category)
        return Told(Kind.BUDGET_OVER, category)

    return tell


def will_exceed(day: int) -> Story:
    """Return the story of a plan that will be exceeded, seen on a day of the month."""

    def tell(house: House) -> Told:
        house.today = house.period.start + timedelta(days=day - 1)
        months = [month.start for month in house.months(7)]
        rows = [row for row in house.rows if row.category_id == IDS["Groceries"] and row.date <= house.today]
        spent = -sum(row.base_amount for row in rows if row.date >= house.period.start)
        usual = -sum(row.base_amount for row in rows if months[0] <= row.date < house.period.start) // 6
        house.plans = [PlanRow(IDS["Groceries"], months[0], max(spent + 500, usual * 3 // 4))]
        return Told(Kind.BUDGET_AT_RISK, "Groceries")

    return tell


def saves_too_little(house: House) -> Told:
    house.goals = [replace(goal, saved=goal.saved // 2) for goal in house.goals]
    return Told(Kind.GOAL_OFF_PACE, "Sailing boat")


def misses_the_date(house: House) -> Told:
    house.goals = [replace(goal, target_date=house.today - 3 * DAY) for goal in house.goals]
    return Told(Kind.GOAL_OFF_PACE, "Sailing boat")


def reaches_a_goal(house: House) -> Told:
    house.goals = [replace(goal, saved=goal.target + 500, paid=30_000) for goal in house.goals]
    return Told(Kind.GOAL_REACHED, "Sailing boat")


def is_charged_twice(payee: str, category: str | None, cents: int, *, apart: int, references: bool = False) -> Story:
    """Return the story of a charge that came twice."""

    def tell(house: House) -> Told:
        day = house.today - (4 + apart) * DAY
        for number in range(2):
            text = f"{payee} TX{48_213 + 7 * number}" if references else payee
            house.pay(day + number * apart * DAY, cents, text, category, account=CARD)
        return Told(Kind.POSSIBLE_DUPLICATE, payee)

    return tell


def is_billed_twice(payee: str) -> Story:
    """Return the story of a subscription that was charged twice in a month."""

    def tell(house: House) -> Told:
        (*_, last) = [row for row in house.rows if row.payee.startswith(payee) and row.date <= house.today]
        house.rows.append(replace(last, date=min(last.date + 2 * DAY, house.today)))
        return Told(Kind.POSSIBLE_DUPLICATE, payee)

    return tell


def costs_more(payee: str, percent: int, *, since: int) -> Story:
    """Return the story of a recurring payment that costs more since some months."""

    def tell(house: House) -> Told:
        dropped = house.drop(payee, house.months(since)[0].start)
        if not any(row.date <= house.today for row in dropped):
            dropped += house.drop(payee, house.months(since + 1)[0].start)
        for row in dropped:
            cost = row.amount * (100 + percent) // 100
            house.rows.append(replace(row, amount=cost, base_amount=cost))
        return Told(Kind.RISEN_RECURRING_PAYMENT, payee)

    return tell


def quarterly_costs_more(house: House) -> Told:
    for number, month in enumerate(house.months(13)[::3]):
        house.pay(on(month, 5), 12_000 if number < 4 else 13_800, "Pension Fund", "Insurance")
    return Told(Kind.RISEN_RECURRING_PAYMENT, "Pension Fund")


def subscribes(payee: str, cents: int, category: str | None, *, months: int, references: bool = False) -> Story:
    """Return the story of a new monthly subscription."""

    def tell(house: House) -> Told:
        for month in house.months(months):
            text = f"{payee} {house.chance.randrange(10**6, 10**7)}" if references else payee
            house.pay(working_day(on(month, 9)), cents, text, category)
        return Told(Kind.NEW_RECURRING_PAYMENT, payee)

    return tell


def gets_a_weekly_box(house: House) -> Told:
    for number in range(5):
        house.pay(house.today - timedelta(days=3 + 7 * number), 3_490, "Organic Box", "Groceries")
    return Told(Kind.NEW_RECURRING_PAYMENT, "Organic Box")


def is_not_paid(house: House) -> Told:
    (last, *_) = house.drop("Northwind", house.period.start)
    if house.today < last.date + 13 * DAY:
        house.drop("Northwind", house.months(2)[0].start)
    return Told(Kind.INCOME_MISSING, "Northwind")


def misses_a_benefit(house: House) -> Told:
    for month in house.months(9)[:-1]:
        house.pay(working_day(on(month, 3)), -31_000, f"Family Office {house.chance.randrange(10**6)}", "Salary")
    return Told(Kind.INCOME_MISSING, "Family Office")


def misses_a_second_income(house: House) -> Told:
    for number in range(2, 14):
        house.pay(house.today - timedelta(days=14 * number), -42_000, "Weekend Bar", "Salary")
    house.today -= DAY
    return Told(Kind.INCOME_MISSING, "Weekend Bar")


def buys(payee: str, category: str | None, cents: int) -> Story:
    """Return the story of one unusual purchase."""

    def tell(house: House) -> Told:
        house.plans = []
        house.pay(house.today - 5 * DAY, cents, payee, category, account=CARD)
        return Told(Kind.UNUSUAL_PURCHASE, payee)

    return tell


def moves_money(payee: str, category: str | None, note: str = "", cents: int = 50_000) -> Story:
    """Return the story of a transfer that counts as spending."""

    def tell(house: House) -> Told:
        house.pay(house.today - 6 * DAY, cents, payee, category, note)
        return Told(Kind.TRANSFER_AS_SPENDING, payee)

    return tell


def moves_money_between_accounts(house: House) -> Told:
    house.pay(house.today - 6 * DAY, 73_100, "A. Example", None)
    house.pay(house.today - 5 * DAY, -73_100, "A. Example", None, account=CARD)
    return Told(Kind.TRANSFER_AS_SPENDING, "A. Example")


def stops(payee: str) -> Story:
    """Return the story of a subscription that stopped."""

    def tell(house: House) -> Told:
        house.drop(payee, house.months(2)[0].start)
        return Told(Kind.STOPPED_RECURRING_PAYMENT, payee)

    return tell


def magazine_stops(house: House) -> Told:
    for month in house.months(12)[:-2]:
        house.pay(on(month, 11), 1_450, f"Weekly Reader INV-{house.chance.randrange(10**5)}", "Leisure")
    return Told(Kind.STOPPED_RECURRING_PAYMENT, "Weekly Reader")


def insurer_does_not_refund(house: House) -> Told:
    for number, month in enumerate(house.months(8)[:6:2]):
        cents = 8_000 + 1_730 * number
        house.pay(on(month, 2), cents, "Dr. Keller", "Health")
        house.pay(on(month, 16), -cents, "Health Fund", "Health")
    house.pay(on(house.months(2)[0], 3), 9_940, "Dr. Keller", "Health")
    return Told(Kind.REFUND_MISSING, "Dr. Keller")


def shop_does_not_refund(house: House) -> Told:
    house.pay(house.today - 30 * DAY, 12_990, "Shoe Palace", "Clothes", "returned, refund expected")
    return Told(Kind.REFUND_MISSING, "Shoe Palace")


def employer_does_not_refund(house: House) -> Told:
    for month in house.months(9)[:-1]:
        house.pay(on(month, 4), -14_000, "Travel Refund Northwind", "Transport")
    return Told(Kind.REFUND_MISSING, "Travel Refund Northwind")


def has_not_paid(payee: str) -> Story:
    """Return the story of a bill that is late."""

    def tell(house: House) -> Told:
        house.drop(payee, house.period.start)
        return Told(Kind.BILL_LATE, payee)

    return tell


def paid_late(house: House) -> Told:
    house.drop("Hausverwaltung", house.period.start)
    rent = next(row for row in house.rows if row.payee.startswith("Hausverwaltung"))
    house.pay(on(house.period, 14), -rent.amount, "Hausverwaltung Meyer", "Rent")
    return Told(Kind.BILL_LATE, "Hausverwaltung")


def paid_early(house: House) -> Told:
    for month in house.months(10):
        house.pay(on(month, 16 if month == house.period else 27), 5_900, "Water Works", "Home")
    return Told(Kind.BILL_EARLY, "Water Works")


def quarterly_is_late(house: House) -> Told:
    for month in house.months(13)[:-1:3]:
        house.pay(on(month, 3), 8_700, "Choir Club", "Leisure")
    return Told(Kind.BILL_LATE, "Choir Club")


def pays_a_fee(payee: str, cents: int, *, note: str = "", category: str | None = "Bank") -> Story:
    """Return the story of a bank's new fee."""

    def tell(house: House) -> Told:
        house.pay(house.today - 4 * DAY, cents, payee, category, note)
        return Told(Kind.NEW_BANK_FEE, payee)

    return tell


def pays_a_foreign_fee(payee: str, cents: int, *, note: str = "") -> Story:
    """Return the story of a fee for a payment abroad."""

    def tell(house: House) -> Told:
        house.pay(house.today - 4 * DAY, cents, payee, None, note)
        return Told(Kind.FOREIGN_FEE, payee)

    return tell


def earns_more(percent: int, *, since: int) -> Story:
    """Return the story of a salary that has risen since some months."""

    def tell(house: House) -> Told:
        _level_salary(house)
        dropped = house.drop("Northwind", house.months(since)[0].start)
        if not any(row.date <= house.today for row in dropped):
            dropped += house.drop("Northwind", house.months(since + 1)[0].start)
        for row in dropped:
            more = row.amount * (100 + percent) // 100
            house.rows.append(replace(row, amount=more, base_amount=more))
        return Told(Kind.RISEN_INCOME, "Northwind")

    return tell


def _level_salary(house: House) -> None:
    """Pay the same salary every month, without a bonus."""
    salary = min(row.base_amount for row in house.rows if row.payee.startswith("Northwind"))
    house.rows = [
        replace(row, amount=salary, base_amount=salary) if row.payee.startswith("Northwind") else row
        for row in house.rows
    ]


def overspends(months: int) -> Story:
    """Return the story of several months with more spending than income."""

    def tell(house: House) -> Told:
        for month in house.months(months + 1)[:-1]:
            rows = [row for row in house.rows if month.start <= row.date <= month.end]
            net = sum(row.base_amount for row in rows if row.category_id != IDS["Savings"])
            house.pay(on(month, 11), max(net, 0) + 45_000, f"Builder {month.label}", "Home")
        house.plans = []
        return Told(Kind.SPENDING_ABOVE_INCOME, "more was spent than came in")

    return tell


def saves_much(house: House) -> Told:
    house.pay(on(house.months(2)[0], 9), -900_000, "Car Buyer", None)
    return Told(Kind.BETTER_PERIOD, "left over")


STORIES: dict[str, Story] = {
    "eats out": spends_more("Eating out", "Trattoria Roma", 3_800, 9),
    "many groceries": spends_more("Groceries", "Supermart Nord", 6_000, 9),
    "much fuel": spends_more("Fuel", "Fuel Station", 6_500, 6),
    "many clothes": spends_more("Clothes", "Mode & Mehr", 5_000, 9),
    "many tickets": spends_more("Tickets", "Metro Ticket", 2_500, 12),
    "groceries over": exceeds("Groceries", percent=25),
    "eating out over": exceeds("Eating out", percent=30),
    "fuel over": exceeds("Fuel", percent=20),
    "clothes over": exceeds("Clothes", percent=40),
    "will exceed, day 12": will_exceed(12),
    "will exceed, day 20": will_exceed(20),
    "saves too little": saves_too_little,
    "misses the date": misses_the_date,
    "reaches a goal": reaches_a_goal,
    "lamp twice": is_charged_twice("Lamp Store", "Home", 8_990, apart=0),
    "dinner twice": is_charged_twice("Trattoria Roma", "Eating out", 6_420, apart=1),
    "groceries twice": is_charged_twice("Supermart Nord", "Groceries", 6_327, apart=1, references=True),
    "ticket twice": is_charged_twice("Rail Europe", None, 5_930, apart=2, references=True),
    "streaming twice": is_billed_twice("Filmbox"),
    "gym twice": is_billed_twice("Fit Gym"),
    "power twice": is_billed_twice("City Power"),
    "streaming costs more": costs_more("Filmbox", 25, since=2),
    "music costs more": costs_more("Tunefish", 18, since=1),
    "rent costs more": costs_more("Hausverwaltung", 6, since=1),
    "internet costs more": costs_more("Fibre Net", 12, since=3),
    "gym costs more": costs_more("Fit Gym", 33, since=1),
    "power costs more": costs_more("City Power", 20, since=2),
    "quarterly costs more": quarterly_costs_more,
    "new streaming": subscribes("Seriesland", 1_499, "Streaming", months=2),
    "new phone": subscribes("Mobile One", 2_499, None, months=3),
    "new app": subscribes("Cloudvault", 999, "Leisure", months=3, references=True),
    "new course": subscribes("Language Course", 4_900, "Leisure", months=2, references=True),
    "new box": gets_a_weekly_box,
    "no salary": is_not_paid,
    "no benefit": misses_a_benefit,
    "no second income": misses_a_second_income,
    "laptop": buys("Laptop World", "Electronics", 129_900),
    "repair": buys("Garage Schmidt", "Fuel", 84_000),
    "uncategorised purchase": buys("Antique Dealer", None, 95_000),
    "jewels": buys("Jeweller Gold", "Gifts", 72_000),
    "sofa": buys("Sofa House", "Home", 139_000),
    "restaurant": buys("Grand Hotel", "Eating out", 31_000),
    "to savings": moves_money("Transfer to savings", None),
    "card bill": moves_money("Credit card settlement", None, cents=61_240),
    "in German": moves_money("Umbuchung Tagesgeld", "Shopping"),
    "by the note": moves_money("A. Example", None, "transfer to own account"),
    "between accounts": moves_money_between_accounts,
    "gym stops": stops("Fit Gym"),
    "music stops": stops("Tunefish"),
    "magazine stops": magazine_stops,
    "insurer does not refund": insurer_does_not_refund,
    "shop does not refund": shop_does_not_refund,
    "employer does not refund": employer_does_not_refund,
    "rent is late": has_not_paid("Hausverwaltung"),
    "power is late": has_not_paid("City Power"),
    "rent was late": paid_late,
    "water was early": paid_early,
    "choir is late": quarterly_is_late,
    "account fee": pays_a_fee("Account maintenance fee", 690),
    "overdraft": pays_a_fee("Overdraft fee", 1_850, category=None),
    "fee in a note": pays_a_fee("Volksbank", 490, note="Kontoführungsgebühr"),
    "foreign fee": pays_a_foreign_fee("Foreign transaction fee", 321),
    "abroad": pays_a_foreign_fee("Visa", 275, note="Auslandseinsatzentgelt"),
    "earns more since two months": earns_more(9, since=2),
    "earns more": earns_more(6, since=1),
    "overspends twice": overspends(2),
    "overspends thrice": overspends(3),
    "saves much": saves_much,
}


def house_with(name: str, seed: int) -> tuple[House, Told]:
    """Make a house with a story, and return how it must be told."""
    house = calm_house(seed)
    told = STORIES[name](house)
    house.rows.sort(key=lambda row: row.date)
    return house, told
