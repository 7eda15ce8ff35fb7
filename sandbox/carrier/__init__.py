"""The local carrier: an SMS provider's API on the loopback, for the bot to send to.

carrier.py     what the providers' APIs share: arrivals, outcomes, control interface
sending.py     the course of a send request at every provider, with its faults
responses.py   responses that break the connection instead of answering
providers.py   the table of the providers, each with an account
karaden/       Karaden's API, version 2024-03-01
accrete/       アクリートSMS, as far as it is known
zettai/        絶対リーチ!SMS, API description 1.4.7
twilio/        Twilio's API, version 2010-04-01

It is written from the providers' documents alone and shares no code with the bot's connections: no test would find
an error made on both sides.
"""
