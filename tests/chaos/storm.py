"""The storm: people hand in, and somebody pulls the plug of web and worker again and again."""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from tests.tools.site import ROOT, environment, manage
from tests.tools.with_services import free_port

HOST = "127.0.0.1"
PATIENCE = 120  # seconds after which a hand-in counts as stuck
ANSWERS: dict[str, Any] = {
    "tanggal": "2026-01-05",
    "konseli": "A.R.",
    "jenis": "Daring",
    "masalah": "Bingung memilih pelatihan.",
    "saran": ["Pelatihan"],
    "hadir": True,
    "rencana": [{"langkah": "Mendaftar"}],
}


def _photo(width: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, 160), 40).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@dataclass
class Process:
    """Something that is started, killed with all its children, and started again."""

    command: list[str]
    where: dict[str, str]
    running: subprocess.Popen[bytes] | None = None
    kills: int = 0

    def start(self) -> None:
        self.running = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.where,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        if self.running is not None:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
            self.kills += 1

    def again(self) -> None:
        self.kill()
        self.start()


@dataclass
class Person:
    """A browser that does not give up: it asks again with the same key until it has its answer."""

    port: int
    session: str
    token: str = ""
    cookie: str = ""
    tries: int = 0

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        while True:
            self.tries += 1
            try:
                return self._once(method, path, body, headers or {})
            except (OSError, http.client.HTTPException, ValueError):
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def _once(self, method: str, path: str, body: Any, headers: dict[str, str]) -> dict[str, Any]:
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        cookies = f"sessionid={self.session}; csrftoken={self.cookie}"
        line = http.client.HTTPConnection(HOST, self.port, timeout=20)
        try:
            line.request(
                method, path, raw, {"Cookie": cookies, "X-CSRFToken": self.token, "Content-Type": kind, **headers}
            )
            answer = line.getresponse()
            content = answer.read()
            if answer.status >= 500:
                raise OSError(answer.status)
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie" and value.startswith("csrftoken="):
                    self.cookie = value.split(";")[0].partition("=")[2]
            told: dict[str, Any] = json.loads(content)
            return {"status": answer.status, **told}
        finally:
            line.close()

    def sign_in(self) -> None:
        told = self.ask("GET", "/tasks/session/")
        assert told["person"], "the session does not hold"
        self.token = told["token"]

    def upload(self, content: bytes) -> str:
        asked = {"purpose": "submission", "key": uuid.uuid4().hex, "name": "foto.jpg", "size": len(content)}
        at = self.ask("POST", "/files/uploads/", asked)
        while not at.get("file"):
            part = content[at["offset"] : at["offset"] + 2000]
            digest = hashlib.sha256(part).hexdigest()
            place = {"Upload-Offset": str(at["offset"]), "Upload-SHA256": digest}
            at = self.ask("POST", f"/files/uploads/{at['upload']}/", part, place)
        return str(at["file"])

    def hand_in(self, task: str, ordinal: int, *, with_file: bool, twice: bool) -> tuple[str, dict[str, Any]]:
        answers, key = dict(ANSWERS), uuid.uuid4().hex
        if with_file:
            answers["bukti"] = [self.upload(_photo(200 + ordinal))]
        path = f"/tasks/{task}/{ordinal}/hand-in/"
        told = self.ask("POST", path, {"answers": answers, "key": key})
        if twice:
            again = self.ask("POST", path, {"answers": answers, "key": key})
            assert again == told, f"the same key was answered differently: {told} {again}"
        return key, told


@dataclass
class Storm:
    """One run. `handed` maps the key of every acknowledged hand-in to what was answered."""

    people: int
    forms: int
    kills: int
    folder: Path
    seed: int = 2026
    handed: dict[str, dict[str, Any]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    tries: int = 0

    def __post_init__(self) -> None:
        self.where = environment(self.folder)
        self.port, self.chance = free_port(), random.Random(self.seed)
        python = sys.executable
        options = [
            "--host",
            HOST,
            "--port",
            str(self.port),
            "--workers",
            "2",
            "--blocking-threads",
            "1",
        ]
        self.web = Process([python, "-m", "lms.web", *options, "--log-level", "error"], self.where)
        beat = ["--beat", "--concurrency", "1", "--loglevel", "error", "--schedule", str(self.folder / "beat")]
        self.worker = Process([python, "-m", "celery", "--quiet", "-A", "lms", "worker", *beat], self.where)

    def run(self) -> dict[str, Any]:
        """Build the site, let the storm pass, and return the summary; `wrong` is empty when all is well."""
        manage(self.where, "migrate", "--verbosity", "0")
        told = json.loads(self._child("tests.chaos.world", str(self.people), str(self.forms)))
        began = time.monotonic()
        self.web.start()
        self.worker.start()
        try:
            self._all_hand_in(told["task"], told["sessions"])
        finally:
            web, worker = self.web.kills, self.worker.kills
            self.web.kill()
            self.worker.kill()
        seconds = time.monotonic() - began
        kept = json.loads(self._child("tests.chaos.verify", told=json.dumps(self.handed)))
        return {
            "hand-ins": self.people * self.forms,
            "acknowledged": len(self.handed),
            "files": kept["files"],
            "kills of web": web,
            "kills of worker": worker,
            "requests": self.tries,
            "seconds": round(seconds, 1),
            "wrong": [*self.failed, *kept["wrong"]],
        }

    def _all_hand_in(self, task: str, sessions: list[str]) -> None:
        todo: queue.Queue[tuple[str, int]] = queue.Queue()
        for ordinal in range(1, self.forms + 1):
            for session in sessions:
                todo.put((session, ordinal))
        threads = [threading.Thread(target=self._work, args=(task, todo), daemon=True) for _number in range(4)]
        for thread in threads:
            thread.start()
        self._pull_plugs(threads)
        for thread in threads:
            thread.join()

    def _pull_plugs(self, threads: list[threading.Thread]) -> None:
        """Kill at moments spread over the whole storm, by how much is done."""
        whole = self.people * self.forms
        for number in range(1, self.kills + 1):
            while len(self.handed) < whole * number / (self.kills + 1) and any(one.is_alive() for one in threads):
                time.sleep(0.02)
            time.sleep(self.chance.random() * 0.2)
            (self.web if number % 3 else self.worker).again()

    def _work(self, task: str, todo: queue.Queue[tuple[str, int]]) -> None:
        known: dict[str, Person] = {}
        while True:
            try:
                session, ordinal = todo.get_nowait()
            except queue.Empty:
                break
            try:
                self._one(known, task, session, ordinal)
            except Exception as error:  # noqa: BLE001 - whatever happens to one is told at the end
                self.failed.append(f"{session[:6]}/{ordinal}: {type(error).__name__} {error}")
        self.tries += sum(person.tries for person in known.values())

    def _one(self, known: dict[str, Person], task: str, session: str, ordinal: int) -> None:
        person = known.get(session)
        if person is None:
            person = known[session] = Person(self.port, session)
            person.sign_in()
        number = len(self.handed)
        key, told = person.hand_in(task, ordinal, with_file=number % 5 == 0, twice=number % 7 == 0)
        if told["status"] == 200:
            self.handed[key] = {"receipt": told["receipt"], "sha256": told["sha256"]}
        else:
            self.failed.append(f"{session[:6]}/{ordinal}: {told}")

    def _child(self, module: str, *arguments: str, told: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.where,
            input=told,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return done.stdout
