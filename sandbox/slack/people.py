"""The workspace's ids, the people of the sample city, and their user groups, all invented."""

from dataclasses import dataclass
from enum import StrEnum

TEAM = "T0MISATONO1"
TEAM_NAME = "みさと野市"
TEAM_DOMAIN = "misatono"
ENTERPRISE = "E0PREFECT01"
ENTERPRISE_NAME = "みさと野県"
OTHER_TEAM = "T0PREFECT01"  # another workspace of the same Enterprise Grid organization
APP = "A0NOFU00001"
BOT = "B0NOFU00001"
BOT_USER = "U0NOFUBOT01"
BOT_HANDLE = "nofu"
VERIFICATION = "sandbox"  # the deprecated field `token` of payloads: an app must not trust it


class Role(StrEnum):
    """A person's role, given by their user group."""

    OPERATOR = "operator"
    STAFF = "staff"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    OUTSIDER = "outsider"


@dataclass(frozen=True, slots=True)
class Person:
    """A person; `handle` is the name in payloads.

    `grid_teams`: the workspaces of a member of an Enterprise Grid organization; empty for a member of ours alone.
    """

    id: str
    handle: str
    name: str
    role: Role
    locale: str = "ja-JP"
    grid_teams: tuple[str, ...] = ()

    @property
    def home_team(self) -> str:
        """The workspace that payloads name: of a member of a Grid organization another one than ours."""
        return OTHER_TEAM if self.grid_teams else TEAM

    @property
    def is_admin(self) -> bool:
        """Whether they administer the workspace."""
        return self.role is Role.MANAGER


@dataclass(frozen=True, slots=True)
class Group:
    """A user group; `members` are user ids; `disabled_at` is a Unix time, 0 while it is in use."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...]
    disabled_at: int = 0


PEOPLE = (
    Person("U0OPERATOR1", "sato.misaki", "佐藤 美咲", Role.OPERATOR),
    Person("U0STAFF0001", "suzuki.kenta", "鈴木 健太", Role.STAFF),
    Person("U0STAFF0002", "emma.clarke", "Emma Clarke", Role.STAFF, "en-US"),
    Person("U0SUPERV001", "takahashi.yumiko", "高橋 由美子", Role.SUPERVISOR),
    Person("U0SUPERV002", "daniel.reyes", "Daniel Reyes", Role.SUPERVISOR, "en-US"),
    Person("U0MANAGER01", "watanabe.hiroshi", "渡辺 浩", Role.MANAGER),
    Person("U0OUTSIDER1", "kobayashi.daisuke", "小林 大輔", Role.OUTSIDER),
)
ADMINISTRATOR = next(person.id for person in PEOPLE if person.is_admin)
GRID_PEOPLE = (
    Person("W0GRIDOURS1", "ito.naoko", "伊藤 直子", Role.STAFF, grid_teams=(OTHER_TEAM, TEAM)),
    Person("W0GRIDELSE1", "kato.makoto", "加藤 誠", Role.STAFF, grid_teams=(OTHER_TEAM,)),
)
"""Members of a Grid organization: one of our workspace too, one of another only. Both are in the group of the staff.

They are no seats of the page, and the control interface does not list them.
"""
PEOPLE_BY_ID = {person.id: person for person in (*PEOPLE, *GRID_PEOPLE)}


def _list_ids(*roles: Role) -> tuple[str, ...]:
    return tuple(person.id for person in PEOPLE if person.role in roles)


GROUPS = (
    Group("S0OPERATORS", "sms-operator", "SMS 架電担当", _list_ids(Role.OPERATOR)),
    Group("S0STAFF0000", "sms-staff", "SMS 担当者", (*_list_ids(Role.STAFF), *(person.id for person in GRID_PEOPLE))),
    Group("S0SUPERVISE", "sms-supervisor", "SMS 承認者", _list_ids(Role.SUPERVISOR, Role.MANAGER)),
    Group("S0ADMIN0000", "sms-admin", "SMS 管理者", _list_ids(Role.MANAGER)),
)
DISABLED_GROUPS = (Group("S0DISABLED0", "sms-old", "SMS 旧担当者", _list_ids(Role.STAFF), 1_767_225_600),)
"""Groups that an administrator of the workspace has disabled. Slack leaves them out unless they are asked for."""
