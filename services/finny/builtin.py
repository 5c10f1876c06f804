"""Built-in Finny: answers everyday questions from the ledger's own figures, without network or model."""

import asyncio
from dataclasses import replace

from services import writing
from services.errors import Refused
from services.finny import answer_phrases as words
from services.finny.answers import ANSWERS, Answer, spent_without
from services.finny.provider import Turn
from services.finny.questions import Intent, parse

_PLEASANTRIES = {
    None: words.NOT_UNDERSTOOD,
    Intent.HELP: words.HELP,
    Intent.GREETING: words.GREETING,
    Intent.THANKS: words.THANKS,
    Intent.COMMAND: words.READ_ONLY,
}


class BuiltInFinny:
    """Finny without anybody else; says what it can answer when it does not understand."""

    async def reply(self, turn: Turn) -> Answer:
        """What to say to a turn, whatever it is."""
        around = await turn.tools.surroundings()
        earlier = [said.text for said in turn.history if said.author == "USER"]
        question = await asyncio.to_thread(parse, turn.question, earlier, around)
        if question.intent is None or question.intent in _PLEASANTRIES:
            return Answer((_PLEASANTRIES[question.intent],), about_money=False)
        try:
            answer = await (spent_without if question.without else ANSWERS[question.intent])(
                question, turn.tools, around
            )
        except Refused as refused:
            return Answer((str(refused),))
        if question.unsure:
            days = around.calendar.chosen(question.when, around.today)
            return replace(answer, said=(words.unsure(writing.period(days)), *answer.said))
        if question.unknown:
            return replace(answer, said=(words.unknown(question.unknown), *answer.said))
        return answer
