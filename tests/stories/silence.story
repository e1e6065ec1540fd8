# Nobody answers: one invoice, one friendly letter, and no second one.
2026-09-01 invoice A 1250
2026-10-05 end
