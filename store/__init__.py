"""The read model in SQL: tables, repositories, queries, migrations."""
