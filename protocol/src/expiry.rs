//! Reads the many forms in which back-ends say when a token ends.

mod date;

use super::{moment::Moment, value::Value};
use date::{Scanner, date};

/// The time zone of dates that do not name theirs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TimeZone {
    /// The device's time zone.
    #[default]
    Local,
    /// Minutes ahead of UTC.
    Fixed(i32),
}

impl TimeZone {
    /// Reads `local`, `utc`, `Z` or `+08:00`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "local" => Some(Self::Local),
            "utc" | "UTC" => Some(Self::Fixed(0)),
            _ => Scanner(text.as_bytes()).offset().map(Self::Fixed),
        }
    }
}

/// The unit of numbers that are durations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Unit {
    /// As OAuth has it.
    #[default]
    Seconds,
    /// As Directus has it.
    Milliseconds,
    /// As `RuoYi` has it.
    Minutes,
}

impl Unit {
    /// Reads `seconds`, `milliseconds` or `minutes`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "seconds" => Some(Self::Seconds),
            "milliseconds" => Some(Self::Milliseconds),
            "minutes" => Some(Self::Minutes),
            _ => None,
        }
    }

    const fn in_ms(self) -> i64 {
        match self {
            Self::Milliseconds => 1,
            Self::Seconds => 1_000,
            Self::Minutes => 60_000,
        }
    }

    /// From here on a number is an epoch time: by far more than any duration.
    const fn first_epoch(self) -> i64 {
        match self {
            // 31 years. As epoch milliseconds it is the year 2001.
            Self::Milliseconds => 1_000_000_000_000,
            Self::Seconds | Self::Minutes => FIRST_EPOCH_SECOND,
        }
    }
}

/// When something ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expiry {
    /// Milliseconds after the reply was made, whatever any clock says.
    After(i64),
    /// Epoch milliseconds by the server's clock.
    At(i64),
}

/// Below this a number is a duration (31 years), from here on an epoch time.
const FIRST_EPOCH_SECOND: i64 = 1_000_000_000;
/// From here on an epoch time is in milliseconds: as seconds it would be the year 5138.
const FIRST_EPOCH_MILLI: i64 = 100_000_000_000;

/// Reads a duration from now, epoch seconds, epoch milliseconds, ISO 8601, or
/// `YYYY-MM-DD HH:mm:ss`. A date that names whole seconds means the second's beginning.
#[must_use]
pub fn parse(value: &Value, zone: TimeZone, unit: Unit, moment: Moment) -> Option<Expiry> {
    match value {
        Value::Number(_) => value
            .as_whole()
            .or_else(|| truncated(value))
            .and_then(|number| from_number(number, unit)),
        Value::Text(text) => {
            let text = text.as_bytes().trim_ascii();
            match Scanner(text).whole() {
                Some(number) => from_number(number, unit),
                None => date(text, zone, moment).map(Expiry::At),
            }
        }
        _ => None,
    }
}

/// Back-ends do send `expires_in: 3599.7`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast saturates and the range is checked"
)]
fn truncated(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) if number.abs() < 1e15 => Some(*number as i64),
        _ => None,
    }
}

fn from_number(number: i64, unit: Unit) -> Option<Expiry> {
    if number < unit.first_epoch() {
        return number.checked_mul(unit.in_ms()).map(Expiry::After);
    }
    match number {
        ..FIRST_EPOCH_MILLI => number.checked_mul(1_000).map(Expiry::At),
        _ => Some(Expiry::At(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MOMENT: Moment = Moment {
        now: 1_700_000_000_000,
        entropy: 0,
        local_offset: 60,
    };

    fn text(date: &str, zone: TimeZone) -> Option<Expiry> {
        parse(&Value::Text(date.into()), zone, Unit::Seconds, MOMENT)
    }

    #[test]
    fn durations_have_the_unit_and_epochs_do_not() {
        for (unit, number, end) in [
            (Unit::Milliseconds, 900_000.0, Expiry::After(900_000)),
            // Thirty days: as seconds this would be an epoch.
            (Unit::Milliseconds, 2_592_000_000.0, Expiry::After(2_592_000_000)),
            (
                Unit::Milliseconds,
                1_700_000_060_000.0,
                Expiry::At(1_700_000_060_000),
            ),
            (Unit::Minutes, 720.0, Expiry::After(43_200_000)),
            (Unit::Minutes, 0.0, Expiry::After(0)),
            (Unit::Minutes, 1_700_000_060.0, Expiry::At(1_700_000_060_000)),
            (Unit::Seconds, 900.0, Expiry::After(900_000)),
        ] {
            for value in [Value::Number(number), Value::Text(format!("{number}"))] {
                assert_eq!(
                    parse(&value, TimeZone::Local, unit, MOMENT),
                    Some(end),
                    "{number}"
                );
            }
        }
    }

    #[test]
    fn numbers_are_told_apart_by_size() {
        let number = |number: f64| parse(&Value::Number(number), TimeZone::Local, Unit::Seconds, MOMENT);
        assert_eq!(number(3_600.0), Some(Expiry::After(3_600_000)));
        assert_eq!(number(3_599.7), Some(Expiry::After(3_599_000)));
        assert_eq!(number(0.0), Some(Expiry::After(0)));
        assert_eq!(number(1_700_000_060.0), Some(Expiry::At(1_700_000_060_000)));
        assert_eq!(number(1_700_000_060_123.0), Some(Expiry::At(1_700_000_060_123)));
        assert_eq!(number(f64::INFINITY), None);
        assert_eq!(text("3600", TimeZone::Local), Some(Expiry::After(3_600_000)));
    }

    #[test]
    fn dates_with_a_zone_mean_what_they_say() {
        let at = Some(Expiry::At(1_700_000_000_000));
        for date in [
            "2023-11-14T22:13:20Z",
            "2023-11-14T22:13:20.000Z",
            "2023-11-15T06:13:20+08:00",
            "2023-11-14T18:43:20-0330",
            "2023-11-14 22:13:20+00",
        ] {
            assert_eq!(text(date, TimeZone::Local), at, "{date}");
        }
        let half = text("2023-11-14T22:13:20.5Z", TimeZone::Local);
        assert_eq!(half, Some(Expiry::At(1_700_000_000_500)));
    }

    #[test]
    fn dates_without_a_zone_take_the_declared_one() {
        let zone = TimeZone::parse("+08:00").expect("a zone");
        assert_eq!(
            text("2023-11-15 06:13:20", zone),
            Some(Expiry::At(1_700_000_000_000))
        );
        let utc = TimeZone::parse("utc").expect("a zone");
        assert_eq!(
            text("2023-11-14 22:13:20", utc),
            Some(Expiry::At(1_700_000_000_000))
        );
        // The device is one hour ahead.
        assert_eq!(
            text("2023-11-14 23:13:20", TimeZone::Local),
            Some(Expiry::At(1_700_000_000_000))
        );
    }

    #[test]
    fn leap_days_and_old_years_are_right() {
        let utc = TimeZone::Fixed(0);
        assert_eq!(
            text("2024-02-29 00:00:00", utc),
            Some(Expiry::At(1_709_164_800_000))
        );
        assert_eq!(text("1969-12-31 23:59:59", utc), Some(Expiry::At(-1_000)));
        assert_eq!(text("2000-03-01 00:00", utc), Some(Expiry::At(951_868_800_000)));
    }

    #[test]
    fn nonsense_is_none() {
        for wrong in [
            "",
            "soon",
            "2023-11-14",
            "2023-13-01 00:00:00",
            "2023-11-14 25:00:00",
            "2023-11-14T22:13:20.Z",
            "2023-11-14T22:13:20+8",
            "2023-11-14x22:13:20",
            "٣",
        ] {
            assert_eq!(text(wrong, TimeZone::Local), None, "{wrong}");
        }
        assert_eq!(parse(&Value::Null, TimeZone::Local, Unit::Seconds, MOMENT), None);
        for wrong in ["", "gmt+8", "8", "+25:00"] {
            assert_eq!(TimeZone::parse(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(date in ".*", minutes in any::<i32>()) {
            let _ = text(&date, TimeZone::Fixed(minutes));
            let _ = TimeZone::parse(&date);
        }

        #[test]
        fn date_like_text_never_panics(date in "[0-9-]{10}[T ][0-9:.Zz+-]{0,20}") {
            let _ = text(&date, TimeZone::Local);
        }

        #[test]
        fn every_second_is_read_back(seconds in 0_i64..4_000_000_000) {
            let day = seconds.div_euclid(86_400);
            let clock = seconds.rem_euclid(86_400);
            // The inverse of days_since_1970 by counting, so as not to test it with itself.
            let (mut year, mut left) = (1970, day);
            let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
            while left >= 365 + i64::from(leap(year)) {
                left -= 365 + i64::from(leap(year));
                year += 1;
            }
            let months = [31, 28 + i64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            let mut month = 0;
            while left >= months[month] {
                left -= months[month];
                month += 1;
            }
            let date = format!(
                "{year:04}-{:02}-{:02} {:02}:{:02}:{:02}",
                month + 1, left + 1, clock / 3_600, clock / 60 % 60, clock % 60
            );
            prop_assert_eq!(text(&date, TimeZone::Fixed(0)), Some(Expiry::At(seconds * 1_000)));
        }
    }
}
