"""The desk: what can be done, a verb a function. Each verb gathers, decides (one pure call into rules), applies.

tools      what each verb is handed; the Provider protocol
act        the one door: permission, transaction, audit entry, posts; and `look`, its twin for reading
intake     a file comes in: who brought it, what its refusal means
intake_folder  files of the inbox folder, imported and moved on
lists      import a target list            payments   import a payment file
calls      import results of calls         exclusions import whom the city leaves out
presets    which heading is which column   replacing  a list in the place of another of the same file
judging    everybody of a list, judged     problems   rows that need a person, written to a file
shared     numbers that several people of a list have: decided, also by a file
custody    adopt a list, confirm what was left out of it
lying      files that were read and still lie in Slack
fresh      whether the data is fresh enough to send by
audience   who would be messaged now, and at what cost; the same for preview and submission
drafts     preview and write a campaign    campaigns  submit, withdraw, look
approvals  approve, reject                 sending    start, claim, record, finish
doubts     messages of which nobody knows whether they were sent
receipts   what the provider reports       digests    the figures and the daily post
inbox      what waits for you (the desk)   posts      what Slack should show
health     whether the parts work
"""
