"""The deployment has no default passwords, shows only the balancer outside, and pins everything by hash."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.settings import Settings

ROOT = Path(__file__).parent.parent
SECRETS = {"AQUA_THISTLE_POSTGRES_PASSWORD": "p0stgres", "AQUA_THISTLE_REDIS_PASSWORD": "r3dis"}
LOCKS = (
    "requirements.txt",
    "requirements-telemetry.txt",
    "requirements-assistant.txt",
    "requirements-mcp.txt",
    "requirements-model.txt",
    "requirements-node.txt",
    "requirements-codegen.txt",
    "requirements-dev.txt",
)

Json = dict[str, Any]


def compose(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run Docker Compose's check of docker-compose.yml with these variables and no others; no engine is needed."""
    command = [str(Path(sys.executable).with_name("docker-compose")), "--env-file", os.devnull, "config", *arguments]
    environment = {"PATH": os.environ["PATH"], **variables}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def composed(**variables: str) -> Json:
    """docker-compose.yml as Docker Compose understands it."""
    ran = compose("--format", "json", **variables)
    assert not ran.returncode, ran.stderr
    return dict(json.loads(ran.stdout))


def test_docker_compose_finds_nothing_to_say_of_the_file() -> None:
    ran = compose("--quiet", **SECRETS)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


@pytest.mark.parametrize("missing", SECRETS)
def test_nothing_starts_without_passwords_of_its_own(missing: str) -> None:
    ran = compose("--quiet", **{name: value for name, value in SECRETS.items() if name != missing})
    assert ran.returncode
    assert f"{missing} is missing a value: run make env first" in ran.stderr


def test_only_the_balancer_is_reached_and_only_from_this_machine_by_default() -> None:
    services = composed(**SECRETS)["services"]
    assert [name for name, service in services.items() if service.get("ports")] == ["balancer"]
    assert all("127.0.0.1" in json.dumps(port) for port in services["balancer"]["ports"])


def test_two_app_containers_wait_for_the_migrations_and_are_watched() -> None:
    services = composed(**SECRETS)["services"]
    app = services["app"]
    assert app["deploy"]["replicas"] == 2
    assert app["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    watched = {name for name, service in services.items() if service.get("healthcheck", {}).get("test")}
    assert watched == {"postgres", "redis", "app", "balancer"}


def test_the_app_is_configured_by_settings_that_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    environment: dict[str, str] = composed(**SECRETS)["services"]["app"]["environment"]
    for name, value in environment.items():
        assert name.removeprefix("AQUA_THISTLE_").lower() in Settings.__struct_fields__
        monkeypatch.setenv(name, value)
    settings = Settings.read(env_file=None)
    assert settings.database_url == "postgresql://aqua_thistle:p0stgres@postgres/aqua_thistle"
    assert settings.channel == "redis://:r3dis@redis:6379/0"
    assert "127.0.0.1" in settings.trusted_hosts
    assert f"app {settings.port} " in composed(**SECRETS)["configs"]["caddyfile"]["content"]


def test_kept_files_lie_in_volumes() -> None:
    composition = composed(**SECRETS)
    assert set(composition["volumes"]) == {"postgres", "caddy"}
    assert "/var/lib/postgresql/data" in json.dumps(composition["services"]["postgres"]["volumes"])


def test_make_env_writes_passwords_that_differ_and_leaves_them_be(tmp_path: Path) -> None:
    for name in ("Makefile", ".env.example"):
        shutil.copy(ROOT / name, tmp_path)
    subprocess.run(["make", "env"], cwd=tmp_path, check=True, capture_output=True)
    written = (tmp_path / ".env").read_text()
    passwords = dict(re.findall(r"^(\w+_PASSWORD)=(\w{32,})$", written, re.MULTILINE))
    assert passwords.keys() == SECRETS.keys()
    assert len(set(passwords.values())) == len(passwords)
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0
    subprocess.run(["make", "env"], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / ".env").read_text() == written
    assert composed(**passwords)["services"]


def test_the_example_names_every_variable_that_is_taken_from_outside() -> None:
    taken = set(json.loads(compose("--variables", "--format", "json").stdout))
    named = set(re.findall(r"^#? ?(AQUA_THISTLE_\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert taken == named


def test_the_image_has_the_hashed_lock_every_room_and_no_rights() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    rooms = [room.name for room in ROOT.iterdir() if (room / "__init__.py").exists()]
    product = sorted(set(rooms) - {"tests", "bench"})
    assert sorted(line.split()[1] for line in lines if re.fullmatch(r"COPY (\w+) \1", line)) == product
    assert any("--require-hashes" in line for line in lines)
    assert any(line.startswith("RUN npm ci --omit=dev") for line in lines)
    assert "COPY --from=assets /srv/node_modules node_modules" in lines
    assert "USER 10001" in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)


@pytest.mark.parametrize("name", LOCKS)
def test_the_locks_carry_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    for requirement in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in requirement, requirement.splitlines()[0]


def test_the_lock_of_the_browsers_files_has_hashes_and_no_addresses_and_pins_what_is_served() -> None:
    manifest: Json = json.loads((ROOT / "package.json").read_text())
    packages: Json = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in manifest["dependencies"].values())
    assert set(manifest["//"]) | {"@preact/signals-core", "react-dom"} == {
        *manifest["dependencies"],
        *manifest["devDependencies"],
    }
    for name, entry in packages.items():
        assert not name or entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name


def test_the_workflow_checks_both_versions_of_python_beside_both_servers_and_builds_the_image() -> None:
    jobs: Json = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())["jobs"]
    test = jobs["test"]
    assert test["strategy"]["matrix"]["python"] == ["3.11", "3.13"]
    assert set(test["services"]) == {"postgres", "redis"}
    assert ".ci/run" in [step.get("run") for step in test["steps"]]
    image = [step.get("run", "") for step in jobs["image"]["steps"]]
    assert any("docker compose up --build" in command for command in image)
    assert any(command.endswith("http://127.0.0.1:8000/") for command in image)
