"""The connections to the SMS providers. No status, field or code of a provider leaves this package."""
