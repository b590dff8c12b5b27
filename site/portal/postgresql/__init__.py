"""The database engine for PostgreSQL: Django's own, with a cheaper look at connections that are kept open."""
