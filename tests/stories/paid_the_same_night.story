# The money comes on the very evening before the letter would go: the file is booked first.
2026-09-01 invoice A 1250
2026-09-02 off 2026-09-18
2026-09-20 pay A all
2026-10-01 end
