# While the customer objects nobody writes; once that is settled the letter goes.
2026-09-01 invoice A 1250
2026-09-05 dispute A
2026-09-06 off 2026-09-15
2026-09-28 settle A
2026-10-03 end
