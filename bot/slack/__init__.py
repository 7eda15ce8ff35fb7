"""The connection to Slack. Every request goes through `client`, which refuses personal data.

client   the Web API, with the last check for personal data
people   roles and languages of users
uploads  downloads a file that a user uploaded
files    finds out whether a file is still in Slack, and deletes it with an administrator's token
posts    posts and edits messages, and says what an error means for a post
health   the checks of `nofu check`
"""
