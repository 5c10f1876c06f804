"""Every mutation of the ledger's money or settings with an input that works, made by whoever calls."""

from collections.abc import Awaitable, Callable

from db.stores.ids import new_id
from tests.resolvers.callers import Caller, Json
from tests.resolvers.outgoing import ALERTS, OUTGOING
from tests.resolvers.report_views import REPORT_VIEWS
from tests.resolvers.series import SERIES
from tests.resolvers.uploads import upload

BREAD = {"date": "2026-11-02", "amount": "-3.20", "payee": "Bakery"}


async def record_transaction(caller: Caller) -> Json:
    return {**BREAD, "categoryId": caller.category("Food")}


async def record_transactions(caller: Caller) -> Json:
    return {"transactions": [BREAD, {**BREAD, "categoryId": caller.category("Food")}]}


async def update_transaction(caller: Caller) -> Json:
    return {"id": await caller.record(), "amount": "-4", "categoryId": caller.category("Food")}


async def delete_transaction(caller: Caller) -> Json:
    return {"id": await caller.record()}


async def restore_transaction(caller: Caller) -> Json:
    deleted = {"id": await caller.record()}
    await caller.change("deleteTransaction", deleted)
    return deleted


async def categorise_transactions(caller: Caller) -> Json:
    return {"transactionIds": [await caller.record(), await caller.record()], "categoryId": caller.category("Food")}


async def update_transactions(caller: Caller) -> Json:
    ids = [await caller.record(), await caller.record("-7")]
    patch = {"categoryId": caller.category("Food"), "accountId": await _account(caller), "payee": "Baker"}
    return {"transactionIds": ids, "patch": {**patch, "addTagIds": [await _tag(caller)]}}


async def delete_transactions(caller: Caller) -> Json:
    return {"transactionIds": [await caller.record(), await caller.record("-7")]}


async def restore_transactions(caller: Caller) -> Json:
    deleted = await delete_transactions(caller)
    await caller.change("deleteTransactions", deleted)
    return deleted


async def undo_transactions(caller: Caller) -> Json:
    await caller.change("deleteTransactions", await delete_transactions(caller))
    return {"revision": await caller.revision()}


async def _account(caller: Caller, **fields: object) -> str:
    made = await caller.make("createAccount", {"name": f"Jar {new_id()}", **fields}, "account { id }")
    return str(made["id"])


async def delete_import_profile(caller: Caller) -> Json:
    mapping = {"date": "when", "payee": "whom", "amount": "what", "expensesPositive": True}
    await upload(caller, "when;whom;what\n2026-10-21;Kiosk;7.77\n", "report { recorded }", mapping=mapping)
    profiles = (await caller.ask("{ importProfiles { id } }"))["importProfiles"]
    return {"id": profiles[0]["id"]}


async def undo_import(caller: Caller) -> Json:
    day = "Date,Payee,Amount\n2026-11-02,Bakery,-3.20\n"
    return {"id": (await upload(caller, day, "report { importId }"))["report"]["importId"], "lost": 1}


async def create_account(caller: Caller) -> Json:
    return {"name": "Purse", "kind": "CASH", "openingBalance": "20"}


async def update_account(caller: Caller) -> Json:
    return {"id": await _account(caller), "name": "Wallet", "inNetWorth": False}


async def order_accounts(caller: Caller) -> Json:
    return {"ids": [await _account(caller)]}


async def close_account(caller: Caller) -> Json:
    return {"id": await _account(caller, openingBalance="0")}


async def reopen_account(caller: Caller) -> Json:
    closed = await close_account(caller)
    await caller.change("closeAccount", closed)
    return closed


async def delete_account(caller: Caller) -> Json:
    purse = await _account(caller)
    await caller.record(accountId=purse)
    return {"id": purse, "lost": 1}


async def merge_accounts(caller: Caller) -> Json:
    return {"sourceId": await _account(caller), "targetId": await _account(caller)}


async def record_check(caller: Caller) -> Json:
    return {"accountId": await _account(caller), "date": "2026-11-02", "balance": "12.30"}


async def delete_check(caller: Caller) -> Json:
    saved = await caller.make("recordCheck", await record_check(caller), "account { checks { id } }")
    return {"id": saved["checks"][0]["id"]}


async def adjust_balance(caller: Caller) -> Json:
    account = await _account(caller, openingBalance="5", openedOn="2026-11-01")
    check = {"accountId": account, "date": "2026-11-02", "balance": "12.30"}
    saved = await caller.make("recordCheck", check, "account { checks { id } }")
    return {"checkId": saved["checks"][-1]["id"]}


async def record_transfer(caller: Caller) -> Json:
    accounts = {"fromAccountId": await _account(caller), "toAccountId": await _account(caller)}
    return {**accounts, "amount": "20", "date": "2026-11-02"}


async def link_transfer(caller: Caller) -> Json:
    made = await caller.make("recordTransaction", BREAD, "transaction { splits { id } }")
    return {"splitId": made["splits"][0]["id"], "accountId": await _account(caller)}


async def unlink_transfer(caller: Caller) -> Json:
    saved = await caller.make("recordTransfer", await record_transfer(caller), "transfer { id }")
    return {"id": saved["id"]}


async def accept_transfer_suggestions(caller: Caller) -> Json:
    account = await _account(caller)
    out = await caller.record("-5.00")
    return {"pairs": [{"outTransactionId": out, "inTransactionId": await caller.record("5.00", accountId=account)}]}


async def set_refund(caller: Caller) -> Json:
    made = [
        await caller.make("recordTransaction", BREAD | {"amount": amount}, "transaction { splits { id } }")
        for amount in ("1", "-3.20")
    ]
    back, paid = (each["splits"][0]["id"] for each in made)
    return {"splitId": back, "refundOfId": paid}


async def create_category(caller: Caller) -> Json:
    return {"name": "Bread", "parentId": caller.category("Food")}


async def update_category(caller: Caller) -> Json:
    made = await caller.make("createCategory", {"name": "Bread"}, "category { id }")
    return {"id": made["id"], "name": "Bakery", "parentId": caller.category("Food")}


async def archive_category(caller: Caller) -> Json:
    return {"id": caller.category("Food")}


async def merge_categories(caller: Caller) -> Json:
    return {"sourceId": caller.category("Food"), "targetId": caller.category("Rent")}


async def _tag(caller: Caller) -> str:
    return str((await caller.make("createTag", {"name": f"Trip {new_id()}"}, "tag { id }"))["id"])


async def create_tag(caller: Caller) -> Json:
    return {"name": "Trip"}


async def rename_tag(caller: Caller) -> Json:
    return {"id": await _tag(caller), "name": "Journey"}


async def merge_tags(caller: Caller) -> Json:
    return {"sourceId": await _tag(caller), "targetId": await _tag(caller)}


async def delete_tag(caller: Caller) -> Json:
    return {"id": await _tag(caller)}


async def set_budget(caller: Caller) -> Json:
    return {"categoryId": caller.category("Food"), "amount": "300"}


async def clear_budget(caller: Caller) -> Json:
    rent = {"categoryId": caller.category("Rent")}
    await caller.change("setBudget", rent | {"amount": "900", "month": "2026-01"})
    return rent


async def copy_budgets(caller: Caller) -> Json:
    budget = {"categoryId": caller.category("Food"), "amount": "300", "month": "2026-01"}
    await caller.change("setBudget", budget)
    return {"sourceMonth": "2026-01", "targetMonth": "2027-01"}


async def create_rule(caller: Caller) -> Json:
    return {"texts": [{"anyOf": ["bakery"]}], "categoryId": caller.category("Food")}


async def _rule(caller: Caller) -> str:
    return str((await caller.make("createRule", await create_rule(caller), "rule { id }"))["id"])


async def update_rule(caller: Caller) -> Json:
    return {"id": await _rule(caller), "categoryId": caller.category("Rent"), "direction": "OUT"}


async def order_rules(caller: Caller) -> Json:
    await _rule(caller)
    return {"ids": [await _rule(caller)]}


async def delete_rule(caller: Caller) -> Json:
    return {"id": await _rule(caller)}


async def run_rule(caller: Caller) -> Json:
    await caller.record()
    return {"id": await _rule(caller)}


async def create_goal(caller: Caller) -> Json:
    return {"name": "Bike", "target": "1200"}


async def update_goal(caller: Caller) -> Json:
    made = await caller.make("createGoal", {"name": "Bike", "target": "1200"}, "goal { id }")
    return {"id": made["id"], "target": "900"}


async def contribute_to_goal(caller: Caller) -> Json:
    made = await caller.make("createGoal", {"name": "Bike", "target": "1200"}, "goal { id }")
    return {"goalId": made["id"], "amount": "100"}


async def delete_goal(caller: Caller) -> Json:
    made = await caller.make("createGoal", {"name": "Bike", "target": "1200"}, "goal { id }")
    return {"id": made["id"]}


async def record_price(caller: Caller) -> Json:
    return {"currency": "ARS", "date": "2026-11-02", "price": "0.0007"}


async def delete_price(caller: Caller) -> Json:
    await caller.make("recordPrice", await record_price(caller), "price { date }")
    return {"currency": "ARS", "date": "2026-11-02"}


async def send_message(caller: Caller) -> Json:
    return {"text": "How much did I spend?"}


async def clear_conversation(caller: Caller) -> Json:
    await caller.change("sendMessage", {"text": "Hello"})
    return {}


async def dismiss_insight(caller: Caller) -> Json:
    """Somebody has spent more than planned."""
    budget = {"categoryId": caller.category("Food"), "amount": "100", "period": {"on": "2026-10-02"}}
    await caller.change("setBudget", budget)
    await caller.record("-150", date="2026-11-20", categoryId=caller.category("Food"))
    insight, *_ = (await caller.ask("{ dashboard { insights { id } } }"))["dashboard"]["insights"]
    return {"id": insight["id"]}


async def update_profile(caller: Caller) -> Json:
    return {"name": "Somebody", "locale": "de-AT"}


async def update_ledger(caller: Caller) -> Json:
    return {"baseCurrency": "CHF", "timeZone": "Asia/Tokyo", "calendar": {"day": 25}}


# What changes the money or the settings, for a session and for a token that may write.
WRITES: dict[str, Callable[[Caller], Awaitable[Json]]] = {
    "recordTransaction": record_transaction,
    "recordTransactions": record_transactions,
    "updateTransaction": update_transaction,
    "deleteTransaction": delete_transaction,
    "restoreTransaction": restore_transaction,
    "categoriseTransactions": categorise_transactions,
    "updateTransactions": update_transactions,
    "deleteTransactions": delete_transactions,
    "restoreTransactions": restore_transactions,
    "undoTransactions": undo_transactions,
    "recordTransfer": record_transfer,
    "linkTransfer": link_transfer,
    "unlinkTransfer": unlink_transfer,
    "setRefund": set_refund,
    "acceptTransferSuggestions": accept_transfer_suggestions,
    "refuseTransferSuggestions": accept_transfer_suggestions,
    "undoImport": undo_import,
    "deleteImportProfile": delete_import_profile,
    "createAccount": create_account,
    "updateAccount": update_account,
    "orderAccounts": order_accounts,
    "closeAccount": close_account,
    "reopenAccount": reopen_account,
    "deleteAccount": delete_account,
    "mergeAccounts": merge_accounts,
    "recordCheck": record_check,
    "deleteCheck": delete_check,
    "adjustBalance": adjust_balance,
    "createCategory": create_category,
    "updateCategory": update_category,
    "archiveCategory": archive_category,
    "mergeCategories": merge_categories,
    "createTag": create_tag,
    "renameTag": rename_tag,
    "mergeTags": merge_tags,
    "deleteTag": delete_tag,
    "setBudget": set_budget,
    "clearBudget": clear_budget,
    "copyBudgets": copy_budgets,
    "createRule": create_rule,
    "updateRule": update_rule,
    "orderRules": order_rules,
    "deleteRule": delete_rule,
    "runRule": run_rule,
    **REPORT_VIEWS,
    **SERIES,
    **ALERTS,
    "createGoal": create_goal,
    "updateGoal": update_goal,
    "contributeToGoal": contribute_to_goal,
    "deleteGoal": delete_goal,
    "recordPrice": record_price,
    "deletePrice": delete_price,
    "sendMessage": send_message,
    "clearConversation": clear_conversation,
    "dismissInsight": dismiss_insight,
    "updateProfile": update_profile,
    "updateLedger": update_ledger,
}

# What needs a scope of its own.
SETTING = ("updateProfile", "updateLedger")

# What only somebody with the password may do.
SESSION_INPUTS: dict[str, Json] = {
    "acceptProposal": {"messageId": "nonsense", "number": 0},
    "changePassword": {"current": "correct horse battery", "new": "a quiet lighthouse"},
    "createAccessToken": {"name": "A script", "scopes": ["READ"]},
    "revokeAccessToken": {"id": "nonsense"},
    "signOutEverywhere": {"accessTokens": True},
    **OUTGOING,
    "deleteUser": {"password": "correct horse battery"},
}
# What a reply that goes on beside it follows up with a revision of its own; it has tests of its own.
BESIDE_A_REPLY: dict[str, Json] = {"stopReply": {"messageId": "nonsense"}}
WITHOUT_INPUT = ("signOut",)
PUBLIC = ("signIn", "signUp")

# Which objects the ids in an input name; what another's category or transaction is refused as.
KEYED = (
    "recordTransaction",
    "recordTransactions",
    "updateTransactions",
    "deleteTransactions",
    "restoreTransactions",
    "recordTransfer",
    "createAccount",
    "recordCheck",
    "adjustBalance",
    "recordPrice",
    "createCategory",
    "createTag",
    "setBudget",
    "copyBudgets",
    "createReportView",
    "createRule",
    "runRule",
    "createSeries",
    "createAlertRule",
    "createGoal",
    "contributeToGoal",
    "sendMessage",
    "clearConversation",
)
