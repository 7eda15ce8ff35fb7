"""A local Slack and a local carrier for nofu, in a process of their own, on one port of the loopback.

The bot runs the same code here as in production; only its settings differ. Nothing here is imported by the bot,
and nothing of the bot's is imported here: an error made on both sides would be seen by no test.

__main__.py     starts it and prints the `.env` lines with which the bot finds it
serve.py        the port and the server; app.py: everything that answers on the port
environment.py  the `.env` lines
clock.py        the desk's clock; faults.py: what is to go wrong; evidence.py: what went over the wires, as JSON lines
slack/          the local Slack
carrier/        the local carrier
control/        acting as people, looking, moving the clock, setting faults
page/           what a browser shows; pages.py sends its files, watch.py tells it of changes,
                gate.py keeps other sites' pages out
city/           the sample city's files
walk/           the main job, played unattended
"""
