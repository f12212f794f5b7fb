//! How handsets are let in: the registration window and the PIN.

use std::str::FromStr;

use super::Clock;
use crate::value::{Pin, TimeError, WindowDuration, WindowStart};

/// How handsets are let in.
#[derive(Debug, Clone, Copy)]
pub struct Registration {
    /// When the window opens.
    pub start: Option<Start>,
    /// When the run began.
    pub now: WindowStart,
    /// The clock of the run, which is taken for that of the bases.
    pub clock: Clock,
    /// Whether a window opens now also where no handset is new.
    pub reopen: bool,
    /// How long it stays open.
    pub duration: Option<WindowDuration>,
    /// The PIN for handsets that are registered by hand.
    pub pin: Option<RegistrationPin>,
}

/// When a registration window opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At a time that somebody named.
    At(WindowStart),
    /// When the run began, and only where there is a new handset.
    Now,
    /// Never: the files have no window.
    Never,
}

impl FromStr for Start {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        match text {
            "now" => Ok(Self::Now),
            "none" => Ok(Self::Never),
            time => time.parse().map(Self::At),
        }
    }
}

/// How handsets are let in by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrationPin {
    /// Everybody types these four digits.
    Fixed(Pin),
    /// The base makes a new one up each time.
    Random,
}
