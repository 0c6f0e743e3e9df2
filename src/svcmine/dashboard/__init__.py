"""The quality team's interactive board: filters, views that follow them, drill-down to a case, notes on findings.

`facts/`: what is read from the store once, as tables in memory; `queries/`: what a view asks of them, in SQL;
`board.py`: the page; `serving.py`: the web server. Panel is imported only here.
"""
