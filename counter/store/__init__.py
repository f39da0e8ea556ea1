"""The only SQL: opening, migrations, one file per aggregate."""
