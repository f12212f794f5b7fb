//! How handsets are let in: the registration window and the PIN.

use crate::value::{Pin, WindowDuration, WindowStart};

/// How handsets are let in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Registration {
    /// When the window opens.
    pub start: Option<Start>,
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
    Now(WindowStart),
    /// Never: the files have no window.
    Never,
}

/// How handsets are let in by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrationPin {
    /// Everybody types these four digits.
    Fixed(Pin),
    /// The base makes a new one up each time.
    Random,
}
