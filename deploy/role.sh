#!/bin/sh
# Run once, when the database is made: Purser's role is no superuser, who could walk past the guards of the books.
# psql reads the password from the environment: arguments are what every process on the machine can see.
set -eu
: "${PURSER_ROLE_PASSWORD:?set it in deploy/database.env}"
psql -v ON_ERROR_STOP=1 --username postgres <<'SQL'
\getenv password PURSER_ROLE_PASSWORD
create role purser login nosuperuser nocreatedb nocreaterole password :'password';
create database purser owner purser encoding 'UTF8' template template0;
SQL
