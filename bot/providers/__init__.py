"""The connections to the SMS providers. Only this package knows their statuses, fields and codes."""
