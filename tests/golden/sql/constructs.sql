-- Bookings of a library.
-- PostgreSQL and others.

\i common.sql

CREATE SCHEMA IF NOT EXISTS library AUTHORIZATION owner;

/* Readers of the library. */
CREATE TABLE IF NOT EXISTS library."reader list" (
    id SERIAL PRIMARY KEY,          -- who it is
    -- The full name.
    name VARCHAR(80) NOT NULL DEFAULT 'x, y); CREATE TABLE no (a int);',
    `born` DATE,
    price NUMERIC(10, 2) CHECK (price > 0),
    CONSTRAINT positive CHECK (price > 0),
    UNIQUE (name),
    FOREIGN KEY (id) REFERENCES other (id)
);

create temporary table [copy] as select * from readers;
-- CREATE TABLE commented (a int);

CREATE OR REPLACE VIEW late AS SELECT 'CREATE VIEW x' FROM loans;
CREATE MATERIALIZED VIEW totals AS SELECT 1;

CREATE UNIQUE INDEX CONCURRENTLY reader_name ON library.reader USING btree (lower(name), id);
CREATE INDEX ON library.reader (id);

CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);

-- Adds two numbers.
CREATE OR REPLACE FUNCTION add(a integer, b integer DEFAULT 2) RETURNS SETOF integer AS $body$
BEGIN
    CREATE TABLE inner_table (a int);
    RETURN a + b; -- it's
END;
$body$ LANGUAGE plpgsql;

CREATE PROCEDURE clean_up(IN days INT)
BEGIN
    IF days > 1 THEN
        DELETE FROM loans;
    END IF;
    CREATE TEMPORARY TABLE kept (a int);
END;

CREATE TRIGGER touched BEFORE UPDATE OR INSERT ON library.reader
    FOR EACH ROW EXECUTE FUNCTION touch();

INSERT INTO t VALUES ('CREATE TABLE fake (a int);');
CREATE TABLE last (a int)
GO
CREATE PROC dbo.run_it @x int AS SELECT 1
GO
