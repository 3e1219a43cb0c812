"""Being told: through what, of what, and when not."""

from fastapi import APIRouter

from api.dependencies import CurrentActor, CurrentPerson, Uses
from api.openapi import problems
from api.routes.names import PersonId
from api.schemas.notifications import PreferencesIn, PreferencesOut, SlackWebhookIn, SlackWebhookOut

router = APIRouter(tags=["notifications"])


@router.get("/me/notification-preferences", responses=problems())
async def show_notification_preferences(person: CurrentPerson, slipway: Uses) -> PreferencesOut:
    """Show of what you are told, through what, and when not."""
    return PreferencesOut.of(await slipway.notices.preferences(person.id))


@router.put("/me/notification-preferences", responses=problems(400, 413, 422))
async def choose_notification_preferences(person: CurrentPerson, slipway: Uses, body: PreferencesIn) -> PreferencesOut:
    """Choose of what you are told, through what, and when not. Nobody is ever told of their own acts."""
    return PreferencesOut.of(await slipway.notices.choose(person.id, body.wanted()))


@router.put("/people/{person_id}/slack-webhook", responses=problems(400, 403, 404, 413, 422))
async def set_slack_webhook(
    person_id: PersonId, actor: CurrentActor, slipway: Uses, body: SlackWebhookIn
) -> SlackWebhookOut:
    """Say where Slack messages for a person go; operators only."""
    own = await slipway.notices.set_slack_webhook(actor, person_id, body.url)
    return SlackWebhookOut(person=person_id, own_webhook=own)
