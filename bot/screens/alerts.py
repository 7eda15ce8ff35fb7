"""Alerts: messages about a problem that a person must look at."""

from bot.model.access import Action
from bot.model.backups import BackupAlertView
from bot.model.errors import Refusal
from bot.model.imports import InboxFailure, PersonalNumberView
from bot.model.instance import StoreFault, StoreFaultView
from bot.model.lists import LapseView
from bot.screens.blocks import (
    Frame,
    MessageCard,
    context_block,
    escape_name,
    make_alert,
    make_link,
    mention_person,
)
from bot.screens.campaign_summaries import describe_actor
from bot.screens.labels import describe_refusal


def build_personal_number_alert(frame: Frame, view: PersonalNumberView) -> MessageCard:
    """Build the alert on an uploaded file with an individual number (個人番号)."""
    words = frame.words
    sentence = words(
        "alert.incident",
        kind=words(f"file_kind.{view.kind}"),
        how=words(f"way.{view.how}"),
        who=mention_person(view.person, words),
        at=view.at,
    )
    return make_alert(frame, words("alert.incident_header"), [sentence], mentioned=view.mentioned)


def build_inbox_alert(frame: Frame, view: InboxFailure) -> MessageCard:
    """Build the alert on a file in the inbox folder that could not be imported."""
    words = frame.words
    sentence = words(
        "alert.inbox_failed",
        kind=words(f"file_kind.{view.kind}"),
        name=escape_name(view.name),
        why=describe_refusal(words, Refusal(view.code, **view.facts)),
    )
    where = context_block(words("alert.inbox_where", at=view.at))
    header = words("alert.inbox_failed_header")
    return make_alert(frame, header, [sentence], mentioned=view.mentioned, blocks=[where])


def build_store_alert(frame: Frame, view: StoreFaultView) -> MessageCard:
    """Build the alert that the database cannot be changed, or that it can again."""
    words, is_replaced = frame.words, view.fault is StoreFault.REPLACED
    if view.until is not None:
        key = "storefault.over_replaced" if is_replaced else "storefault.over_text"
        return make_alert(frame, words("storefault.over"), [words(key, since=view.since, until=view.until)])
    sentence = words(f"storefault.{view.fault.value}", since=view.since)
    header = words("storefault.header_replaced" if is_replaced else "storefault.header")
    return make_alert(frame, header, [sentence], mentioned=view.mentioned)


def build_backup_alert(frame: Frame, view: BackupAlertView) -> MessageCard:
    """Build the alert that the daily backup failed, or that one was made since."""
    words = frame.words
    if not view.is_open:
        return make_alert(frame, words("backup.over"), [words("backup.over_text", at=view.at)])
    newest = words("backup.none") if view.newest_at is None else words("backup.newest", at=view.newest_at)
    sentences = [words(f"backup.{view.fault.value}"), newest]
    return make_alert(frame, words("backup.header"), sentences, mentioned=view.mentioned)


def build_lapse_alert(frame: Frame, view: LapseView) -> MessageCard:
    """Build the message that a list must be confirmed again, or that it was."""
    words, list_id = frame.words, str(view.list_id)
    reason = "decided" if view.action == Action.LIST_DECIDE else "renumbered"
    why = words(f"lapse.{reason}", who=describe_actor(words, view.who), at=view.at)
    header = words("lapse.header" if view.is_open else "lapse.over", list=list_id)
    sentences = [why, *([words("lapse.confirm")] if view.is_open else [])]
    link = None if view.link is None else make_link(view.link, words("lapse.open", list=list_id))
    return make_alert(frame, header, sentences, mentioned=view.people, link=link)
