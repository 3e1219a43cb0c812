"""`slipway db`: the database's schema."""

import typer

app = typer.Typer(help="Look after the database.", no_args_is_help=True)


@app.callback()
def database() -> None:
    """Look after the database."""


@app.command()
def upgrade() -> None:
    """Migrate the database that SLIPWAY_DATABASE_URL names to the present schema; again changes nothing."""
    import asyncio

    from cli.direct import settings
    from cli.output import say
    from store.migrate import current, head
    from store.migrate import upgrade as migrate

    url = settings().database_url.get_secret_value()

    async def whole() -> str | None:
        await migrate(url)
        return await current(url)

    say(f"The database is at revision {asyncio.run(whole()) or head()}.")
