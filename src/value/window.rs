//! The registration window of a base.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Datelike, NaiveDateTime, TimeZone, Timelike};
use thiserror::Error;

/// When a base begins to accept its reserved IPUIs, to the minute, by the base's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WindowStart(NaiveDateTime);

/// The device's own form: day, month, year, hour, minute, two digits each.
const DEVICE: &str = "%d%m%y%H%M";

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
}

impl fmt::Display for WindowStart {
    /// The device's own form, `ddmmyyhhii`.
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
    #[error("a time is written like 2026-11-23T08:00 or 23.11.2026 08:00, or now")]
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
