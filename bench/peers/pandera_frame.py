"""Validates games as a DataFrame: pandera_frame.py FILE"""

import sys

import pandas
import pandera.pandas as pandera
import usage  # noqa: F401
from pandera.errors import SchemaErrors

share = pandera.Column(float, pandera.Check.in_range(0, 1))

games = pandera.DataFrameSchema(
    {
        "game_id": pandera.Column(str, unique=True),
        "date": pandera.Column("datetime64[ns]", coerce=True),
        "season": pandera.Column(int, pandera.Check.in_range(2000, 2030)),
        "home_team": pandera.Column(str),
        "away_team": pandera.Column(str),
        "team_efficiency": share,
        "player_availability": share,
        "dynamic_factors": share,
        "market_signals": share,
        "target": pandera.Column(int, pandera.Check.isin([0, 1])),
    },
    checks=pandera.Check(lambda frame: frame["home_team"] != frame["away_team"]),
)

try:
    frame = games.validate(pandas.read_csv(sys.argv[1]), lazy=True)
    print(f"{len(frame)} rows, no errors")
except SchemaErrors as error:
    print(f"{len(error.failure_cases)} errors")
