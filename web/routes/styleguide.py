"""Every component once, for whoever works on the pages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from domain.launch.state import Evidence
from domain.launch.views import EvidenceView
from web.asking import Sheet
from web.moments import Clock
from web.render import page
from web.sentences import Line

router = APIRouter()


@router.get("/styleguide")
async def show_styleguide(request: Request) -> Response:
    """Both themes side by side."""
    now = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    clock = Clock(now, UTC)
    dues = [clock.due(now + timedelta(hours=hours)) for hours in (-50, 2, 20, 100, 2000)]
    piece = Evidence("E1", "user_feedback", "Eight of ten lost work", "a call", 3, True, "lena", now, now)
    doubt = replace(piece, id="E2", title="Nobody would pay for it", strength=4, supports=False, expires_at=now)
    evidence = [EvidenceView(f"AUR-1.{one.id}", "AUR-1", one) for one in (piece, doubt)]
    refused = Sheet({"days": "300", "reason": "Nobody wants it"}, wrong={"days": "Give 1 to 250 business days."})
    line = Line(14, Markup("<strong>Lena Vogt</strong> attested ready"), "Terms are signed", "lena", now, "2f5019f0")
    samples: dict[str, Any] = {"dues": dues, "refused": refused, "evidence": evidence, "line": line}
    return page(request, "styleguide.html", clock=clock, now=now, **samples)
