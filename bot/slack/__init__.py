"""The wire to Slack. Nothing leaves but through `client`, which looks at it first.

client    the Web API, with the last wall round personal data
people    who somebody is: roles, language; fail closed
uploads   a file that somebody posted, fetched to this machine
lying     whether such a file still lies there; deleted, where an administrator's token allows it
posts     a message posted, edited, and what an error means for it
"""
