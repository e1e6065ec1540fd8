# A month of orders on one invoice; one with terms of its own gets another; the next month waits.
2026-10-02 order new --customer 10001 --line "Kaffebønner; 10 kg; 240" --order-reference PO-1
2026-10-02 order deliver 1
2026-10-14 order new --customer 10001 --line "Te; 20; 119"
2026-10-14 order deliver 2
2026-10-20 order new --customer 10001 --line "Kopper; 6; 80" --set invoice.terms_days=30
2026-10-20 order deliver 3
2026-11-02 order new --customer 10001 --line "Sukker; 5 kg; 40"
2026-11-02 order deliver 4
2026-11-03 order invoice --collect --month 2026-10 --dry-run
2026-11-03 order invoice --collect --month 2026-10
2026-11-03 order invoice --collect --month 2026-10
2026-11-03 send
2026-11-03 order list
2026-12-22 order invoice --collect --month 2026-11
