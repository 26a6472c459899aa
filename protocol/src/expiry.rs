//! Reads the many forms in which back-ends say when a token ends.

use super::{moment::Moment, value::Value};

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

/// When something ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expiry {
    /// Milliseconds after the reply was made, whatever any clock says.
    After(i64),
    /// Epoch milliseconds by the server's clock.
    At(i64),
}

/// Below this a number is "seconds from now" (31 years), above it an epoch time.
const FIRST_EPOCH_SECOND: i64 = 1_000_000_000;
/// From here on an epoch time is in milliseconds: as seconds it would be the year 5138.
const FIRST_EPOCH_MILLI: i64 = 100_000_000_000;

/// Reads seconds from now, epoch seconds, epoch milliseconds, ISO 8601, or
/// `YYYY-MM-DD HH:mm:ss`. A date that names whole seconds means the second's beginning.
#[must_use]
pub fn parse(value: &Value, zone: TimeZone, moment: Moment) -> Option<Expiry> {
    match value {
        Value::Number(_) => value
            .as_whole()
            .or_else(|| truncated(value))
            .and_then(from_number),
        Value::Text(text) => {
            let text = text.as_bytes().trim_ascii();
            match Scanner(text).whole() {
                Some(number) => from_number(number),
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

fn from_number(number: i64) -> Option<Expiry> {
    match number {
        ..FIRST_EPOCH_SECOND => number.checked_mul(1_000).map(Expiry::After),
        FIRST_EPOCH_SECOND..FIRST_EPOCH_MILLI => number.checked_mul(1_000).map(Expiry::At),
        _ => Some(Expiry::At(number)),
    }
}

/// `YYYY-MM-DD`, then `T` or a blank, then `HH:mm`, perhaps `:ss` and a fraction, perhaps a zone.
fn date(text: &[u8], zone: TimeZone, moment: Moment) -> Option<i64> {
    let mut rest = Scanner(text);
    let year = rest.digits(4)?;
    let month = rest.after(b"-")?.digits(2)?;
    let day = rest.after(b"-")?.digits(2)?;
    let hours = rest.after(b"Tt ")?.digits(2)?;
    let minutes = rest.after(b":")?.digits(2)?;
    let seconds = match rest.after(b":") {
        Some(rest) => rest.digits(2)?,
        None => 0,
    };
    let millis = match rest.after(b".,") {
        Some(rest) => rest.fraction()?,
        None => 0,
    };
    rest.0 = rest.0.trim_ascii_start();
    let offset = match zone {
        _ if !rest.0.is_empty() => rest.offset()?,
        TimeZone::Local => moment.local_offset,
        TimeZone::Fixed(minutes) => minutes,
    };
    // 60: a leap second.
    let sound = (1..=12).contains(&month) && (1..=31).contains(&day) && hours <= 24 && minutes <= 59;
    if !sound || seconds > 60 {
        return None;
    }
    let days = days_since_1970(year, month, day);
    let clock = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
    Some((clock - i64::from(offset) * 60) * 1_000 + millis)
}

/// Howard Hinnant's `days_from_civil`, for years 0 to 9999.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted - era * 400;
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// What is left to read of a text. By hand: the `time` crate costs 5.2 kB of the binary.
struct Scanner<'a>(&'a [u8]);

impl Scanner<'_> {
    /// Skips one of these.
    fn after(&mut self, any: &[u8]) -> Option<&mut Self> {
        let (first, rest) = self.0.split_first()?;
        if !any.contains(first) {
            return None;
        }
        self.0 = rest;
        Some(self)
    }

    /// Reads a digit.
    fn digit(&mut self) -> Option<i64> {
        let (first, rest) = self.0.split_first()?;
        let digit = first.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        self.0 = rest;
        Some(i64::from(digit))
    }

    /// Reads this many digits.
    fn digits(&mut self, count: u32) -> Option<i64> {
        let mut number = 0;
        for _ in 0..count {
            number = number * 10 + self.digit()?;
        }
        Some(number)
    }

    /// A whole number and nothing else.
    fn whole(&mut self) -> Option<i64> {
        let negative = self.after(b"-").is_some();
        let mut number = self.digit()?;
        while let Some(digit) = self.digit() {
            number = number.checked_mul(10)?.checked_add(digit)?;
        }
        let number = if negative { -number } else { number };
        self.0.is_empty().then_some(number)
    }

    /// The digits after the point, as milliseconds.
    fn fraction(&mut self) -> Option<i64> {
        let mut millis = self.digit()? * 100;
        let mut place = 10;
        while let Some(digit) = self.digit() {
            millis += digit * place;
            place /= 10;
        }
        Some(millis)
    }

    /// `Z`, `+08:00`, `-0330` or `+08` and nothing else, as minutes ahead of UTC.
    fn offset(&mut self) -> Option<i32> {
        let mut offset = 0;
        if self.after(b"Zz").is_none() {
            let negative = self.after(b"-").is_some();
            if !negative {
                self.after(b"+")?;
            }
            let hours = self.digits(2)?;
            let colon = self.after(b":").is_some();
            let minutes = if colon || !self.0.is_empty() {
                self.digits(2)?
            } else {
                0
            };
            if hours > 23 || minutes > 59 {
                return None;
            }
            offset = hours * 60 + minutes;
            if negative {
                offset = -offset;
            }
        }
        i32::try_from(offset).ok().filter(|_| self.0.is_empty())
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
        parse(&Value::Text(date.into()), zone, MOMENT)
    }

    #[test]
    fn numbers_are_told_apart_by_size() {
        let number = |number: f64| parse(&Value::Number(number), TimeZone::Local, MOMENT);
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
        assert_eq!(parse(&Value::Null, TimeZone::Local, MOMENT), None);
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
