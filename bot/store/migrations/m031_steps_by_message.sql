-- The claim compares a message with its steps, which are found by their message from now on.

CREATE INDEX message_events_by_message ON message_events (message_id);
