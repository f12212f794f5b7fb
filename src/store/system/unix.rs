//! Linux and macOS.

use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread;

use rustix::fs::OFlags;
use rustix::process::{Resource, Rlimit, setrlimit};
#[cfg(target_os = "linux")]
use signal_hook::consts::SIGHUP;
use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::store::PRIVATE;

#[cfg(target_os = "linux")]
#[path = "lists.rs"]
mod lists;

/// A link in the place of a file is an error: it may lead out of the directory. A pipe does not make the
/// program wait for its other end.
const ITSELF: OFlags = OFlags::NOFOLLOW.union(OFlags::NONBLOCK);

/// Opens a file to read, through links too.
pub(in crate::store) fn open(path: &Path) -> io::Result<File> {
    flagged(OFlags::NONBLOCK).read(true).open(path)
}

/// Opens a file to read, and no link.
pub(in crate::store) fn open_itself(path: &Path) -> io::Result<File> {
    flagged(ITSELF).read(true).open(path)
}

/// Opens a file to see whether somebody has locked it, and no link.
pub(in crate::store) fn open_locked(path: &Path) -> io::Result<File> {
    flagged(ITSELF).write(true).open(path)
}

/// Opens a file to lock it, or creates it. Over NFS a lock needs a file that was opened for writing.
pub(in crate::store) fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = flagged(ITSELF);
    options.write(true).create(true).truncate(false).mode(0o640);
    options.open(path)
}

/// Creates a file that only its owner may read.
pub(in crate::store) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options
        .read(true)
        .write(true)
        .create_new(true)
        .mode(PRIVATE);
    options.open(path)
}

fn flagged(flags: OFlags) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.custom_flags(flags.bits().cast_signed());
    options
}

/// Whether it is a pipe, and not a device.
pub(in crate::store) fn is_pipe(metadata: &Metadata) -> bool {
    metadata.file_type().is_fifo()
}

fn identity(metadata: &Metadata) -> (u64, u64) {
    (metadata.dev(), metadata.ino())
}

/// Whether the file is still the one at this path: neither removed nor replaced.
pub(in crate::store) fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        there => Ok(identity(&file.metadata()?) == identity(&there?)),
    }
}

/// Whether two names lead to one file, through links of either kind too.
pub(crate) fn is_same_file(a: &Path, b: &Path) -> bool {
    match (fs::metadata(a), fs::metadata(b)) {
        (Ok(a), Ok(b)) => identity(&a) == identity(&b),
        _ => false,
    }
}

/// Opens a directory, to sync it.
pub(in crate::store) fn open_directory(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Returns when the names of a directory are on the disk.
pub(in crate::store) fn sync_names(directory: &File) -> io::Result<()> {
    directory.sync_all()
}

/// Lists a directory that others may be about to remove.
pub(in crate::store) fn list(directory: &Path) -> io::Result<fs::ReadDir> {
    fs::read_dir(directory)
}

/// Gives a file the name of another, which it replaces.
pub(in crate::store) fn rename(path: &Path, target: &Path) -> io::Result<()> {
    fs::rename(path, target)
}

/// Sets the mode, over what a default access control list of the directory made of it.
pub(in crate::store) fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(mode))
}

/// Gives the file the owner, mode and access control list of the one that it will replace.
pub(in crate::store) fn take_over(
    file: &File,
    target: &Path,
    in_place: &Metadata,
) -> io::Result<()> {
    let own = file.metadata()?;
    if (own.uid(), own.gid()) != (in_place.uid(), in_place.gid()) {
        fchown(file, Some(in_place.uid()), Some(in_place.gid()))?;
    }
    set_mode(file, in_place.mode() & 0o7777)?;
    #[cfg(target_os = "linux")]
    lists::take_over(file, target)?;
    #[cfg(not(target_os = "linux"))]
    let _ = target;
    Ok(())
}

/// Whether a file is one that only the owner of `like` may read.
pub(in crate::store) fn is_private(file: &Metadata, like: &Metadata) -> bool {
    file.mode() & 0o777 == PRIVATE && file.uid() == like.uid()
}

/// Keeps the process from leaving its memory on the disk, and from ending where a file gets too large.
pub fn harden() {
    // A core dump would hold every password that is in memory.
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = setrlimit(Resource::Core, none);
    // Without a handler a file over the size limit of the process would end the program.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
}

/// From now on Ctrl-C and its like have this done before they end the program. Where no thread can be
/// started they end it as ever.
pub(in crate::store) fn before_signals(act: fn()) {
    let (sender, ready) = mpsc::channel();
    let wait = move || {
        let signals = Signals::new(heeded());
        let _ = sender.send(());
        let Ok(mut signals) = signals else { return };
        for signal in signals.forever() {
            act();
            let _ = emulate_default_handler(signal);
        }
    };
    if thread::Builder::new().spawn(wait).is_ok() {
        let _ = ready.recv();
    }
}

/// Those that the program was not told to ignore, as `nohup` does with SIGHUP.
#[cfg(target_os = "linux")]
fn heeded() -> impl Iterator<Item = i32> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    let ignored = ignored.unwrap_or(0);
    [SIGHUP, SIGINT, SIGTERM]
        .into_iter()
        .filter(move |signal| ignored & (1 << (signal - 1)) == 0)
}

/// Without SIGHUP: no safe call says whether `nohup` had it ignored. What it leaves, the next run clears.
#[cfg(not(target_os = "linux"))]
fn heeded() -> [i32; 2] {
    [SIGINT, SIGTERM]
}
