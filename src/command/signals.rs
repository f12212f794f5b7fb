//! Signals that end the program.

use std::fs;
use std::sync::mpsc;
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::store;

/// From now on Ctrl-C and its like remove the unfinished files, which may hold passwords, before they
/// end the program. Where no thread can be started they end it as ever.
pub fn clear_up_on_signals() {
    let (sender, ready) = mpsc::channel();
    let wait = move || {
        let signals = Signals::new(heeded());
        let _ = sender.send(());
        let Ok(mut signals) = signals else { return };
        for signal in signals.forever() {
            store::abandon();
            let _ = emulate_default_handler(signal);
        }
    };
    if thread::Builder::new().spawn(wait).is_ok() {
        let _ = ready.recv();
    }
}

/// Those that the program was not told to ignore, as `nohup` tells it for SIGHUP.
fn heeded() -> impl Iterator<Item = i32> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    let ignored = ignored.unwrap_or(0);
    [SIGHUP, SIGINT, SIGTERM]
        .into_iter()
        .filter(move |signal| ignored & (1 << (signal - 1)) == 0)
}
