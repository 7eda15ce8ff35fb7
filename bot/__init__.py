"""nofu, the SMS desk of a city's tax-collection team, inside Slack. This page is the map of the code.

A message's way, from a file to a phone and back:

    commands/lists      somebody uploads a file in Slack, or …
    desk/intake_folder  … a file lies complete in the inbox, or `nofu import` is typed; all the same verb of the desk
    bot/files           a process of its own reads it; numbers and names come out sealed
    desk/presets        a heading that nobody knows is asked for once
    desk/lists          rows become recipients, and everybody is judged
    bot/rules           … by rules/eligibility, the one judgement
    desk/shared         numbers that several people have: a person decides
    desk/problems       rows that need a person go to a file in the office, never to Slack (bot/files/exports)
    desk/custody        a list that came by itself is adopted; what was left out is confirmed
    commands/campaigns  a text is previewed, kept, submitted
    desk/approvals      somebody else approves exactly what they saw
    scheduler/sender    takes one message at a time: desk/sending judges anew and claims it
    bot/providers       hands it over; what is not certain is never sent again blindly
    desk/doubts         … but looked up
    desk/receipts       what the provider reports
    desk/payments       what the city has booked
    desk/calls          what came of its calls
    desk/exclusions     whom it leaves out
    desk/lying          which files still lie in Slack, until they are gone
    desk/digests        the figures
    scheduler/poster    shows all of that in Slack, through bot/screens and bot/slack

The rooms, upper ones may import lower ones, never the other way (import-linter holds it; neighbours do not meet):

    bot.__main__                       the command `nofu`
    commands  scheduler  bot.wiring    what people ask for, what the clock asks for, how the parts are put together
    bot.services                           what can be done: a verb a function, all through one door (desk/act)
    bot.screens  bot.slack             how it looks, and the wire to Slack
    bot.store  bot.files               what is remembered, and what comes in as a file
    bot.providers  bot.settings        the wire to the SMS provider, and the settings
    bot.logs  bot.clock  bot.loopback  log lines, the time, the guard of practice runs
    bot.words  bot.vault               every word on screen, and sealed values
    bot.rules                          what is decided; pure

`sandbox/` is the other side of every wire: a local Slack, a local carrier, a sample city. It and the bot never import
each other. Why things are as they are: docs/decisions/.
"""
