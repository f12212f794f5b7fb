//! The clock of a run, read once.

use std::env;
use std::fmt;

use chrono::{DateTime, Local, NaiveDateTime, SecondsFormat, TimeDelta, TimeZone, Utc};

use crate::error::Error;
use crate::value::WindowStart;

/// The clock of a run, read once.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// The time of `SOURCE_DATE_EPOCH`, for results that can be repeated.
    Fixed(DateTime<Utc>),
    /// The time here.
    Local(DateTime<Local>),
}

impl Clock {
    /// Reads the clock.
    ///
    /// # Errors
    /// When `SOURCE_DATE_EPOCH` is set and is no number of seconds.
    pub fn read() -> Result<Self, Error> {
        let Some(seconds) = env::var_os("SOURCE_DATE_EPOCH") else {
            return Ok(Self::Local(Local::now()));
        };
        seconds
            .to_str()
            .and_then(|seconds| DateTime::from_timestamp(seconds.trim().parse().ok()?, 0))
            .map(Self::Fixed)
            .ok_or_else(|| {
                Error::Usage("SOURCE_DATE_EPOCH is not a number of seconds since 1970".into())
            })
    }

    /// The time here, where nothing else is needed of it.
    #[must_use]
    pub fn now() -> Self {
        Self::read().unwrap_or_else(|_| Self::Local(Local::now()))
    }

    /// The time by the clock here.
    #[must_use]
    pub fn local(self) -> NaiveDateTime {
        match self {
            Self::Fixed(time) => time.naive_utc(),
            Self::Local(time) => time.naive_local(),
        }
    }

    /// The seconds since 1970 at a time by this clock. Of two such times, when clocks were put back, it is
    /// the first; one that clocks leave out is that of the hour behind it.
    #[must_use]
    pub fn seconds_at(self, time: NaiveDateTime) -> i64 {
        let here = |time: NaiveDateTime| Local.from_local_datetime(&time).earliest();
        let local = match self {
            Self::Fixed(_) => None,
            Self::Local(_) => here(time).or_else(|| here(time + TimeDelta::hours(1))),
        };
        local.map_or(time.and_utc().timestamp(), |time| time.timestamp())
    }

    /// The time by this clock so many seconds after 1970 began.
    #[must_use]
    pub fn time_at(self, seconds: i64) -> Option<NaiveDateTime> {
        let time = DateTime::from_timestamp(seconds, 0)?;
        Some(match self {
            Self::Fixed(_) => time.naive_utc(),
            Self::Local(_) => time.with_timezone(&Local).naive_local(),
        })
    }

    /// The time to the minute.
    ///
    /// # Errors
    /// When the device has no form for it.
    pub fn minute(self) -> Result<WindowStart, Error> {
        match self {
            Self::Fixed(time) => WindowStart::at(&time),
            Self::Local(time) => WindowStart::at(&time),
        }
        .map_err(|error| Error::Usage(format!("the clock of this machine is wrong: {error}")))
    }
}

/// As a log has it: `2026-11-23T02:30:00+01:00`.
impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Fixed(time) => time.to_rfc3339_opts(SecondsFormat::Secs, true),
            Self::Local(time) => time.to_rfc3339_opts(SecondsFormat::Secs, true),
        })
    }
}
