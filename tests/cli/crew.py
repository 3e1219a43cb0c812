"""The people of the sample organisation at one command line, each with a token of their own.

What they type is carried out in this process: the same command line, without the second that a process takes to start.
"""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from typing import Any

import pytest

from cli.main import run
from tests.cli.shell import Said, Shell

COMPLETED = ("--answer", "users=12", "--answer", "name=7", "--check", "tested", "--check", "undone")


@dataclass
class Crew:
    """A shell in which anybody may type."""

    shell: Shell
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def server(self) -> str:
        """The server of the stack."""
        signed_in = json.loads((self.shell.directory / ".slipway" / "cli.json").read_text())
        return str(signed_in["server"])

    def by(self, person: str, *words: str, stdin: str = "") -> Said:
        """What somebody is answered."""
        if person not in self.tokens:
            self.tokens[person] = self.shell.run("token", "create", person).out.strip()
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), pytest.MonkeyPatch.context() as around:
            around.setattr(sys, "stdin", io.StringIO(stdin))
            around.setenv("SLIPWAY_SERVER", self.server)
            around.setenv("SLIPWAY_TOKEN", self.tokens[person])
            code = run(list(words))
        return Said(code, out.getvalue(), err.getvalue())

    def did(self, person: str, *words: str, stdin: str = "") -> str:
        """What somebody is told who may do it."""
        said = self.by(person, *words, stdin=stdin)
        assert said.code == 0, f"{words}: {said.err}"
        return said.out

    def seen(self, person: str, *words: str, fields: str) -> Any:
        """What somebody's program is told."""
        return json.loads(self.did(person, *words, "--json", fields))

    def refused(self, person: str, *words: str) -> str:
        """Why somebody may not, or not now."""
        said = self.by(person, *words)
        assert (said.code, said.out) == (1, ""), f"{words}: {said}"
        return said.err

    def launch(self, *options: str, tier: str = "T3") -> str:
        """A new launch of Amara's, by the rehearsal playbook."""
        wanted = ("--title", "Dark mode", "--product", "Aurora", "--objective", "Grow", "--user-need", "Tired eyes")
        started = ("launch", "start", "--playbook", "rehearsal", "--tier", tier)
        return self.did("amara", *started, *wanted, *options).strip()

    def at_gate(self, *options: str, tier: str = "T3", worker: str = "jonas", second: str = "nadia") -> str:
        """A new launch whose first gate is open; answers the gate."""
        key = self.launch(*options, tier=tier)
        self.did(worker, "task", "complete", f"{key}.build", *COMPLETED)
        self.did(worker, "task", "complete", f"{key}.polish")
        self.did(second, "task", "complete", f"{key}.look")
        return f"{key}.G1"
