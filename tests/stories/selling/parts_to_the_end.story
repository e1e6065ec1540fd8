# An order is delivered in parts, invoiced in parts, corrected, and the last of it dropped.
2026-10-01 order new --customer 10001 --line "Kaffebønner; 30 kg; 240" --line "Kvern; 2; 4990"
2026-10-02 order confirm 1
2026-10-06 order deliver 1 --line 1=10
2026-10-06 order invoice 1
2026-10-06 send
2026-10-20 order deliver 1 --line 1=12 --line 2=1
2026-10-21 order deliver 1 --line 1=-2
2026-10-21 order invoice 1
2026-10-21 invoice remove D2
2026-10-22 order deliver 1 --line 2=1 --on 2026-10-22
2026-10-22 order invoice 1
2026-10-22 send
2026-11-03 order list --open
2026-11-03 order close 1 --reason "Utsolgt hos produsenten"
2026-11-03 order show 1
2026-11-03 order list --open
