# Due on Christmas Eve, when banks are closed: that makes it the 28th, and three bank days more.
2026-12-09 invoice A 1250
2026-12-11 off 2026-12-26
2027-01-04 end
