"""The local Slack: what a bot with Socket Mode sees of Slack, with Slack's limits and refusals.

workspace.py    everything below, in memory; people.py: ids, people and user groups; manifest.py: what the app may do
channels.py, messages.py, files.py, views.py   what the workspace holds
credentials.py  tokens, and what works once or for a short time: trigger ids, socket tickets, response URLs
api.py          HTTP routes: the Web API, response URLs, uploads and downloads
methods.py      the table of the Web API's methods; method_chat.py, method_files.py, method_views.py: most of them
arguments.py    the arguments of a call; rates.py: how often a method may be called
socket_mode.py  sockets, envelopes, acknowledgements
actions.py      what people do: commands, shortcuts, messages, files
interactions.py what people do with elements and modals
payloads.py     what the bot is sent about it; objects.py: users, channels, messages, files and views as JSON
blocks.py       what Slack refuses in the blocks of a message and in views; elements.py: in buttons, menus and fields
data_blocks.py  the same for rich text, tables and charts; checks.py: the checks from which all are built
content.py      messages and views that the bot sends, checked
form_values.py  the values of a view's elements, and which of them Slack refuses to submit
errors.py       JSON objects, and the errors by which Slack refuses
"""
