"""Screens: how it looks in Slack. Pure functions from values to blocks, and from a submitted form back to values.

ids        the ids of forms and buttons, a stable face
kit        the blocks that we use, small
labels     codes as words
refusals   a refusal as a sentence
notices    one sentence in a form: working, refused, failed
plain      what became of a file as plain lines: for a terminal, and for
inbox_reports  the report beside a file of the inbox
custody    what there is to adopt and to confirm
columns    which heading is which column     wishes   what somebody wants of a file, from page to page
reading    how a file was read: assigned columns, first problems
shared     numbers that several people have, and how it is decided
known      call results, exclusions (never a ground)
lying      a file that still lies in Slack: asked for, thanked for
alerts     something stands still until a person looks
lists · campaigns · drafts · payments · digests · inbox (the desk)   a file a noun
"""
