"""nofu, the SMS tool of a city's tax-collection office, inside Slack.

The steps from a file to the receipts of its messages:

    commands            a user uploads a file in Slack, or the file is in the inbox folder, or `nofu import` reads it
    bot/files           a child process reads it and encrypts numbers and names
    services/imports    its rows are stored, and every person is judged by rules/eligibility
    services/drafts     a text is previewed and stored; services/campaigns submits it
    services/approvals  another user approves the campaign as its card showed it
    scheduler/sender    claims one message at a time (services/sending), and sends it through bot/providers
    services/uncertain  looks up messages with an unknown outcome; they are never sent again unchecked
    services/receipts   records what the provider reports
    scheduler/poster    shows all of that in Slack, with bot/screens and bot/slack

Layers. Each imports only lower ones (checked by import-linter):

    bot.__main__  bot.program          the command `nofu`
    commands  scheduler  bot.wiring    requests of users, jobs, and the construction of all parts
    bot.services                       use cases, a function each; every change goes through services/unit_of_work
    bot.screens  bot.slack             Slack's blocks, and the connection to Slack
    bot.store  bot.files               the database, and reading and writing files
    bot.providers  bot.settings        the connections to SMS providers, and the settings
    bot.logs  bot.clock  bot.loopback  log lines, the time, and the guard of practice runs
    bot.words  bot.vault               the texts on screen, and encryption
    bot.rules                          decisions, without input or output
    bot.model                          values

`sandbox/` is a local Slack, a local provider and a sample city. It and the bot never import each other. The reasons
for the design are in docs/decisions.
"""
