"""Who the workspace, the app and its bot are. Payloads and answers carry these ids."""

TEAM = "T0MISATONO1"
TEAM_NAME = "みさと野市"
TEAM_DOMAIN = "misatono"
APP = "A0NOFU00001"
BOT = "B0NOFU00001"
BOT_USER = "U0NOFUBOT01"
BOT_HANDLE = "nofu"
VERIFICATION = "sandbox"  # the retired field `token` of payloads: it must be there and must not be trusted
