"""The architecture: sizes, names, and what each room may know."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.modules import FUNCTION, MODULES, PACKAGES, ROOT, SOURCES, functions_of, modules_of, name_of, tree_of
from tests.patience import PATIENCE

NOUNS = (
    "accounts",
    "alerts",
    "budgets",
    "calendar_feeds",
    "categories",
    "conversations",
    "goals",
    "insights",
    "rules",
    "series",
    "transactions",
    "users",
    "webhooks",
)
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "base"}
# Nobody is signed in yet, or the server itself asks.
WITHOUT_LEDGER = {
    "CalendarFeedService": {"read"},  # the secret in the address says which
    "RateService": {"import_file"},  # reference rates are of the whole server
    "UserService": {"sign_up", "may_sign_up", "sign_in", "add_user", "authenticate", "rate_limits", "close"},
    "VerificationService": {"ledger_ids"},
}
ANYWHERE = re.compile(r"/(home|root|work|Users|private)/[a-z]|[A-Z]:\\\\|localhost:\d{4}/simple")
# What a library does not promise to keep stands in one file each; `tests/test_library_internals.py` watches over it.
INTERNALS = {
    "strawberry.schema.schema": "schema/strawberry_internals.py",
    "strawberry.schema.exceptions": "schema/strawberry_internals.py",
    "strawberry.types.arguments": "schema/strawberry_internals.py",
    "graphql.execution.values": "app/graphql/compiled_selections.py",
    "graphql.language.parser": "app/graphql/limits.py",
    "graphql.validation.validate": "app/graphql/limits.py",
    "uvicorn.protocols": "app/process/protocols.py",
    "uvicorn.supervisors": "app/process/workers.py",
    "uvicorn.config": "app/process/workers.py",
    "aiosqlite.context": "db/stores/sqlite_driver.py",
}
FILES_WITH_PRIVATE_NAMES = {"schema/strawberry_internals.py", "db/stores/sqlite_driver.py"}
PRIVATE_NAME = re.compile(r"(?!_replace$|_asdict$|_make$|_fields$)_[a-z]\w*|__strawberry_definition__")
# Calls that fail a test by themselves, in the libraries of the tests.
ASSERTING = {"raises", "expect", "run_state_machine_as_test"}
REGISTRIES = re.compile(r"pypi\.org|pythonhosted|registry\.(npmjs|yarnpkg)|npm\.pkg")


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function, its decorators left out."""
    return (function.end_lineno or 0) - function.lineno + 1


def imported_by(path: Path) -> Iterator[str]:
    """The top-level names of what a module imports."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_every_module_says_in_a_sentence_what_it_is() -> None:
    odd = []
    for path in MODULES:
        first = (ast.get_docstring(tree_of(path)) or "").partition("\n")[0]
        if not first.endswith((".", "?")) or not path.read_text(encoding="utf-8").startswith('"""'):
            odd.append(name_of(path))
    assert odd == []


def test_no_module_has_more_than_400_lines() -> None:
    assert [name_of(path) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []


def test_no_function_has_more_than_60_lines() -> None:
    long = [
        f"{name_of(path)}:{function.name}"
        for path in MODULES
        for function in functions_of(path)
        if length_of(function) > 60
    ]
    assert long == []


def test_resolvers_are_about_ten_lines() -> None:
    long = [
        f"{name_of(path)}:{function.name}"
        for path in modules_of("resolvers")
        for function in functions_of(path)
        if (function.end_lineno or 0) - function.body[0].lineno >= 12
    ]
    assert long == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    parts = {part for path in MODULES for part in path.relative_to(ROOT).with_suffix("").parts}
    assert parts & FORBIDDEN_NAMES == set()


@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_has_one_name_in_every_room(noun: str) -> None:
    for room in ("schema", "resolvers", "services", "db"):
        assert (ROOT / room / f"{noun}.py").exists() or (ROOT / room / noun / "__init__.py").exists(), room


def test_only_postings_writes_transactions_totals_and_balances() -> None:
    writing = re.compile(
        r"\b(transactions\.(add|adding|add_bulk|change|replace)"
        r"|touched_transactions\.move_\w+|splits\.(adding|replace|change)"
        r"|transaction_removal\.(delete_\w+|keep_ids)|(totals|balances)\.(add|adding|move|move_account)"
        r"|accounts\.(begin|end)_move|categories\.(begin|end)_merge)\("
    )
    others = [path for path in SOURCES if path.relative_to(ROOT).parts[0] != "db" and path.name != "postings.py"]
    assert [name_of(path) for path in others if writing.search(path.read_text(encoding="utf-8"))] == []
    assert writing.search((ROOT / "services" / "postings.py").read_text(encoding="utf-8"))


def test_rows_are_built_by_keyword() -> None:
    positional = [
        f"{name_of(path)}:{node.lineno}"
        for path in [*SOURCES, *modules_of("bench")]
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith("Row") and node.args
    ]
    assert not positional


def test_each_internal_of_a_library_is_used_in_one_file() -> None:
    imported = {
        (name_of(path), library)
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.module
        for library in INTERNALS
        if node.module == library or node.module.startswith(f"{library}.")
    }
    assert imported == {(place, library) for library, place in INTERNALS.items()}
    private = {
        name_of(path)
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and PRIVATE_NAME.fullmatch(node.attr)
        if getattr(node.value, "id", "") not in {"self", "cls"}
    }
    assert private == FILES_WITH_PRIVATE_NAMES


def test_only_db_writes_statements() -> None:
    asking = [
        name_of(path)
        for path in SOURCES
        if path.relative_to(ROOT).parts[0] != "db"
        and ("sqlalchemy" in imported_by(path) or re.search(r"\bselect\(", path.read_text(encoding="utf-8")))
    ]
    assert asking == []


def test_resolvers_catch_nothing_but_at_the_permission() -> None:
    catching = [
        name_of(path)
        for path in modules_of("resolvers")
        if path.name != "permissions.py"
        and any(
            isinstance(node, ast.Try | ast.TryStar | ast.BinOp) and not _is_type(node)
            for node in ast.walk(tree_of(path))
        )
    ]
    assert catching == []


def _is_type(node: ast.AST) -> bool:
    """Return True if the node is a union of types, not arithmetic."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr)


def test_a_service_is_asked_about_one_ledger() -> None:
    odd = []
    for path in modules_of("services"):
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef) and node.name.endswith("Service"):
                odd += [f"{node.name}.{method}" for method in _without_ledger(node)]
    assert odd == []


def _without_ledger(service: ast.ClassDef) -> Iterator[str]:
    for method in service.body:
        if isinstance(method, FUNCTION) and not method.name.startswith("_"):
            first = method.args.args[1].arg if len(method.args.args) > 1 else ""
            if first not in {"ledger_id", "viewer"} and method.name not in WITHOUT_LEDGER.get(service.name, ()):
                yield method.name


def test_only_app_reads_the_environment() -> None:
    pattern = re.compile(r"os\.environ|getenv|BaseSettings|app\.settings")
    reading = [
        name_of(path)
        for path in modules_of("resolvers", "schema", "services", "db")
        if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert reading == []


IMPORT_ALL = """
import importlib, sys
opened = []
WATCHED = {"sqlite3.connect", "socket.connect", "socket.bind", "socket.__new__", "subprocess.Popen", "os.mkdir"}
def watch(event, arguments):
    if event in WATCHED or (event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")):
        opened.append((event, str(arguments[0])))
sys.addaudithook(watch)
for name in sys.argv[1:]:
    importlib.import_module(name)
print(opened)
"""


def test_importing_opens_nothing(tmp_path: Path) -> None:
    paths = [path for path in SOURCES if "migrations" not in path.parts and path.name != "__main__.py"]
    names = [name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in paths]
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    assert run([sys.executable, "-c", IMPORT_ALL, *names], tmp_path, environment) == "[]"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command",
    [
        ["-m", "app", "--help"],
        [str(Path(sys.executable).with_name("pytest")), "--collect-only", "-q", "tests/schema/test_scalars.py"],
    ],
    ids=["app", "pytest"],
)
def test_an_installed_package_of_the_same_name_does_not_get_in_the_way(tmp_path: Path, command: list[str]) -> None:
    for name in PACKAGES:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise ImportError('this is another package')")
    environment = dict(os.environ) | {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    run([sys.executable, *command] if command[0] == "-m" else command, ROOT, environment)


def run(command: Sequence[str], folder: Path, environment: dict[str, str]) -> str:
    """Run a command that succeeds; return its output."""
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout.strip()


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = tomllib.loads(text)["project"]["dependencies"]
    lines = {line.strip() for line in text.splitlines()}
    for dependency in wanted:
        (line,) = [line for line in lines if line.startswith(f'"{dependency}",')]
        assert re.search(r", +# \w", line), dependency


def test_the_locks_pin_every_package_by_hash_and_name_no_address() -> None:
    for name in ("requirements.txt", "requirements-telemetry.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text, name
        entries = re.split(r"\n(?=\S)", text.replace("\\\n", "").strip())
        for entry in entries:
            assert re.match(r"[\w.\[\],-]+==\S+", entry), entry
            assert "--hash=sha256:" in entry, entry[:60]


def called_by(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The names of what a function calls, without those of methods other than `pytest.raises`."""
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {"raises" if getattr(call, "attr", "") == "raises" else getattr(call, "id", "") for call in calls}


def test_every_test_asserts_something() -> None:
    functions = [function for path in modules_of("tests") for function in functions_of(path)]
    calls = {function: called_by(function) for function in functions}
    by_itself = {function for function in functions if any(isinstance(node, ast.Assert) for node in ast.walk(function))}
    asserting = ASSERTING | {function.name for function in by_itself}
    while more := {function.name for function in functions if calls[function] & asserting} - asserting:
        asserting |= more
    tests = [function for function in functions if function.name.startswith("test_")]
    assert not [test.name for test in tests if test not in by_itself and not calls[test] & asserting]


def test_no_file_names_a_machine_or_a_registry() -> None:
    tracked = run(["git", "ls-files", "-co", "--exclude-standard"], ROOT, dict(os.environ)).splitlines()
    odd = []
    for name in tracked:
        path = ROOT / name
        if path == Path(__file__) or not path.is_file() or path.suffix in {".png", ".ico", ".woff2", ".db", ".gz"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        odd += [f"{name}: {match[0]}" for match in (ANYWHERE.search(text), REGISTRIES.search(text)) if match]
    assert odd == []
