/** The example's pitwall.yaml. Read by people before it is read by Pitwall. */
export const configuration = `# Courtside bets on college basketball. Its model says how likely the home side covers the spread;
# this file says what the data must look like before anybody trusts that number.
project: courtside

datasets:
  # The season the model learnt from. It is clean, and a check of it must stay so.
  reference:
    source: data/season-2025.csv
    contract:
      description: Every game of the season 2025, November 2024 to April 2025
      key: [game_id]
      columns: &columns
        game_id: { type: string, pattern: 's\\d{4}-\\d{4}' }
        date:
          type: date
          description: The day of the tip-off in UTC; a late game in the West has the date of the next day
        tipoff: { type: timestamp, description: In UTC }
        season:
          type: integer
          description: The year in which the season ends
          min: 2000
          max: 2030
        home_team: { type: string, length: { min: 2, max: 40 } }
        away_team: { type: string, length: { min: 2, max: 40 } }
        conference:
          type: category
          description: The conference of the home team
          # A name that is not here has no history: the model would guess.
          in: [Cascade, Coastal, Frontier, Gulf, Lakes, Piedmont, Prairie, Summit]
        # The model multiplies these four by weights that were fitted to 0-1, and does not look at them first.
        team_efficiency: { type: number, min: 0, max: 1 }
        player_availability: { type: number, min: 0, max: 1 }
        dynamic_factors: { type: number, min: 0, max: 1 }
        market_signals: { type: number, min: 0, max: 1 }
        closing:
          type: number
          description: Closing odds of the home side against the spread, decimal
          # Decimal odds pay the stake back, so 1 or less would be a bet that cannot win.
          above: 1
        p_home:
          type: number
          description: The model's probability that the home side covers
          min: 0
          max: 1
        target:
          type: integer
          description: 1 where the home side covered, 0 where it did not
          in: [0, 1]
      rules: &rules
        - { name: teams_differ, expect: home_team <> away_team }
        # Both come from the feed; when they part, somebody has mixed up time zones.
        - { name: date_of_tipoff, expect: "days_between(date, tipoff) = 0" }
        # A season is over in April.
        - { name: season_of_spring, expect: month(date) <= 4 implies season = year(date) }
      rows: { min: 1300, max: 1600 }
      # Nobody plays at Christmas or between the rounds of March: about one day in eight.
      series: { column: date, every: 1d, missing: 0.15 }

  # What the feed delivers, one file a week. The same columns and rules, and it must be on time.
  games:
    source: data/week-*.csv
    contract:
      description: The week's games, as the feed delivers them
      key: [game_id]
      columns: *columns
      rules: *rules
      # A week in January has about 190 games.
      rows: { min: 100, max: 260 }
      # Bets for the evening are placed in the morning, so yesterday's games must be here by then.
      freshness: { column: tipoff, within: 24h }
      # In January there is a game every day: a day without one is a delivery that was lost.
      series: { column: date, every: 1d }
    # The season above, as the model has seen it: a week that keeps every rule can still be of another world.
    baseline: season-2025
    # One comparison a week; a false alarm once in three months is what we can live with.
    drift: { false_alarms: 1 per quarter, checks: 1 per week, ignore: [season, home_team, away_team] }

models:
  # The model that bets: every game of the season, one unit on the home side.
  home-cover:
    task: binary
    predictions: data/season-2025.csv
    id: game_id
    prediction: p_home
    label: target
    # Profit is reckoned from the odds that were taken. Being right more often than not is not enough at 1.91.
    odds: closing
    time: tipoff
    performance: { preset: cbb }
    # Where is it worse than elsewhere? Teams are too many for a season of games.
    segments: { ignore: [season, home_team, away_team] }
    # On a server (pitwall up, pitwall demo --serve): each day the seven days before it, in which there are games enough.
    monitor:
      windows: { length: 7d, every: 1d }
      silence: { predictions: 2d }
`;
