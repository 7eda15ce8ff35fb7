"""Screens: pure functions that build Slack blocks from views and read submitted forms. One module for each noun.

`blocks` wraps Slack's block types, `ids` holds the ids of forms and buttons, `labels` turns codes into words.
"""
