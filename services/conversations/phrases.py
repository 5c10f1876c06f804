"""Notes of the conversation about replies that are not, or not only, the remote Finny's."""

from services.finny.guard import Doubt

NO_ANSWER = "Finny could not answer; ask again."

_DOUBTS = {
    Doubt.BROKE_OFF: "broke off",
    Doubt.TOO_LONG: "did not come to an end",
    Doubt.GARBLED: "made no sense",
    Doubt.UNVERIFIED: "said things that your ledger does not hold",
    Doubt.BESIDE: "did not name your ledger's figures for this",
}

BROKE_OFF = "The reply broke off; ask again."
# Used if the built-in Finny has no answer either.
FAULTS = {
    Doubt.BROKE_OFF: BROKE_OFF,
    Doubt.TOO_LONG: "The reply was cut off because it grew too long.",
}


def silent(name: str) -> str:
    """Say that the built-in Finny answered instead."""
    return f"{name} did not answer; the built-in Finny did."


def mended(name: str, doubt: Doubt) -> str:
    """Say that the built-in Finny added its answer."""
    return f"{name} {_DOUBTS[doubt]}, so the built-in Finny answered as well."


def here_follows(name: str, doubt: Doubt) -> str:
    """Introduce the answer that the built-in Finny adds."""
    return f"{name} {_DOUBTS[doubt]}, so here is the built-in Finny's answer:"
