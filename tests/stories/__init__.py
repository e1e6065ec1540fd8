"""Stories: what happened on which day, and what each night did about it."""
