"""Telling what happens: calm lines, with a progress bar below them in a terminal, and plain text in a pipe."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cli.output import one_line, terminal

_STYLES = {"·": "dim", "✓": "green", "✗": "yellow", "»": "dim", "◆": "bold blue"}


class Narrator:
    """Writes the story down as it goes."""

    def __init__(self, console: Console | None = None) -> None:
        """Without a console of its own, to standard output."""
        self.console = console or terminal()
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=28, complete_style="blue", finished_style="blue"),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )
        self._bar = self._progress.add_task("", total=None)

    @contextmanager
    def progressing(self, chapters: int) -> Iterator[None]:
        """Show the bar while the story of so many chapters is told."""
        self._progress.update(self._bar, total=chapters)
        with self._progress:
            yield

    def chapter(self, title: str, at: datetime | None = None) -> None:
        """Begin a part of the story."""
        date = f"  [dim]{at:%a %-d %b %Y}[/]" if at else ""
        self.console.print(f"\n[bold]{escape(title)}[/]{date}")
        self._progress.update(self._bar, description=title)

    def chapter_ends(self) -> None:
        """One more part is told."""
        self._progress.advance(self._bar)

    def did(self, who: str, what: str) -> None:
        """Somebody did something."""
        self._line("✓", f"{who}: {what}")

    def refused(self, who: str, what: str, why: str) -> None:
        """Slipway refused, as it should."""
        self._line("✗", f"{who}: {what}")
        self._line(" ", f"refused: {why}")

    def time_passes(self, what: str) -> None:
        """Days went by."""
        self._line("»", what)

    def decided(self, what: str) -> None:
        """A gate was decided."""
        self._line("◆", what)

    def note(self, what: str) -> None:
        """Something worth knowing."""
        self._line("·", what)

    def say(self, text: str = "") -> None:
        """A line of its own."""
        self.console.print(escape(text))

    def _line(self, mark: str, text: str) -> None:
        style = _STYLES.get(mark)
        lead = f"[{style}]{mark}[/]" if style else mark
        self.console.print(f"  {lead} {escape(one_line(text))}")
