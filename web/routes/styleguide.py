"""Every component once, for whoever works on the pages."""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request, Response

from web.asking import Sheet
from web.moments import Clock
from web.render import page

router = APIRouter()


@router.get("/styleguide")
async def show_styleguide(request: Request) -> Response:
    """Both themes side by side."""
    now = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    clock = Clock(now, UTC)
    dues = [clock.due(now + timedelta(hours=hours)) for hours in (-50, 2, 20, 100, 2000)]
    refused = Sheet({"days": "300", "reason": "Nobody wants it"}, wrong={"days": "Give 1 to 250 business days."})
    return page(request, "styleguide.html", clock=clock, now=now, dues=dues, refused=refused)
