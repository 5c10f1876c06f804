"""The kind of the transactions that a question is about."""

from services.calculations import CategoryKind
from services.finny.question import Question
from services.finny.question_context import QuestionContext


def kind_of(question: Question, context: QuestionContext) -> CategoryKind:
    """Return the kind of the categories that a question names, or of its topic."""
    if question.category:
        return CategoryKind(context.categories[question.category])
    return CategoryKind.INCOME if question.of_income else CategoryKind.EXPENSE
