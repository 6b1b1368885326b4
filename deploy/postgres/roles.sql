-- Once, as the database's administrator. Every role signs in by its Unix user (pg_hba.conf beside this file).
CREATE ROLE haechi_owner LOGIN CREATEROLE;
CREATE ROLE haechi_reporter LOGIN;
CREATE ROLE haechi_staff LOGIN;
CREATE ROLE haechi_worker LOGIN;
CREATE DATABASE haechi OWNER haechi_owner TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE haechi FROM PUBLIC;
GRANT CONNECT ON DATABASE haechi TO haechi_owner, haechi_reporter, haechi_staff, haechi_worker;
-- Then, as haechi-owner: haechi prepare; haechi database roles --apply
