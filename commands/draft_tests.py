"""The buttons of test messages on a draft's card, and the form in which a supervisor waives them."""

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.screens import draft_tests as screens
from bot.screens import ids
from bot.screens.blocks import Frame, SlackView, build_notice_view
from bot.services import draft_tests
from commands.buttons import parse_subject, register_buttons
from commands.context import Body, CommandContext, require_own_channel
from commands.responses import open_page, run_decision

_GONE = "campaign_gone"
_TITLE = "campaign.test_waive"


def register(app: App, context: CommandContext) -> None:
    """Register the buttons and the form."""
    register_buttons(
        app,
        context,
        _GONE,
        changes={},
        decisions={
            ids.CAMPAIGN_TEST: (draft_tests.request_tests, "done.test_requested"),
            ids.CAMPAIGN_TEST_SEEN: (draft_tests.confirm_arrival, "done.test_seen"),
        },
    )

    def open_waiver(ack: Ack, body: Body) -> None:
        def build(actor: Actor, frame: Frame) -> SlackView:
            require_own_channel(context, body)
            value = str(body["actions"][0].get("value") or "")
            draft_tests.check_waivable(context.services, actor, *parse_subject(value, _GONE))
            return screens.build_waiver_form(frame, value)

        ack()
        open_page(context, body, _TITLE, build)

    def waive(ack: Ack, body: Body) -> None:
        _waive(context, ack, body)

    app.action(ids.CAMPAIGN_TEST_WAIVE)(open_waiver)
    app.view(ids.CAMPAIGN_TEST_WAIVE)(waive)


def _waive(context: CommandContext, ack: Ack, body: Body) -> None:
    """Waive the tests of a text. A note that Slack may not show is refused at its field and not saved."""
    view = body["view"]
    values = view["state"]["values"]

    def work(actor: Actor, frame: Frame) -> SlackView:
        subject = parse_subject(view["private_metadata"], _GONE)
        draft_tests.waive_tests(context.services, actor, *subject, *screens.read_waiver(values))
        return build_notice_view(frame, frame.words(_TITLE), frame.words("done.test_waived"))

    run_decision(context, ack, body, _TITLE, work, note=values)
