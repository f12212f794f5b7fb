//! Brings files to the disk, many at a time, while more of them are written.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, SyncSender};
use std::thread::{self, JoinHandle};

use super::system;

/// After how many bytes the disk is given work: enough that it is not asked for every small file.
const EVERY: usize = 64 << 20;

/// The disk that a directory is on.
#[derive(Debug)]
pub(super) struct Disk {
    /// Opened before the first file is written, to get its write-back errors.
    directory: File,
    written: AtomicUsize,
    /// What works ahead; `None` where no thread was to be had.
    ahead: OnceLock<Option<Ahead>>,
}

/// A thread that syncs each time it is woken, until it cannot.
#[derive(Debug)]
struct Ahead {
    wake: SyncSender<()>,
    thread: JoinHandle<io::Result<()>>,
}

impl Disk {
    /// The disk of a directory.
    ///
    /// # Errors
    /// When the directory cannot be opened.
    pub(super) fn of(directory: &Path) -> io::Result<Self> {
        Ok(Self {
            directory: system::open_directory(directory)?,
            written: AtomicUsize::new(0),
            ahead: OnceLock::new(),
        })
    }

    /// Says that so many bytes more were written. The disk begins with them when they are many.
    pub(super) fn wrote(&self, bytes: usize) {
        let before = self.written.fetch_add(bytes, Ordering::Relaxed);
        if before / EVERY == (before + bytes) / EVERY {
            return;
        }
        let ahead = self
            .ahead
            .get_or_init(|| Ahead::start(&self.directory).ok());
        if let Some(ahead) = ahead {
            // Where it is busy still, these bytes wait for its next turn or for the end.
            let _ = ahead.wake.try_send(());
        }
    }

    /// Returns when all files that were written before are on the disk.
    ///
    /// # Errors
    /// When one of them did not arrive, now or earlier.
    pub(super) fn sync_files(&mut self) -> io::Result<()> {
        if let Some(Some(ahead)) = self.ahead.take() {
            drop(ahead.wake);
            let done = ahead.thread.join();
            done.unwrap_or_else(|_| Err(io::Error::other("the syncing stopped")))?;
        }
        system::sync_disk(&self.directory)
    }

    /// Returns when the names of the directory are on the disk.
    ///
    /// # Errors
    /// Whatever the system refuses.
    pub(super) fn sync_names(&self) -> io::Result<()> {
        system::sync_names(&self.directory)
    }
}

impl Ahead {
    fn start(directory: &File) -> io::Result<Self> {
        let directory = directory.try_clone()?;
        let (wake, woken) = mpsc::sync_channel(1);
        let work = move || {
            for () in woken {
                system::sync_disk(&directory)?;
            }
            Ok(())
        };
        let thread = thread::Builder::new().spawn(work)?;
        Ok(Self { wake, thread })
    }
}
