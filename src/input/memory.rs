//! The memory that a run may use, until its first file takes its place.
//!
//! The readers of workbooks keep whole tables, and a workbook has many ways to make them large: one
//! text in a million cells, one row repeated a million times, one font in each of a million styles.
//! Each could be looked for in advance, by reading every workbook twice and as its reader does. What
//! all of them have in common is the memory that they take, so that is watched. It is the memory that
//! is in use which counts: a limit on addresses would end the program without a word.
//!
//! Findings take memory too, and a roster can have millions. So the watch goes on after the reading. It ends
//! before the first rename, because from then on it would be a lie that nothing was written.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How often the memory is looked at. No machine fills more than some ten MB in between.
const INTERVAL: Duration = Duration::from_millis(5);

/// Watches until it is ended or dropped. `W` says what the program is at.
pub(crate) struct Watch<W>(Arc<Mutex<Option<W>>>);

impl<W: Send + 'static> Watch<W> {
    /// Calls `act` with what the program is at when it uses more than so many bytes of memory.
    ///
    /// Where the system does not say how much that is, nothing is watched.
    ///
    /// # Errors
    /// When the thread that watches cannot be started.
    pub(crate) fn start(
        most: u64,
        work: W,
        act: impl FnOnce(&W) + Send + 'static,
    ) -> io::Result<Self> {
        let watch = Self(Arc::new(Mutex::new(Some(work))));
        let work = Arc::clone(&watch.0);
        thread::Builder::new().spawn(move || {
            loop {
                thread::sleep(INTERVAL);
                let used = memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem);
                // Locked while it acts: who ends the watch waits, so no file takes its place meanwhile.
                match &*lock(&work) {
                    None => return,
                    Some(work) if used as u64 > most => return act(work),
                    Some(_) => {}
                }
            }
        })?;
        Ok(watch)
    }

    /// Says what the program is at now.
    pub(crate) fn now(&self, work: W) {
        let mut current = lock(&self.0);
        if current.is_some() {
            *current = Some(work);
        }
    }

    /// Ends the watch. When this returns it does not act any more.
    pub(crate) fn end(&self) {
        *lock(&self.0) = None;
    }
}

impl<W> Drop for Watch<W> {
    fn drop(&mut self) {
        *lock(&self.0) = None;
    }
}

fn lock<W>(work: &Mutex<Option<W>>) -> MutexGuard<'_, Option<W>> {
    work.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn it_acts_when_there_is_too_much_and_not_before() {
        let (sender, acted) = mpsc::channel();
        let act = |most, work| {
            let sender = sender.clone();
            Watch::start(most, work, move |work| sender.send(*work).unwrap()).unwrap()
        };
        let _calm = act(u64::MAX, "calm");
        let ended = act(0, "ended");
        ended.end();
        ended.now("ended");
        thread::sleep(INTERVAL * 4);
        let _watch = act(0, "too much");
        assert_eq!(acted.recv(), Ok("too much"));
    }
}
