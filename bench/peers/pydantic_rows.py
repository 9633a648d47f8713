"""Validates games row by row, as the system that Pitwall replaces did: pydantic_rows.py iterrows|records FILE"""

import sys
from datetime import date as Date

import pandas
import usage  # noqa: F401
from pydantic import BaseModel, ValidationError, field_validator, model_validator


class GameRecord(BaseModel):
    game_id: str
    date: str
    season: int
    home_team: str
    away_team: str
    team_efficiency: float
    player_availability: float
    dynamic_factors: float
    market_signals: float
    target: int

    @field_validator("date")
    @classmethod
    def iso_day(cls, value):
        Date.fromisoformat(value)
        return value

    @field_validator("season")
    @classmethod
    def known_season(cls, value):
        if not 2000 <= value <= 2030:
            raise ValueError("expected a season from 2000 to 2030")
        return value

    @field_validator("team_efficiency", "player_availability", "dynamic_factors", "market_signals")
    @classmethod
    def share(cls, value):
        if not 0 <= value <= 1:
            raise ValueError("expected a number from 0 to 1")
        return value

    @field_validator("target")
    @classmethod
    def binary(cls, value):
        if value not in (0, 1):
            raise ValueError("expected 0 or 1")
        return value

    @model_validator(mode="after")
    def teams_differ(self):
        if self.home_team == self.away_team:
            raise ValueError("expected two teams")
        return self


def rows_of(frame, way):
    if way == "iterrows":
        return ((index, row.to_dict()) for index, row in frame.iterrows())
    return enumerate(frame.to_dict("records"))


def main(way, file):
    frame = pandas.read_csv(file)
    errors = []
    for index, row in rows_of(frame, way):
        try:
            GameRecord(**row)
        except ValidationError as error:
            errors.append((index, error.errors()))
    repeated = int(frame["game_id"].duplicated().sum())
    print(f"{len(frame)} rows, {len(errors)} with errors, {repeated} repeated")


main(*sys.argv[1:])
