"""What the conversation says itself: why a reply is not, or not only, the remote Finny's."""

from services.assistant.guard import Doubt

NO_ANSWER = "Finny could not answer; ask again."
SILENT = "{name} did not answer; the built-in Finny did."

# Above the built-in Finny's answer.
DOUBTS = {
    Doubt.BROKE_OFF: "{name} broke off, so here is the built-in Finny's answer:",
    Doubt.TOO_LONG: "{name} did not come to an end, so here is the built-in Finny's answer:",
    Doubt.GARBLED: "{name} made no sense, so here is the built-in Finny's answer:",
    Doubt.UNVERIFIED: "{name} named figures that are not from your ledger, so here is the built-in Finny's answer:",
    Doubt.BESIDE: "{name} did not name your ledger's figures for this, so here is the built-in Finny's answer:",
}

# Where the built-in Finny has no answer either.
FAULTS = {
    Doubt.BROKE_OFF: "The reply broke off; ask again.",
    Doubt.TOO_LONG: "The reply was cut off because it grew too long.",
    Doubt.GARBLED: "The reply makes no sense; ask again.",
}
