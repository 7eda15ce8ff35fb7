"""A local Slack and a local carrier for nofu, in one process of their own, on one port of the loopback.

The bot runs the same code here as in production; only its settings differ. The sandbox and the bot share no code: no
test would find an error made on both sides.

__main__.py     starts the sandbox and prints the `.env` lines with which the bot finds it
app.py          the application and its server; environment.py: the `.env` lines
clock.py        the desk's clock; faults.py: the faults to cause; evidence.py: what left and reached the bot, as JSON
slack/          the local Slack
carrier/        the local carrier
control.py      the control interface: act as people, read what they see, move the clock, set faults
pages.py        serves the files of page/, which a browser shows; watch.py: the page's queries and change notices
city/           the sample city's files
walk/         the main job, run automatically
"""
