# A file that is no bank file moves to failed/, and the night goes on: the letter is sent.
2026-09-01 invoice A 1250
2026-09-03 off 2026-09-19
2026-09-20 rubbish
2026-09-22 end
