"""What runs without a user: the jobs on a schedule, and the loops that send messages and show posts."""
