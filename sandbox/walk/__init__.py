"""The walk: does the main job through the control interface, as people would, and counts every figure at its source.

client   a client of the control interface: type, click, fill in, upload, wait
steps    the job, a function a step
counts   the figures: from the carrier's and Slack's evidence, and from the bot's database
"""
