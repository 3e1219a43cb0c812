"""Separation of duties behind the doors of the pages: forms that are made up by people with a part in the work.

The cast and the acts are those of the same sweep over the API; only their part in the launch bars them.
"""

import pytest

from tests.api.test_duties_everywhere import ACTS, PARTS, WHY, exposed, standing
from tests.api.test_separation_of_duties import Stage, theatre
from tests.support.databases import Databases, Sqlite
from tests.web.driver import Page, site_over

__all__ = ["exposed", "theatre"]


@pytest.fixture(scope="session")
def databases(sqlite: Sqlite) -> Databases:
    """One kind is enough: the rules stand in front of it."""
    return sqlite


FORMS: dict[str, dict[str, str]] = {
    "/proposal/confirm": {"rationale": WHY},
    "/proposal/decline": {"rationale": WHY},
    "/proposal/withdraw": {"rationale": WHY},
    "/waivers": {"criterion": "reversible", "rationale": WHY, "days": "3"},
    "/scores": {"score.fit": "9", "rationale": WHY},
    "/votes/revoke": {},
}
MORE: dict[str, dict[str, str]] = {
    "/votes": {"choice": "approve", "rationale": WHY, "seat": "qa_lead"},
    "/decision": {"decision": "go", "rationale": WHY, "override": "true"},
}


def test_every_act_of_the_other_sweep_has_its_form_here() -> None:
    """So that a door is not forgotten."""
    assert {path for path, _ in ACTS.values()} == set(FORMS)


@pytest.mark.parametrize("part", PARTS)
async def test_no_form_lets_anybody_with_a_part_do_it(exposed: Stage, part: str) -> None:
    """Not by themselves, and not through their substitute; nothing is offered to them, and nothing changes."""
    person, substitute, _ = PARTS[part]
    before = await standing(exposed)
    async with site_over(exposed.api) as site:
        for by, behalf in ((person, ""), (substitute, person)):
            visitor = await site.by(by)
            page = await visitor.get(f"/gates/{exposed.gate}")
            offered = {form.action.removeprefix(f"/gates/{exposed.gate}") for form in page.forms}
            if not behalf:
                assert not offered.intersection(FORMS.keys() | MORE.keys()), offered
                assert f"/gates/{exposed.gate}/waivers?criterion=reversible" not in page.links
            base = {"csrf": page.forms[0].fields["csrf"], "on_behalf_of": behalf, "confirmation": exposed.key}
            for path, fields in {**FORMS, **MORE}.items():
                reply = await visitor.http.post(f"/gates/{exposed.gate}{path}", data={**base, **fields})
                assert reply.status_code in {403, 409}, (path, by, Page(reply.text).text)

    assert await standing(exposed) == before
