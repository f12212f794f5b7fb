//! Windows. Files have the rights of their directory: the standard library knows no access control lists.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::path::Path;
use std::thread;
use std::time::Duration;

use same_file::Handle;

/// `FILE_FLAG_BACKUP_SEMANTICS`, without which no directory is opened.
const DIRECTORY: u32 = 0x0200_0000;
/// `FILE_FLAG_OPEN_REPARSE_POINT`: of a link the link itself, which then is no plain file.
const ITSELF: u32 = 0x0020_0000;
/// `ERROR_ACCESS_DENIED`: also where a file is being removed and somebody still has it open.
const DENIED: i32 = 5;
/// `ERROR_SHARING_VIOLATION`: somebody has the file open and does not share it.
const SHARED: i32 = 32;
/// The exit code of a program that Ctrl-C ended, `STATUS_CONTROL_C_EXIT`.
const CONTROL_C: i32 = 0xC000_013A_u32.cast_signed();

/// Virus scanners and indexers open every new file for a moment.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

/// Opens a file to read, through links too.
pub(in crate::store) fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Opens a file to read, and no link.
pub(in crate::store) fn open_itself(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(ITSELF).open(path)
}

/// Opens a file to see whether somebody has locked it, and no link.
pub(in crate::store) fn open_locked(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).custom_flags(ITSELF).open(path)
}

/// Opens a file to lock it, or creates it. One that the run before is just removing is waited for.
pub(in crate::store) fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    options.custom_flags(ITSELF);
    patiently(|| options.open(path))
}

/// Creates a file.
pub(in crate::store) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true).open(path)
}

/// Opens a directory.
pub(in crate::store) fn open_directory(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(DIRECTORY).open(path)
}

/// Does nothing: no directory can be synced. NTFS writes renames into its journal in their order.
#[allow(clippy::unnecessary_wraps, reason = "other systems sync here")]
pub(in crate::store) fn sync_names(_: &File) -> io::Result<()> {
    Ok(())
}

/// Lists a directory that others may be about to remove: then it is theirs for a moment.
pub(in crate::store) fn list(directory: &Path) -> io::Result<fs::ReadDir> {
    patiently(|| fs::read_dir(directory))
}

/// Gives a file the name of another, which it replaces, also where a server is just reading that one.
pub(in crate::store) fn rename(path: &Path, target: &Path) -> io::Result<()> {
    patiently(|| fs::rename(path, target)).map_err(|error| {
        // To the one who renames, a file that somebody has open is one that he may not replace.
        let opened = OpenOptions::new().write(true).open(target);
        match opened.map_err(|error| error.raw_os_error()) {
            Err(Some(SHARED)) => {
                let what = format!("another program has it open ({error})");
                io::Error::new(io::ErrorKind::ResourceBusy, what)
            }
            _ => error,
        }
    })
}

/// Tries again for a second while somebody else has the file.
fn patiently<T>(mut act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    for _ in 1..ATTEMPTS {
        match act() {
            Err(error) if matches!(error.raw_os_error(), Some(DENIED | SHARED)) => {
                thread::sleep(PAUSE);
            }
            done => return done,
        }
    }
    act()
}

/// No file of Windows is a pipe: those have names of their own.
pub(in crate::store) fn is_pipe(_: &Metadata) -> bool {
    false
}

/// Whether the file is still the one at this path: neither removed nor replaced.
pub(in crate::store) fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    let there = match open_itself(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        // It is being removed, or somebody who shares nothing has another file there.
        Err(error) if matches!(error.raw_os_error(), Some(DENIED | SHARED)) => return Ok(false),
        there => there?,
    };
    Ok(Handle::from_file(file.try_clone()?)? == Handle::from_file(there)?)
}

/// Whether two names lead to one file, through links and in any letter case.
pub(crate) fn is_same_file(a: &Path, b: &Path) -> bool {
    same_file::is_same_file(a, b).unwrap_or(false)
}

/// Does nothing: there are no modes.
#[allow(clippy::unnecessary_wraps, reason = "Unix sets the mode here")]
pub(in crate::store) fn set_mode(_: &File, _: u32) -> io::Result<()> {
    Ok(())
}

/// Does nothing: the new file has the rights of its directory.
#[allow(clippy::unnecessary_wraps, reason = "Unix keeps mode and owner here")]
pub(in crate::store) fn take_over(_: &File, _: &Path, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Every file has the rights of its directory, so none has more readers than another.
pub(in crate::store) fn is_private(_: &Metadata, _: &Metadata) -> bool {
    true
}

/// Nothing has to be kept from leaving its memory on the disk: Windows writes dumps only where it was
/// told to.
pub fn harden() {}

/// From now on Ctrl-C and the closing of the window have this done before they end the program. Where
/// no thread can be started they end it as ever.
pub(in crate::store) fn before_signals(act: fn()) {
    let _ = ctrlc::set_handler(move || {
        act();
        std::process::exit(CONTROL_C);
    });
}
