"""What the clock asks for: one table of jobs, and two loops that work through what is waiting.

timetable  the one table: which job, when it is due
jobs       the jobs themselves, each a call to the desk
lying      the job that looks whether files that nofu read still lie in Slack
sender     the loop that hands messages over, at the contracted pace
poster     the loop that shows in Slack what has changed
start      starts all of it, and stops it again
"""
