//! The memory that the program may use while it reads what strangers made.
//!
//! The readers of workbooks keep whole tables, and a workbook has many ways to make them large: one
//! text in a million cells, one row repeated a million times, one font in each of a million styles.
//! Each could be looked for in advance, by reading every workbook twice and as its reader does. What
//! all of them have in common is the memory that they take, so that is watched. It is the memory that
//! is in use which counts: a limit on addresses would end the program without a word.

use std::io;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How often the memory is looked at. No machine fills more than some ten MB in between.
const INTERVAL: Duration = Duration::from_millis(5);

/// Watches until it is dropped.
pub(crate) struct Watch {
    _ended: mpsc::Sender<()>,
}

impl Watch {
    /// Calls `act` when the program uses more than so many bytes of memory.
    ///
    /// Where the system does not say how much that is, nothing is watched.
    ///
    /// # Errors
    /// When the thread that watches cannot be started.
    pub(crate) fn start(most: u64, act: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        let (sender, ended) = mpsc::channel::<()>();
        thread::Builder::new().spawn(move || {
            while ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                let used = memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem);
                if used as u64 > most {
                    return act();
                }
            }
        })?;
        Ok(Self { _ended: sender })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_acts_when_there_is_too_much_and_not_before() {
        let (sender, acted) = mpsc::channel();
        let calm = sender.clone();
        let watch = Watch::start(u64::MAX, move || calm.send("calm").unwrap()).unwrap();
        thread::sleep(INTERVAL * 4);
        drop(watch);
        let _watch = Watch::start(0, move || sender.send("too much").unwrap()).unwrap();
        assert_eq!(acted.recv(), Ok("too much"));
    }
}
