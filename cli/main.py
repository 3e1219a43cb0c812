"""The `slipway` command. What a command needs is imported when it runs, so that help and mistakes answer at once."""

import os
import sys

import typer

from cli.commands import (
    audit,
    bulk,
    comment,
    db,
    delegation,
    delivery,
    demo,
    evidence,
    gate,
    inbox,
    launch,
    metric,
    password,
    person,
    playbook,
    preferences,
    reconcile,
    request,
    task,
    token,
    up,
)
from cli.failures import CANCELLED, DONE, FAILED, NOT_SIGNED_IN, CommandFailed
from cli.local.errors import LocalStackError
from domain.errors import SlipwayError, Unauthenticated

_INTERRUPTED = 130  # how typer says that Ctrl-C was pressed

app = typer.Typer(
    name="slipway",
    help="Take a product launch from idea to review, across every department that has to say yes.",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: the same in a terminal, a file and a test
    pretty_exceptions_enable=False,
)
app.command("up")(up.up)
app.command("demo")(demo.demo)
app.add_typer(inbox.app, name="inbox")
app.add_typer(launch.app, name="launch")
app.add_typer(task.app, name="task")
app.add_typer(gate.app, name="gate")
app.add_typer(evidence.app, name="evidence")
app.add_typer(metric.app, name="metric")
app.add_typer(request.app, name="request")
app.add_typer(comment.app, name="comment")
app.add_typer(person.app, name="person")
app.add_typer(delegation.app, name="delegation")
app.add_typer(preferences.app, name="preferences")
app.command("bulk")(bulk.bulk)
app.add_typer(playbook.app, name="playbook")
app.add_typer(delivery.app, name="delivery")
app.add_typer(token.app, name="token")
app.add_typer(password.app, name="password")
app.add_typer(db.app, name="db")
app.command("reconcile")(reconcile.reconcile)
app.add_typer(audit.app, name="audit")


def main() -> int:
    """Run the command line; answer the exit code."""
    code = run(sys.argv[1:])
    if "temporalio.bridge.temporal_sdk_bridge" in sys.modules:
        # A live engine runtime sometimes aborts the interpreter while it shuts down; nothing is left to clean up.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def run(arguments: list[str]) -> int:
    """Carry out one command line; say on stderr what went wrong."""
    try:
        app(args=with_empty_json(arguments), prog_name="slipway")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else FAILED
        return CANCELLED if code == _INTERRUPTED else code
    except CommandFailed as failure:
        return _say(str(failure), failure.exit_code)
    except LocalStackError as failure:
        return _say(str(failure), FAILED)
    except SlipwayError as refusal:
        words = [refusal.detail, *(f"  {problem.pointer}: {problem.detail}" for problem in refusal.problems)]
        return _say("\n".join(words), NOT_SIGNED_IN if isinstance(refusal, Unauthenticated) else FAILED)
    return DONE


def with_empty_json(arguments: list[str]) -> list[str]:
    """Let `--json` stand without a value, which asks for the fields there are."""
    following = [*arguments, "--"][1:]
    return [
        "--json=" if argument == "--json" and after.startswith("-") else argument
        for argument, after in zip(arguments, following, strict=True)
    ]


def _say(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code
