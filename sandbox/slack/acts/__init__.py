"""What people do: each act becomes a payload, is sent to the bot, and ends in what the person then sees.

seen.py      what a person sees right after an act
commands.py  slash commands, message shortcuts, opening the Home
clicks.py    buttons and other elements, in messages and in views
forms.py     handing a modal in, closing it
posts.py     writing a message
uploads.py   putting a file into a channel or into a form
"""
