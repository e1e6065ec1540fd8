# Half is paid in time; the letter asks for the rest. Of the second only a little is left: no letter.
2026-09-01 invoice A 1250
2026-09-01 invoice B 1250
2026-09-10 pay A 625
2026-09-10 pay B 1200
2026-09-11 off 2026-09-19
2026-09-25 end
