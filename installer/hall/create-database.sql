-- As postgres: psql -v role=window-counter-hall -v database=window_counter_hall -f create-database.sql
-- Texts are compared by their bytes (LOCALE 'C'), because times and numbers stand in them; the hall refuses another.
\set ON_ERROR_STOP on
CREATE ROLE :"role" LOGIN;
CREATE DATABASE :"database" OWNER :"role" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
\connect :"database"
-- a restore moves this schema aside and makes a new one
ALTER SCHEMA public OWNER TO :"role";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
