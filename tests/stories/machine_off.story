# The machine is off for three weeks around the due date: one letter for each, none twice.
2026-09-01 invoice A 1250
2026-09-03 invoice B 2500
2026-09-08 off 2026-09-29
2026-10-05 end
