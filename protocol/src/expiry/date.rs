//! Reads dates and numbers from left to right.

use super::TimeZone;
use crate::moment::Moment;

/// `YYYY-MM-DD`, then `T` or a blank, then `HH:mm`, perhaps `:ss` and a fraction, perhaps a zone.
pub(super) fn date(text: &[u8], zone: TimeZone, moment: Moment) -> Option<i64> {
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
pub(super) struct Scanner<'a>(pub(super) &'a [u8]);

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
    pub(super) fn whole(&mut self) -> Option<i64> {
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
    pub(super) fn offset(&mut self) -> Option<i32> {
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
