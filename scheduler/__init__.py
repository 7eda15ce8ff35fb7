"""What runs without a user: the scheduled jobs, the sender of messages and the poster to Slack."""
