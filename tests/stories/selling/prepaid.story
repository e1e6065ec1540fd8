# Money is asked for before delivery, comes, and is set against the invoice.
2026-10-01 order new --customer 10002 --line "Kaffemaskin; 1; 40000"
2026-10-01 order invoice 1 --advance
2026-10-01 order request-payment 1 --percent 50
2026-10-01 order request-payment 1 --percent 50
2026-10-01 order request-payment 1 --percent 60
2026-10-12 payment import bank.txt
2026-10-12 order prepaid 1 1
2026-10-12 order prepaid 1 1
2026-10-26 order deliver 1
2026-10-26 order invoice 1
2026-10-26 send
2026-10-26 order show 1
2026-10-26 payment match 1 10001
2026-10-26 order show 1
2026-10-26 invoice list
