#!/bin/sh
# Run once, when the database is made: Purser's role is no superuser, who could walk past the guards of the books.
set -eu
: "${PURSER_ROLE_PASSWORD:?set it in deploy/database.env}"
psql -v ON_ERROR_STOP=1 -v password="$PURSER_ROLE_PASSWORD" --username postgres <<'SQL'
create role purser login nosuperuser nocreatedb nocreaterole password :'password';
create database purser owner purser encoding 'UTF8' template template0;
SQL
