"""Built-in Finny, which answers everyday questions from the ledger's figures without network or model."""

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
    """The assistant without a model; it lists its questions if it does not understand one."""

    async def reply(self, turn: Turn) -> Answer:
        """Answer a turn."""
        context = await turn.tools.question_context()
        earlier = [message.text for message in turn.history if message.author == "USER"]
        question = await asyncio.to_thread(parse, turn.question, earlier, context)
        if question.intent is None or question.intent in _PLEASANTRIES:
            return Answer((_PLEASANTRIES[question.intent],), about_money=False)
        try:
            answer = await (spent_without if question.without else ANSWERS[question.intent])(
                question, turn.tools, context
            )
        except Refused as refused:
            return Answer((str(refused),))
        if question.unsure:
            days = context.calendar.chosen(question.when, context.today)
            return replace(answer, paragraphs=(words.unsure(writing.period(days)), *answer.paragraphs))
        if question.unknown:
            return replace(answer, paragraphs=(words.unknown(question.unknown), *answer.paragraphs))
        return answer
