"""Screens: how it looks in Slack. Pure functions from values to blocks, and from a submitted form back to values.

ids        the ids of forms and buttons, a stable face
kit        the blocks that we use, small
labels     codes as words
refusals   a refusal as a sentence
notices    one sentence in a form: working, done, refused, failed
custody    what there is to adopt and to confirm
columns    which heading is which column     wishes   what somebody wants of a file, from page to page
reading    how a file was read: assigned columns, first problems
known      call results, exclusions (never a ground)
lists · campaigns · drafts · payments · digests · inbox   a file a noun
"""
