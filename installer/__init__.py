"""How IT gets the program: it is put together here and packed for each kind of machine."""
