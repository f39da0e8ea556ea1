"""日结 and 交接班: the account of the day with every gap explained and two people for it; the desk goes to the next."""
