"""Home: the tasks that wait for a person, and a button for every action. The App Home and the answer to /sms."""

from collections.abc import Sequence

from bot.model.access import Action
from bot.model.campaigns import CampaignState, CampaignView
from bot.model.home import HomeView
from bot.model.lists import TargetList
from bot.model.posts import DESK_CHANNEL, DIGEST_CHANNEL, FailingPosts
from bot.model.slack_files import SlackFile
from bot.rules.stuck_posts import find_advice
from bot.screens import ids, incidents, lists, sending_lock, stopping, uploads
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    SlackView,
    actions_block,
    button_element,
    confirm_dialog,
    context_block,
    divider_block,
    escape_name,
    make_link,
    make_message,
    mention_person,
    section_block,
)
from bot.screens.campaign_summaries import (
    describe_campaign,
    describe_history_entry,
    describe_obstacle,
    describe_size,
    link_campaign,
)
from bot.words import Words

_LINES_IN_ANSWER, _LINES_AT_HOME = 3, 10
"""How many tasks or campaigns of each kind: a message may be much smaller than a Home (msg_blocks_too_long)."""
_MAX_FILES = 5
_NAME_LENGTH = 40
_SENDS = (CampaignState.APPROVED, CampaignState.SENDING)
_MAX_STUCK = 2
_MAX_LISTS_TO_ADOPT = 2
"""Each list to adopt needs a button and a dialog, and the size of a message is limited."""


def build_answer(frame: Frame, view: HomeView) -> MessageCard:
    """Build the answer to the command."""
    lines = _LINES_IN_ANSWER - 1 if view.incidents else _LINES_IN_ANSWER  # the incident takes one line
    return make_message(frame, frame.words("inbox.header"), _build_blocks(frame, view, lines))


def build_home(frame: Frame, view: HomeView) -> SlackView:
    """Build the App Home."""
    card = make_message(frame, frame.words("inbox.header"), _build_blocks(frame, view, _LINES_AT_HOME))
    return {"type": "home", "blocks": card.blocks}


def build_closed_home(frame: Frame, *, is_complete: bool = True) -> SlackView:
    """Build the App Home of a person without a role, or (`is_complete` false) of whom Slack could not be asked."""
    sentence = frame.words("refusal.not_a_member" if is_complete else "refusal.slack_unreachable")
    return {"type": "home", "blocks": [context_block(frame.mode_name), section_block(sentence)]}


def _build_blocks(frame: Frame, view: HomeView, lines: int) -> list[Block]:
    """Build the next task, what else waits, the buttons, and what else there is to know; so many lines of each kind."""
    return [
        *_build_waiting(frame, view, lines),
        *_build_buttons(frame, view, is_home=lines == _LINES_AT_HOME),
        *_build_overview(frame, view, lines),
    ]


def _build_waiting(frame: Frame, view: HomeView, lines: int) -> list[Block]:
    """Build what the person does next, and below it what else waits for them."""
    words = frame.words
    tasks = _build_tasks(frame, view, lines)
    if not tasks:
        tasks = [section_block(words(_find_suggestion(view)))]
    number = next((index for index, block in enumerate(tasks[1:], start=1) if block["type"] == "section"), len(tasks))
    first, rest = tasks[:number], tasks[number:]
    return [*_put_below(words("inbox.next"), first), *_put_below(words("inbox.waiting"), rest)]


def _put_below(heading: str, blocks: list[Block]) -> list[Block]:
    """Put a heading above paragraphs, in the first of them: a block of its own would make a message too large."""
    if not blocks:
        return []
    first, *others = blocks
    return [section_block(f"*{heading}*\n{first['text']['text']}"), *others]


def _find_suggestion(view: HomeView) -> str:
    """Find what a person can do for whom nothing waits: the next step of the work, by their role."""
    if not view.may_draft:
        return "inbox.suggest_calls" if view.may_find else "inbox.nothing"
    if not view.lists:
        return "inbox.suggest_list"
    if view.lists[0].valid_confirmation is None:
        return "inbox.suggest_confirm"
    return "inbox.nothing"


def _build_tasks(frame: Frame, view: HomeView, lines: int) -> list[Block]:
    words = frame.words
    blocks = [
        *sending_lock.build_home_blocks(frame, view.lock, may_reconcile=view.may_reconcile),
        *_build_incidents(words, view, lines),
        *_build_pause(frame, view),
        *_build_first_lines(words, [_describe_to_decide(words, campaign) for campaign in view.to_decide], lines),
        *_build_first_lines(words, [_describe_to_resume(words, campaign) for campaign in view.to_resume], lines),
        *_build_first_lines(words, [_describe_to_submit(words, campaign) for campaign in view.to_submit], lines),
        *_build_lists_to_adopt(frame, view.to_adopt, is_first=_find_waiting_card(view) is None),
    ]
    if view.uncertain:
        blocks.append(section_block(_describe_uncertain(words, view)))
    if view.to_delete:
        blocks.append(section_block(_describe_files_to_delete(words, view.to_delete)))
    blocks += [section_block(_describe_stuck_posts(words, stuck)) for stuck in view.stuck_posts[:_MAX_STUCK]]
    if view.receipt_fault is not None:
        fault = view.receipt_fault
        blocks.append(section_block(words("inbox.receipt_fault", code=fault.code, since=fault.since)))
    if view.backup_failure is not None:
        why = words(f"backup.{view.backup_failure.fault.value}")
        blocks.append(section_block(words("inbox.backup_failure", why=why, since=view.backup_failure.since)))
    return blocks


def _build_incidents(words: Words, view: HomeView, lines: int) -> list[Block]:
    """Build the open incidents; a message is too small for more than the oldest."""
    described = [incidents.describe_open(words, one) for one in view.incidents]
    return [section_block(line) for line in (described if lines == _LINES_AT_HOME else described[:1])[:lines]]


def _build_pause(frame: Frame, view: HomeView) -> list[Block]:
    if view.all_paused is None:
        return []
    return [
        section_block(stopping.describe_pause(frame.words, view.all_paused)),
        *stopping.build_buttons(frame, view.all_paused, style=None),
    ]


def _build_overview(frame: Frame, view: HomeView, lines: int) -> list[Block]:
    """Show the campaigns that wait for others or run, the last results, the next digests and the newest lists."""
    words = frame.words
    blocks: list[Block] = []
    is_home = lines == _LINES_AT_HOME
    # A message would be too large with the results; it has them only where nothing runs.
    results = view.results if is_home or not view.under_way else ()
    for key, views in (("inbox.under_way", view.under_way), ("inbox.results", results)):
        if views:
            first, *others = [describe_campaign(words, campaign) for campaign in views]
            blocks += [divider_block(), *_build_first_lines(words, [f"*{words(key)}*\n{first}", *others], lines)]
    if view.digests:
        due = [words("inbox.digest", kind=words(f"digest_kind.{kind.value}"), at=at) for kind, at in view.digests]
        blocks.append(context_block(words("list.dot").join(due)))
    if view.lists:
        listed = "\n".join(_describe_list(words, target, view.list_links.get(target.id)) for target in view.lists)
        blocks += [divider_block(), section_block(f"*{words('inbox.lists')}*\n{listed}")]
    return blocks


def _build_first_lines(words: Words, lines: list[str], most: int) -> list[Block]:
    """Build a paragraph for each of the first lines, and say how many more there are."""
    blocks = [section_block(line) for line in lines[:most]]
    if len(lines) > most:
        blocks.append(context_block(words("inbox.more", n=len(lines) - most)))
    return blocks


def _find_waiting_card(view: HomeView) -> CampaignView | None:
    """Find the first campaign that waits for the person and whose card is known."""
    waiting = (*view.to_decide, *view.to_resume, *view.to_submit)
    return next((campaign for campaign in waiting if campaign.link is not None), None)


def _describe_to_decide(words: Words, view: CampaignView) -> str:
    campaign = view.campaign
    return words(
        "inbox.decide",
        title=link_campaign(words, campaign, view.link),
        author=mention_person(campaign.author, words),
        size=describe_size(words, view),
        what=describe_obstacle(words, view) or words("inbox.decide_now"),
    )


def _describe_to_resume(words: Words, view: CampaignView) -> str:
    pauses = [describe_history_entry(words, entry) for entry in view.history if entry.action == Action.CAMPAIGN_PAUSE][
        -1:
    ]
    what = describe_obstacle(words, view) or words("inbox.resume_now")
    return words("inbox.resume", campaign="\n".join([describe_campaign(words, view), *pauses]), what=what)


def _describe_to_submit(words: Words, view: CampaignView) -> str:
    title = link_campaign(words, view.campaign, view.link)
    sentence = words("inbox.submit", title=title, name=escape_name(view.campaign.list_name, _NAME_LENGTH))
    obstacle = describe_obstacle(words, view)
    return f"{sentence}\n{obstacle}" if obstacle else sentence


def _build_lists_to_adopt(frame: Frame, targets: Sequence[TargetList], *, is_first: bool) -> list[Block]:
    """Build the lists, each with its button, the first of them primary if nothing more urgent waits (`is_first`)."""
    words = frame.words
    blocks = [
        block
        for number, target in enumerate(targets[:_MAX_LISTS_TO_ADOPT])
        for block in (
            section_block(lists.describe_list_to_adopt(words, target)),
            lists.build_adopt_button(frame, target, style="primary" if is_first and not number else None),
        )
    ]
    if len(targets) > _MAX_LISTS_TO_ADOPT:
        blocks.append(context_block(words("inbox.more_adopt", n=len(targets) - _MAX_LISTS_TO_ADOPT)))
    return blocks


def _describe_uncertain(words: Words, view: HomeView) -> str:
    asked = view.uncertain - view.undecided
    lines = [words("inbox.undecided", n=view.undecided)] if view.undecided else []
    return "\n".join([*lines, words("inbox.uncertain", n=asked)] if asked else lines)


def _describe_files_to_delete(words: Words, files: Sequence[SlackFile]) -> str:
    lines = [words("inbox.delete_file", file=uploads.describe_file(words, file)) for file in files[:_MAX_FILES]]
    if len(files) > _MAX_FILES:
        lines.append(words("inbox.delete_more", n=len(files) - _MAX_FILES))
    return "\n".join([f"*{words('inbox.delete')}*", *lines, words("deletion.how")])


def _describe_stuck_posts(words: Words, stuck: FailingPosts) -> str:
    channels = {DESK_CHANNEL: "inbox.desk_channel", DIGEST_CHANNEL: "inbox.digest_channel"}
    key = channels.get(stuck.channel)
    channel = words(key) if key else mention_person(stuck.channel, words)
    advice = find_advice(stuck.code)
    lines = [words("inbox.stuck_posts", n=stuck.count, channel=channel, since=stuck.since, code=stuck.code)]
    return "\n".join([*lines, words(f"check.advice.{advice}")] if advice else lines)


def _describe_list(words: Words, target: TargetList, link: str | None) -> str:
    counts = target.counts
    label = words("inbox.list_label", list=str(target.id))
    parts = [
        words("count.people", n=counts.recipients),
        *([words("inbox.list_rejected", n=sum(counts.rejected.values()))] if counts.rejected else []),
        words("inbox.list_confirmed" if target.valid_confirmation else "inbox.list_open"),
    ]
    return words(
        "inbox.list",
        label=make_link(link, label) if link else label,
        name=escape_name(target.name, _NAME_LENGTH),
        parts=words("list.dot").join(parts),
    )


def _build_pause_button(frame: Frame, view: HomeView, *, is_home: bool) -> list[Block]:
    """Build the button that pauses all sending, while something is or will be sent.

    Only on Home with a question, which would make a message too large; nor does /sms-stop ask one.
    """
    if view.all_paused is not None or not any(one.campaign.state in _SENDS for one in view.under_way):
        return []
    question = confirm_dialog(frame, "pause_all") if is_home else None
    return [button_element(frame.words("pauseall.pause"), ids.PAUSE_ALL, "all", style="danger", confirm=question)]


def _build_buttons(frame: Frame, view: HomeView, *, is_home: bool) -> list[Block]:
    words = frame.words
    # Whoever answers the phone and nothing else begins with the caller.
    style = None if view.may_draft else "primary"
    last = [
        *([button_element(words("inbox.open_promise"), ids.OPEN_PROMISE)] if view.may_find else []),
        *([button_element(words("inbox.open_suppress"), ids.OPEN_SUPPRESS)] if view.may_suppress else []),
        *([button_element(words("inbox.open_find"), ids.OPEN_FIND, style=style)] if view.may_find else []),
        button_element(words("inbox.open_status"), ids.OPEN_STATUS),
        *_build_pause_button(frame, view, is_home=is_home),
        *([incidents.build_report_button(frame)] if is_home and view.may_report else []),
    ]
    if not view.may_draft:
        return [actions_block("desk", last)]
    card = _find_waiting_card(view)
    is_free = card is None and not view.to_adopt
    return [
        actions_block(
            "desk",
            [
                *([] if card is None else [_build_card_button(words, card)]),
                button_element(words("inbox.open_list"), ids.OPEN_LIST, style="primary" if is_free else None),
                button_element(words("inbox.open_new"), ids.OPEN_NEW),
                button_element(words("inbox.open_payments"), ids.OPEN_PAYMENTS),
                button_element(words("followup.open"), ids.FOLLOWUP_OPEN, "all"),
                *last,
            ],
        )
    ]


def _build_card_button(words: Words, view: CampaignView) -> Block:
    """Build the primary button, which opens the card that waits for the person."""
    text = words("event.open", campaign=str(view.campaign.id))
    return button_element(text, ids.OPEN_CARD, style="primary", url=view.link)
