# The customer pays again after the letter: the second payment waits for a person, nothing is lost.
2026-09-01 invoice A 1250
2026-09-03 off 2026-09-19
2026-09-25 pay A all
2026-09-28 pay A all
2026-10-01 end
