//! The registration window of a base.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Timelike};
use thiserror::Error;

/// When a base begins to accept its reserved IPUIs, to the minute, by the base's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WindowStart(NaiveDateTime);

/// The form of an N720: day, month, year, hour, minute, two digits each.
const DEVICE: &str = "%d%m%y%H%M";
/// The form for people, which an option takes too.
const SHOWN: &str = "%Y-%m-%d %H:%M";

impl WindowStart {
    /// The minute that this clock shows.
    ///
    /// # Errors
    /// When its year is not in 2000 to 2099, the years that the device's two digits can say.
    pub fn at<Zone: TimeZone>(clock: &DateTime<Zone>) -> Result<Self, TimeError> {
        Self::new(clock.naive_local())
    }

    fn new(time: NaiveDateTime) -> Result<Self, TimeError> {
        if !(2000..2100).contains(&time.year()) {
            return Err(TimeError::Year(time.year()));
        }
        Ok(Self(
            time.with_second(0)
                .and_then(|time| time.with_nanosecond(0))
                .unwrap_or(time),
        ))
    }

    /// The time, by the clock that was meant.
    #[must_use]
    pub fn time(self) -> NaiveDateTime {
        self.0
    }

    /// Reads the form of an N720, `ddmmyyhhii`.
    pub(crate) fn from_device(text: &str) -> Option<Self> {
        if text.len() != 10 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number = |pair: usize| text[2 * pair..2 * pair + 2].parse::<u32>().ok();
        let year = 2000 + i32::try_from(number(2)?).ok()?;
        NaiveDate::from_ymd_opt(year, number(1)?, number(0)?)?
            .and_hms_opt(number(3)?, number(4)?, 0)
            .map(Self)
    }
}

impl fmt::Display for WindowStart {
    /// The form of an N720, `ddmmyyhhii`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format(DEVICE).fmt(f)
    }
}

impl FromStr for WindowStart {
    type Err = TimeError;

    /// Takes `2026-11-23T08:00` (or a space for the `T`), and `23.11.2026 08:00`.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        [
            "%Y-%m-%dT%H:%M",
            "%Y-%m-%d %H:%M",
            "%d.%m.%Y %H:%M",
            "%Y-%m-%dT%H:%M:%S",
        ]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text.trim(), form).ok())
        .ok_or(TimeError::Form)
        .and_then(Self::new)
    }
}

/// Why a text is not the start of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TimeError {
    /// It has none of the known forms.
    #[error("a time is written like 2026-11-23T08:00 or 23.11.2026 08:00, or it is now or none")]
    Form,
    /// The year cannot be said in the device's two digits.
    #[error("the year {0} is not between 2000 and 2099, all that the device's two digits can say")]
    Year(i32),
}

/// How long a registration window stays open, in seconds; 0 is for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowDuration(u32);

impl WindowDuration {
    /// The window's length in seconds; 0 is for ever.
    #[must_use]
    pub fn seconds(self) -> u32 {
        self.0
    }
}

impl FromStr for WindowDuration {
    type Err = DurationError;

    /// Takes a number with its unit, `20h`, `14d`, `1h 30m`; a bare number is seconds, as the device
    /// counts.
    fn from_str(text: &str) -> Result<Self, DurationError> {
        let text = text.trim();
        let duration = match text.parse::<u32>() {
            Ok(seconds) => Duration::from_secs(seconds.into()),
            Err(_) => humantime::parse_duration(text).map_err(|_| DurationError::Form)?,
        };
        if duration.subsec_nanos() != 0 {
            return Err(DurationError::Form);
        }
        u32::try_from(duration.as_secs())
            .map(Self)
            .map_err(|_| DurationError::TooLong)
    }
}

/// What a window that a file names means to a handset that is to register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WindowState {
    /// The file names none.
    #[default]
    Absent,
    /// It has no start that can be read, so nobody knows when it opens.
    WithoutStart,
    /// It has no duration that can be read, so nobody knows how long it is open.
    WithoutDuration,
    /// It never closes.
    Always,
    /// It is open, or will be: from the first time to the second.
    Open(NaiveDateTime, NaiveDateTime),
    /// It is over: from the first time to the second.
    Over(NaiveDateTime, NaiveDateTime),
}

impl WindowState {
    /// What the window is at a time by the same clock as its start, which may be there and not be readable.
    #[must_use]
    pub fn of(
        start: Option<Option<NaiveDateTime>>,
        seconds: Option<&str>,
        now: NaiveDateTime,
    ) -> Self {
        let duration = seconds.and_then(device_number);
        match (start.flatten(), duration) {
            _ if start.is_none() && seconds.is_none() => Self::Absent,
            (_, Some(0)) => Self::Always,
            (None, _) => Self::WithoutStart,
            (_, None) => Self::WithoutDuration,
            (Some(from), Some(seconds)) => {
                let length = TimeDelta::seconds(seconds.into());
                let until = from
                    .checked_add_signed(length)
                    .unwrap_or(NaiveDateTime::MAX);
                if until < now {
                    Self::Over(from, until)
                } else {
                    Self::Open(from, until)
                }
            }
        }
    }

    /// Whether its start or its duration is missing or cannot be read.
    #[must_use]
    pub fn is_incomplete(self) -> bool {
        matches!(self, Self::WithoutStart | Self::WithoutDuration)
    }
}

/// A number as the device writes it, or in hexadecimal after `0x`.
fn device_number(text: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    match text.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => text.parse(),
    }
    .ok()
}

/// As a person reads it: `open, from 2026-11-23 08:00 to 2026-12-07 08:00`.
impl fmt::Display for WindowState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (is, from, until) = match self {
            Self::Absent => return f.write_str("none"),
            Self::WithoutStart => return f.write_str("incomplete: it has no readable start"),
            Self::WithoutDuration => return f.write_str("incomplete: it has no readable duration"),
            Self::Always => return f.write_str("always open"),
            Self::Open(from, until) => ("open", from, until),
            Self::Over(from, until) => ("over", from, until),
        };
        let (from, until) = (from.format(SHOWN), until.format(SHOWN));
        write!(f, "{is}, from {from} to {until}")
    }
}

/// Why a text is not the length of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DurationError {
    /// It is no number of whole seconds, minutes, hours or days.
    #[error("a duration is written like 20h, 14d or 90m; 0 is for ever")]
    Form,
    /// It has more seconds than the device's 32 bits hold.
    #[error("it is longer than 4294967295 seconds, the longest that the device can hold")]
    TooLong,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_has_the_form_of_the_device() {
        for text in [
            "2017-04-24T11:42",
            "2017-04-24 11:42",
            "24.04.2017 11:42",
            "2017-04-24T11:42:59",
        ] {
            let start: WindowStart = text
                .parse()
                .unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(start.to_string(), "2404171142");
        }
        assert_eq!("24.4.17".parse::<WindowStart>(), Err(TimeError::Form));
        assert_eq!(
            "1999-12-31T00:00".parse::<WindowStart>(),
            Err(TimeError::Year(1999))
        );
    }

    #[test]
    fn a_window_is_open_until_its_duration_is_over() {
        let time = |text| NaiveDateTime::parse_from_str(text, SHOWN).unwrap();
        let now = time("2025-11-24 16:00");
        let from = time("2025-11-24 15:00");
        for (start, seconds, state) in [
            (None, None, WindowState::Absent),
            (None, Some("60"), WindowState::WithoutStart),
            (Some("soon"), Some("60"), WindowState::WithoutStart),
            (Some("3102251500"), Some("60"), WindowState::WithoutStart),
            (Some("+411251500"), Some("60"), WindowState::WithoutStart),
            (Some("2411251500"), None, WindowState::WithoutDuration),
            (Some("2411251500"), Some("1h"), WindowState::WithoutDuration),
            (Some("2411251500"), Some("0x"), WindowState::WithoutDuration),
            (None, Some("0"), WindowState::Always),
            (Some("2411251500"), Some("0X0"), WindowState::Always),
            (
                Some("2411251500"),
                Some("0xE10"),
                WindowState::Open(from, now),
            ),
            (Some("2411251500"), Some("0"), WindowState::Always),
            (
                Some("2411251500"),
                Some("3600"),
                WindowState::Open(from, now),
            ),
            (
                Some("2411251500"),
                Some("3599"),
                WindowState::Over(from, from + TimeDelta::seconds(3599)),
            ),
        ] {
            let start = start.map(|text| WindowStart::from_device(text).map(WindowStart::time));
            assert_eq!(
                WindowState::of(start, seconds, now),
                state,
                "{start:?} {seconds:?}"
            );
        }
        // The device's two digits are a year after 2000, also those that elsewhere mean 1969.
        let late = WindowStart::from_device("0101691200").map(WindowStart::time);
        let late = WindowState::of(Some(late), Some("4294967295"), now);
        assert_eq!(
            late.to_string(),
            "open, from 2069-01-01 12:00 to 2205-02-08 18:28"
        );
    }

    #[test]
    fn a_duration_is_whole_seconds() {
        for (text, seconds) in [
            ("20h", 72_000),
            ("14d", 1_209_600),
            ("0", 0),
            ("72000", 72_000),
            ("1h 30m", 5_400),
        ] {
            assert_eq!(
                text.parse::<WindowDuration>().map(WindowDuration::seconds),
                Ok(seconds)
            );
        }
        for text in ["", "h", "-1h", "1.5s", "500ms", "soon"] {
            assert_eq!(
                text.parse::<WindowDuration>(),
                Err(DurationError::Form),
                "{text}"
            );
        }
        assert_eq!(
            "200y".parse::<WindowDuration>(),
            Err(DurationError::TooLong)
        );
    }
}
