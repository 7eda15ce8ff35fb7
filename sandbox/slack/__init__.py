"""The local Slack: what a bot with Socket Mode sees of Slack, with Slack's limits and refusals.

workspace.py        the workspace: everything below, in memory
people.py       who is there; identity.py: the workspace's, the app's and the bot's ids; manifest.py: what the app may
channels.py, messages.py, files.py, modals.py   what there is
passes.py       what works once or for a short time; pace.py: how fast the bot may post
api.py          the Web API's entrance; methods/: its methods, a file a family; args.py: their arguments
transfers.py    response URLs, uploads, downloads; replies.py: what the bot answers to a person directly
socket_mode.py  sockets, envelopes, acknowledgements
acts/           what people do; payloads.py: how the bot is told of it; shapes.py: how things look in JSON
blocks.py       Block Kit's limits, with checks.py, elements.py, charts.py, consistency.py, viewcheck.py;
                composing.py: where they apply
state.py        the values of a view's elements; required.py: what Slack refuses to hand in
values.py       JSON, and the ways to say no
"""
