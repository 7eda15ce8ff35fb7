"""What the App Home shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.model.backups import BackupFailure
from bot.model.campaigns import AllPausedView, CampaignView
from bot.model.digests import DigestKind
from bot.model.incidents import IncidentCard
from bot.model.instance import SendingLock
from bot.model.lists import TargetList
from bot.model.messages import ReceiptFault
from bot.model.posts import FailingPosts
from bot.model.slack_files import SlackFile


@dataclass(frozen=True, slots=True)
class HomeView:
    """View of the App Home: what one user has to do, and the current campaigns."""

    to_decide: Sequence[CampaignView]
    to_submit: Sequence[CampaignView]
    under_way: Sequence[CampaignView]
    """those that wait for others, send or are paused"""
    lists: Sequence[TargetList]
    uncertain: int
    may_draft: bool
    results: Sequence[CampaignView] = ()
    """those that ended within the last week"""
    digests: Sequence[tuple[DigestKind, datetime]] = ()
    """when the next digest of each kind is posted"""
    may_suppress: bool = False
    may_find: bool = False
    """whether the user may look callers up"""
    undecided: int = 0
    """how many of the uncertain messages wait for a supervisor's decision"""
    to_resume: Sequence[CampaignView] = ()
    """paused campaigns, if the user may resume and stop them"""
    list_links: Mapping[int, str] = field(default_factory=dict)
    """the known links to the cards of lists, by id"""
    to_adopt: Sequence[TargetList] = ()
    """lists without an uploader, if the user may adopt them"""
    to_delete: Sequence[SlackFile] = ()
    """the user's own files that are still in Slack"""
    all_paused: AllPausedView | None = None
    """a pause of all sending from Slack that lasts"""
    stuck_posts: Sequence[FailingPosts] = ()
    """posts that Slack keeps refusing, if the user's role can do something about it"""
    receipt_fault: ReceiptFault | None = None
    """why receipts are missing; None: none are, or the user need not know"""
    backup_failure: BackupFailure | None = None
    """that daily backups fail; None: they do not, or the user need not know"""
    lock: SendingLock | None = None
    """why nothing is sent"""
    may_reconcile: bool = False
    incidents: Sequence[IncidentCard] = ()
    """the open ones"""
    may_report: bool = False
    """whether the user may report an incident, and there is a campaign with messages that have left"""
