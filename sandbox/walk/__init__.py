"""The walk: the main job played through the control face, as a person would, and counted where it happened.

hand       one person's hand on the control face: type, click, fill in, upload, wait for what comes
steps      the job, a function a step
evidence   what is counted, each from the place where it happened: carrier, Slack, the bot's file
"""
