//! Faults of the program itself.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::{self, Write};
use std::panic;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::report_error;
use crate::command::cli::{ColorWhen, LogFormat};
use crate::error::Error;

/// Where the program stumbled.
///
/// What a panic says may quote what the program was at, such as a cell with a password, so nothing
/// of it is printed: only the place in the program, and with `RUST_BACKTRACE` the way there. What
/// the readers of workbooks stumble over is caught elsewhere and prints nothing at all.
pub struct Fault(Arc<Mutex<Option<Place>>>);

struct Place {
    line: String,
    way: Backtrace,
}

impl Fault {
    /// From now on no panic prints anything by itself.
    #[must_use]
    pub fn catch() -> Self {
        let last = Arc::new(Mutex::new(None));
        let place = Arc::clone(&last);
        panic::set_hook(Box::new(move |panic| {
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(Place {
                line: panic
                    .location()
                    .map_or_else(String::new, |place| format!(" at {place}")),
                way: Backtrace::capture(),
            });
        }));
        Self(last)
    }

    /// Prints on standard error where the program stumbled last.
    pub fn report(&self, color: ColorWhen, log: Option<LogFormat>) {
        report_error(&self.error(), color, log);
        let place = self.last();
        if let Some(Place { way, .. }) = &*place
            && way.status() == BacktraceStatus::Captured
        {
            // There is nowhere left to say that standard error is closed.
            let _ = write!(io::stderr(), "{way}");
        }
    }

    fn error(&self) -> Error {
        let place = self.last();
        Error::Fault(place.as_ref().map_or("", |place| &place.line).to_owned())
    }

    fn last(&self) -> MutexGuard<'_, Option<Place>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::write_error;

    #[test]
    fn a_fault_is_told_by_its_place_and_nothing_else() {
        let before = panic::take_hook();
        let fault = Fault::catch();
        let stumbled = panic::catch_unwind(|| panic!("row 2 has the password Hunter-22"));
        panic::set_hook(before);
        assert!(stumbled.is_err());
        let mut shown = Vec::new();
        write_error(&fault.error(), &mut shown).unwrap();
        let shown = String::from_utf8(shown).unwrap();
        assert!(
            shown.contains("stopped at src/command/fault.rs:"),
            "{shown}"
        );
        assert!(!shown.contains("Hunter-22"), "{shown}");
    }
}
