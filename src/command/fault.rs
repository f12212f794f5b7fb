//! Faults of the program itself.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::{self, Write};
use std::panic;
use std::sync::{Arc, Mutex, PoisonError};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};

use super::choice;
use crate::cli::ColorWhen;

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
    pub fn report(&self, color: ColorWhen) {
        let mut out = AutoStream::new(io::stderr().lock(), choice(color));
        // There is nowhere left to say that standard error is closed.
        let _ = self.write(&mut out);
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let line = place.as_ref().map_or("", |place| &place.line);
        let red = AnsiColor::Red.on_default().bold();
        let bold = Style::new().bold();
        writeln!(
            out,
            "{red}error{red:#}: the program has a fault and stopped{line}"
        )?;
        writeln!(
            out,
            "  {bold}help{bold:#}: every file in place is whole; please report this line, with the \
             command, and no roster"
        )?;
        match place.as_ref().map(|place| &place.way) {
            Some(way) if way.status() == BacktraceStatus::Captured => write!(out, "{way}"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_by_its_place_and_nothing_else() {
        let before = panic::take_hook();
        let fault = Fault::catch();
        let stumbled = panic::catch_unwind(|| panic!("row 2 has the password Hunter-22"));
        panic::set_hook(before);
        assert!(stumbled.is_err());
        let mut shown = Vec::new();
        fault.write(&mut shown).unwrap();
        let shown = String::from_utf8(shown).unwrap();
        assert!(
            shown.contains("stopped at src/command/fault.rs:"),
            "{shown}"
        );
        assert!(!shown.contains("Hunter-22"), "{shown}");
    }
}
